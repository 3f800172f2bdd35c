"""What becomes of the recording: said well, and saved elsewhere where its own place could not take it."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fittrace.errors import RunFileError
from fittrace.trace.telling import Teller, tell

if TYPE_CHECKING:
    from fittrace.trace.run import Run

__all__ = ["CommandsTeller", "Kept", "keep"]


class CommandsTeller(Teller):
    """Listens during the training; what is to be said is said after it, but not where a signal ends it.

    Attributes:
        why_unwritten: why the run file is not complete, None where it is.
        is_unused: whether nothing was recorded and an earlier run is left in its place.
    """

    def __init__(self) -> None:
        self.why_unwritten: str | None = None
        self.is_unused = False

    def unwritten(self, path: Path, why: str) -> None:
        """Keep in mind why the file is not complete."""
        self.why_unwritten = why

    def unused(self, path: Path) -> None:
        """Keep in mind that there was nothing to write."""
        self.is_unused = True

    def terminated(self, path: Path, signal: str) -> None:
        """Say where the recording is: there is no later."""
        again = shlex.join(["fittrace", "report", str(path)])
        tell(f"fittrace: terminated by {signal}; what was recorded is in {path}, and {again} makes its page.")


@dataclass(frozen=True)
class Kept:
    """Where the recording is.

    Attributes:
        whole: the file that holds all of it, None where there is none.
        part: the file that holds its begin, None where that is not all there is.
        sentence: what is to be said of it, empty where all is as it was asked for.
    """

    whole: Path | None
    part: Path | None = None
    sentence: str = ""


def keep(run: Run, path: Path, why_unwritten: str | None) -> Kept:
    """See that the recording is whole somewhere: at `path`, or else where the system has room for it."""
    if why_unwritten is None:
        return Kept(path)
    # where the disk is full, Python leaves modules cut off that it compiles now, and cannot read them later
    sys.dont_write_bytecode = True
    in_part = f"{path} holds the recording only in part: {why_unwritten}"
    elsewhere = _saved_elsewhere(run, path.name)
    if elsewhere is None:
        return Kept(None, path, f"{in_part}; there was no room for it elsewhere, so the rest is lost.")
    return Kept(elsewhere, path, f"{in_part}; the whole recording is {elsewhere}.")


def _saved_elsewhere(run: Run, name: str) -> Path | None:
    """Save the run in a new folder among the system's temporary ones; None where that cannot be done."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="fittrace-"))
    except OSError:
        return None
    try:
        run.save(folder / name)
    except RunFileError:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return folder / name
