"""Which way a monitored quantity gets better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fittrace.keras.utils.io_utils import logger

from ._logs import read_log

__all__ = ["known_mode", "read_monitored"]


def known_mode(callback: Any, mode: str) -> str:
    """The mode, or "auto" (with a warning) where it is none of "auto", "min" and "max"."""
    if mode in ("auto", "min", "max"):
        return mode
    logger.warning(
        "`mode` of %s is %r; expected 'auto', 'min' or 'max'. It goes on as 'auto', which tells by the name "
        "of the monitored quantity.",
        type(callback).__name__,
        mode,
    )
    return "auto"


def read_monitored(callback: Any, logs: Mapping[str, Any], key: str) -> Any:
    """The monitored quantity; None (with a warning) where the logs do not hold it."""
    value = read_log(callback, logs, key)
    if value is None:
        logger.warning(
            "%s monitors `%s`, which is not in the logs, so it does nothing this time. There are: %s.",
            type(callback).__name__,
            key,
            ", ".join(logs) or "none",
        )
    return value
