"""The reader of run files, given any bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.fuzz.outcomes import read_and_tell
from tests.fuzz.targets.drive import drive

__all__ = ["one"]


def one(data: bytes) -> None:
    """Read the bytes as a run file."""
    with tempfile.TemporaryDirectory(prefix="fittrace-fuzz-") as folder:
        path = Path(folder) / "run"
        path.write_bytes(data)
        read_and_tell(path, page=len(data) < 200_000)


if __name__ == "__main__":
    drive(one)
