"""Telling people something while their training goes on: never at its cost."""

from __future__ import annotations

import io
import os
import select
import sys
from pathlib import Path
from typing import Any, Final

__all__ = ["Teller", "made", "mistake", "tell"]

_LIMIT: Final = 1000
"""Bytes of a message: a pipe that takes anything at once takes so many."""

made: Final[list[BaseException]] = []
"""What `mistake` was told of; the last few."""


class Teller:
    """Says what becomes of the file that a run is written into; `fittrace run` has one with its own words."""

    def unwritten(self, path: Path, why: str) -> None:
        """The recording is over, and the file at `path` does not hold all of it."""
        tell(
            f"fittrace: {path} holds the run only in part: {why}; "
            "the whole run is still in memory, save it elsewhere with run.save()."
        )

    def unused(self, path: Path) -> None:
        """Nothing was recorded, so that an earlier run at `path` is still there."""
        tell(f"fittrace: no call was recorded, so {path} still holds the earlier run.")

    def terminated(self, path: Path, signal: str) -> None:
        """A signal ends the process at once; what was recorded is in the file at `path`."""


def tell(sentence: str) -> None:
    """Say a sentence on stderr, if it can be said now.

    Where nobody reads the pipe and it is full, where its reader has gone, or where stderr is
    closed or missing, nothing is said: waiting would stop the training, an exception or a
    signal might end it, and what is left in a buffer changes the exit status.
    """
    stream: Any = sys.stderr
    try:
        if type(stream) is not io.TextIOWrapper or not hasattr(select, "poll"):
            print(sentence, file=stream)
        elif _takes(stream.fileno()):
            line = sentence.encode("utf-8", "backslashreplace")[: _LIMIT - 1] + b"\n"
            os.write(stream.fileno(), line)
    except Exception:  # whatever stderr is, the training is not to suffer from it
        pass


def _takes(number: int) -> bool:
    """Whether a file takes a message without waiting, and without a signal that there is no reader."""
    asked = select.poll()
    asked.register(number, select.POLLOUT)
    return any(found == select.POLLOUT for _, found in asked.poll(0))


def mistake(error: BaseException) -> None:
    """The recorder itself has failed, which is no reason to end a training; say so, once.

    With ``FITTRACE_DEBUG`` in the environment it is raised.

    Raises:
        BaseException: the error, where somebody looks for it.
    """
    if os.environ.get("FITTRACE_DEBUG"):
        raise error
    if not made:
        tell(
            "fittrace: something is missing in the recording by a mistake of fittrace's own "
            f"({type(error).__name__}: {error}); the training is not affected. "
            "FITTRACE_DEBUG=1 shows where."
        )
    made[:] = [*made[-9:], error.with_traceback(None)]
