"""The reader and the page, given a run file in whose tables a few things were changed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.fuzz.choices import ByteChooser
from tests.fuzz.outcomes import read_and_tell
from tests.fuzz.tables import spoil
from tests.fuzz.targets.drive import drive

__all__ = ["one"]

SEEDS: Final = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "corpus/runs").iterdir())]


def one(data: bytes) -> None:
    """Change a run file as the bytes say and read it."""
    choose = ByteChooser(data)
    with tempfile.TemporaryDirectory(prefix="fittrace-fuzz-") as folder:
        path = Path(folder) / "run"
        path.write_bytes(SEEDS[choose.integer(0, len(SEEDS) - 1)])
        for _ in range(choose.integer(1, 4)):
            spoil(path, choose)
        read_and_tell(path)


if __name__ == "__main__":
    drive(one)
