"""Who writes a run file: said in the file while that goes on."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ..ending import Ending
from ..process import Process
from .layout import SIGNATURE, to_json

__all__ = ["check_unwritten", "now", "signature", "signature_of"]

_WORK: Final = 100_000
"""Steps that SQLite may take to find a signature."""
_ROOM: Final = 200
"""Characters of every signature, so that the file of a run does not depend on who wrote it."""


def signature(process: Process, written: str | None = None, unwritten: str | None = None) -> str:
    """That the process writes the file, in JSON.

    Args:
        process: who writes.
        written: when it was last written to, None for just now.
        unwritten: why it is written to no more, None where it is.
    """
    told = process.as_dict() | {"written": written or now()}
    if unwritten is not None:
        told["unwritten"] = unwritten
    text = to_json(told).ljust(_ROOM)
    # the room is kept: where the disk is full, a longer text could not be written
    return text if len(text) == _ROOM else signature(process, written, "it could not be written")


def now() -> str:
    """The time, ISO 8601, UTC, in whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def signature_of(ending: Ending) -> str | None:
    """The signature in the file that the ending was read from, for a copy of it."""
    process = ending.process
    return None if process is None else signature(process, ending.written, ending.unwritten)


def check_unwritten(path: Path, ours: Collection[Path]) -> None:
    """Refuse to replace what somebody records into.

    Args:
        path: where a run is to be written.
        ours: what this process is recording into.

    Raises:
        OSError: the file's writer is alive, and has not given up.
    """
    writer = _writer_of(path)
    if writer is None or not writer.is_alive():
        return
    if writer.number != os.getpid():
        raise OSError(0, f"process {writer.number} is recording into it; give this run another name")
    if path.resolve() in ours:
        raise OSError(0, "another run of this program is being recorded into it; give this run another name")


def _writer_of(path: Path) -> Process | None:
    """Who says in the file that he writes it; None where nobody does, or the file cannot be read."""
    if not path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            connection.set_progress_handler(lambda: 1, _WORK)  # what is there may be no table but a program
            asked = "SELECT value FROM header WHERE key = ? AND length(value) <= ?"
            found = connection.execute(asked, (SIGNATURE, _ROOM)).fetchone()
        finally:
            connection.close()
        return None if found is None else Process.read(json.loads(found[0]))
    except Exception:  # whatever is there can be wrong in any way; it is replaced as any old run is
        return None
