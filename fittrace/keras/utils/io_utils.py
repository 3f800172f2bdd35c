"""Where Keras's own messages go."""

from __future__ import annotations

import logging
import sys
from typing import Final

logger: Final = logging.getLogger("keras")

_interactive = True


def enable_interactive_logging() -> None:
    """Messages go to standard output (the default)."""
    global _interactive
    _interactive = True


def disable_interactive_logging() -> None:
    """Messages go to the logger ``keras`` at level INFO."""
    global _interactive
    _interactive = False


def is_interactive_logging_enabled() -> bool:
    """Whether messages go to standard output."""
    return _interactive


def print_msg(message: str, line_break: bool = True) -> None:
    """Write a message, at once, to wherever messages go."""
    if not _interactive:
        logger.info(message)
        return
    sys.stdout.write(message + "\n" if line_break else message)
    sys.stdout.flush()
