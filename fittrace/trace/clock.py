"""Clocks: the machine's, and a logical one that makes runs reproducible."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Final

__all__ = ["Clock", "LogicalClock", "UsersClock", "machine_clock"]

Clock = Callable[[], int]
"""Gives nanoseconds since some fixed moment, never less than the time before."""

machine_clock: Final[Clock] = perf_counter_ns

_LATEST: Final = 2**62


class LogicalClock:
    """A clock that advances by one tick each time it is read.

    The same calls give the same times, so two recordings of one seeded program are
    equal byte for byte.

    Args:
        tick: nanoseconds between two readings.
    """

    def __init__(self, tick: int = 1000) -> None:
        self._tick = tick
        self._now = 0

    def __call__(self) -> int:
        """The time in nanoseconds, one tick later than the last one asked for."""
        self._now += self._tick
        return self._now


class UsersClock:
    """A clock from outside, made safe: it never raises and never goes back.

    Where the clock fails, or gives no number of nanoseconds, the time stands still.

    Args:
        clock: what is asked.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now = 0

    def __call__(self) -> int:
        """The time in nanoseconds, not before the last one asked for."""
        try:
            self._now = max(self._now, min(int(self._clock()), _LATEST))
        except Exception:  # it is the user's and may raise anything
            pass
        return self._now
