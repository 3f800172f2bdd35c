"""What a recording consists of, whether it is under way, finished, or read from a file."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, Protocol

from .codes import Entry
from .ending import Ending, Raised
from .pattern import Detail, Pattern
from .source import Source

__all__ = ["SCHEMA", "Ending", "Header", "LaneEvents", "Raised", "Recording", "StoredLane", "Values"]

Values = Literal["novel", "all", "none"]
"""Of which calls the values of arrays are kept."""

SCHEMA: Final = 2
"""Version of the run file's layout and of what its codes mean."""


@dataclass(slots=True)
class Header:
    """Where a run comes from.

    Attributes:
        started: ISO 8601, UTC; None under a logical clock, which knows no date.
        script: path of the script as it was given, None for code without one.
        arguments: the script's own arguments.
        seed: what the random generators were seeded with, None if they were not.
        clock: ``"machine"`` or ``"logical"``.
        values: of which calls the values of arrays are kept, see `fittrace.record`.
    """

    schema: int = SCHEMA
    fittrace: str = ""
    numpy: str = ""
    python: str = ""
    started: str | None = None
    script: str | None = None
    arguments: tuple[str, ...] = ()
    seed: int | None = None
    clock: Literal["machine", "logical"] = "machine"
    values: Values = "novel"
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_this_process(cls, script: str | None, arguments: Sequence[str], *, logical: bool) -> Header:
        """The header of a run that begins here and now."""
        import numpy as np

        from .._version import __version__

        return cls(
            fittrace=__version__,
            numpy=np.__version__,
            python=platform.python_version(),
            started=None if logical else datetime.now(UTC).isoformat(timespec="seconds"),
            script=os.fspath(script) if script is not None else _main_script(),
            arguments=tuple(arguments),
            clock="logical" if logical else "machine",
        )

    def as_dict(self) -> dict[str, Any]:
        """Every field, as plain data for JSON."""
        return asdict(self) | {"arguments": list(self.arguments)}


def _main_script() -> str | None:
    """The file that Python was started with, if there is one."""
    return getattr(sys.modules.get("__main__"), "__file__", None)


class LaneEvents(Protocol):
    """What can be read of a lane."""

    @property
    def name(self) -> str:
        """What the lane is called."""
        ...

    @property
    def events(self) -> Sequence[int]:
        """Codes and their arguments, in turn."""
        ...

    @property
    def numbers(self) -> Sequence[float]:
        """The numbers of the events that have some."""
        ...

    @property
    def details(self) -> Sequence[Detail]:
        """What else was kept of the facts."""
        ...


@dataclass(frozen=True, slots=True)
class StoredLane:
    """A lane read from a file."""

    name: str
    events: Sequence[int]
    numbers: Sequence[float]
    details: Sequence[Detail]


@dataclass(slots=True)
class Recording:
    """A run's data: header, code table, patterns, lanes and ending.

    Attributes:
        origin: the clock's reading at the run's begin (ns).
        lock: held while what is recorded already changes; None where nothing does.
        sources: texts of the user's functions.
    """

    header: Header
    ending: Ending
    origin: int
    entries: Sequence[Entry]
    patterns: Sequence[Pattern]
    lanes: Sequence[LaneEvents]
    lock: AbstractContextManager[object] | None = None
    sources: Sequence[Source] = ()

    def held(self) -> AbstractContextManager[object]:
        """A block in which what is recorded already stays as it is."""
        return nullcontext() if self.lock is None else self.lock

    def snapshot(self, place: int) -> StoredLane:
        """What a lane holds now, which stays as it is while the recording goes on."""
        with self.held():
            lane = self.lanes[place]
            # events first: whatever belongs to one of them is there before it is
            events = lane.events[:]
            return StoredLane(lane.name, events, lane.numbers[:], lane.details[:])
