"""The place a run file goes to: what is there, what may be replaced, why it cannot be written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from .layout import APPLICATION_ID, MAGIC

__all__ = ["NEW", "beside", "check_target", "holds_calls", "may_be_replaced", "reason", "remove"]

NEW: Final = ".new"
"""Ending of the file in which a run is written that has nothing yet to replace an earlier one with."""
_WORK: Final = 100_000
"""Steps that SQLite may take to find a call."""


def check_target(path: Path) -> None:
    """Refuse what must not be replaced by a run.

    Raises:
        OSError: what is there is a directory, a device or the like, or a file that holds
            something else than a run.
    """
    if path.is_dir():
        raise OSError(0, "it is a directory")
    if path.exists() and not path.is_file():
        raise OSError(0, "it is not a regular file")
    if path.exists() and not may_be_replaced(path):
        raise OSError(0, "it is there already and holds something else than a run")


def may_be_replaced(path: Path) -> bool:
    """Whether a file that is there is a run file, or empty: nothing but a run is lost with it."""
    with path.open("rb") as file:
        head = file.read(72)
    return not head or (head.startswith(MAGIC) and head[68:72] == APPLICATION_ID.to_bytes(4, "big"))


def holds_calls(path: Path) -> bool:
    """Whether an earlier run would be lost with the file; True where that cannot be told."""
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            connection.set_progress_handler(lambda: 1, _WORK)  # what is there may be no table but a program
            return connection.execute("SELECT 1 FROM codes LIMIT 1").fetchone() is not None
        finally:
            connection.close()
    except Exception:  # whatever is there can be wrong in any way
        return True


def beside(path: Path, ending: str) -> Path:
    """The file of that name and a further ending."""
    return path.with_name(path.name + ending)


def remove(path: Path) -> None:
    """Remove the file, if it is there and can be."""
    try:
        path.unlink(missing_ok=True)
    except (OSError, ValueError):
        pass  # it was never there, or stays; the reason for giving up is another


def reason(error: BaseException, path: Path) -> str:
    """Why a file cannot be written, in words."""
    if getattr(error, "sqlite_errorname", None) == "SQLITE_FULL":
        return "the disk is full"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    try:
        if not path.parent.is_dir():
            return f"there is no directory {path.parent}"
        if not os.access(path.parent, os.W_OK):
            return f"the directory {path.parent} is not writable"
    except (OSError, ValueError):
        pass  # then the error's own words have to do
    return str(error) or type(error).__name__
