"""The names of checkpoint files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["checkpoint_path", "latest_checkpoint"]


def checkpoint_path(pattern: str, epoch: int, batch: int | None, logs: Mapping[str, Any]) -> str:
    """The file that a pattern names.

    Args:
        pattern: may hold ``{epoch}`` and ``{batch}``, which count from 1, and the keys of the logs.
        epoch: counted from 0.
        batch: likewise; None at the end of an epoch.
        logs: what else may be named.

    Raises:
        KeyError: if the pattern names something else.
    """
    named: dict[str, Any] = {"epoch": epoch + 1, **logs}
    if batch is not None:
        named.setdefault("batch", batch + 1)
    try:
        return pattern.format(**named)
    except KeyError as error:
        raise KeyError(
            f"`filepath` is {pattern!r}, which names {error}; there are {sorted(named)}. Name one of these, "
            "or see to it that the logs hold it."
        ) from error


def latest_checkpoint(pattern: str) -> str | None:
    """The file that was written last among those a pattern may name; None if there is none.

    Of files written at the same time, the one whose name comes last.
    """
    folder, name = os.path.split(pattern)
    texts = re.split(r"\{.*?\}", name)
    expected = re.compile(".*".join(re.escape(text) for text in texts))
    try:
        names = os.listdir(folder or os.curdir)
    except FileNotFoundError:
        return None
    paths = [os.path.join(folder, found) for found in names if expected.fullmatch(found)]
    return max(paths, key=lambda path: (os.path.getmtime(path), path), default=None)
