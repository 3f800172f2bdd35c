"""Which process records, and whether it still lives: what tells a run under way from one that was cut off."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["Process"]

_DEAD: Final = -1
"""The start of a process that has ended, of which its parent does not know yet."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told apart from a later one that happens to get its number.

    Attributes:
        number: the process id.
        started: when it was started, in clock ticks since the machine was; None where
            the system does not tell.
        place: what numbers of processes can be compared: the same machine since it was
            started, and the same container.  It names neither.
    """

    number: int
    started: int | None
    place: str

    @classmethod
    def this(cls) -> Process:
        """The process that asks."""
        return cls(os.getpid(), _start_of(os.getpid()), _place())

    def is_alive(self) -> bool | None:
        """Whether it still runs; None where that cannot be known from here."""
        if os.name != "posix" or self.place != _place():
            return None
        try:
            os.kill(self.number, 0)  # asks, and sends nothing
        except ProcessLookupError:
            return False
        except (OSError, OverflowError):
            pass  # somebody else's process, or no number that a process can have
        started = _start_of(self.number)
        if started == _DEAD or self.started is None:
            return started != _DEAD
        return None if started is None else started == self.started

    def as_dict(self) -> dict[str, Any]:
        """Every field, as plain data for JSON."""
        return {"number": self.number, "started": self.started, "place": self.place}

    @classmethod
    def read(cls, value: dict[str, Any]) -> Process:
        """The process that `as_dict` told of.

        Raises:
            ValueError, TypeError, KeyError: it is none.
        """
        number, started = int(value["number"]), value["started"]
        if number <= 0:  # to the system these would be groups of processes
            raise ValueError("a process has no such number")
        return cls(number, None if started is None else int(started), str(value["place"])[:100])


def _start_of(number: int) -> int | None:
    """When the process was started, where the system tells; `_DEAD` where it has ended already."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
        state, *rest = told.rpartition(")")[2].split()
        return _DEAD if state in "ZX" else int(rest[18])
    except (OSError, ValueError, IndexError):
        return None


def _place() -> str:
    """A text that is equal for processes whose numbers can be compared."""
    import hashlib  # takes a while to load, and only a run file asks for it

    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        known = boot + os.readlink("/proc/self/ns/pid")
    except (OSError, ValueError):
        known = platform.node()
    return hashlib.sha256(known.encode()).hexdigest()[:16]
