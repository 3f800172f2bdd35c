"""How a run ended, as far as anybody can know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .process import Process

__all__ = ["Ending", "Raised"]


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that ended a call or a run.

    Attributes:
        type: the exception's class, by name.
        message: its text.
        where: file, line and function of the frame that raised it, innermost last.
    """

    type: str
    message: str
    where: tuple[str, ...] = ()


@dataclass(slots=True)
class Ending:
    """How a run ended.

    Attributes:
        state: ``"recording"`` while it goes on, and for ever where the process was
            killed; ``"finished"``; ``"raised"``; ``"interrupted"`` by Ctrl-C;
            ``"terminated"`` by another signal.
        raised: the exception, where there was one.
        nanoseconds: from the first event to the end.
        signal: the signal that terminated the process, ``"SIGTERM"``.
        process: who writes the run, read from a file whose writing nobody has ended.
        written: when such a file was last written to, ISO 8601, UTC.
        unwritten: why such a file was not written to its end, None where nobody says so.
    """

    state: Literal["recording", "finished", "raised", "interrupted", "terminated"] = "recording"
    raised: Raised | None = None
    nanoseconds: int = 0
    signal: str | None = None
    process: Process | None = None
    written: str | None = None
    unwritten: str | None = None

    @property
    def is_cut_off(self) -> bool:
        """Whether nobody records any more and nobody said how the run ended."""
        return self.state == "recording" and self.process is not None and self.process.is_alive() is False

    @property
    def words(self) -> str:
        """How it ended, for people; without a full stop."""
        if self.state == "terminated":
            return f"terminated by {self.signal or 'a signal'}"
        if self.state != "recording":
            return self.state
        if self.unwritten is not None:
            return (
                f"written only until {self.written or 'an unknown time'}, when the file could take no more "
                f"({self.unwritten}); the training went on"
            )
        if self.process is None:
            return "not ended: this is how far it had come"
        alive, last = self.process.is_alive(), f"last written {self.written or 'at an unknown time'}"
        if alive:
            return f"still being recorded by process {self.process.number}, {last}"
        if alive is None:
            return (
                f"not ended: process {self.process.number}, on another machine or before this one was "
                f"started, goes on or was cut off, {last}"
            )
        return (
            f"cut off: process {self.process.number}, which recorded it, was killed or left without a word "
            f"(kill -9, os._exit, a power failure), {last}"
        )
