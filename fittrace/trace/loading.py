"""Loading: the reader of run files, fetched when the first file is read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .run import Run

__all__ = ["load"]


def load(path: str | os.PathLike[str]) -> Run:
    """The run in a file that `record` or `Run.save` wrote.

    Nothing in the file is executed.  A run whose process was killed is read up to
    the last write; its ending's state is ``"recording"``.

    Raises:
        RunFileError: there is no such file, or it is not a run this version can read.
    """
    from . import runfile  # sqlite3 and what else reading takes, which a training does without

    return runfile.load(path)
