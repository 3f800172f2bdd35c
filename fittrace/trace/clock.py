"""Clocks: the machine's, and a logical one that makes runs reproducible."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Final

__all__ = ["Clock", "LogicalClock", "machine_clock"]

Clock = Callable[[], int]
"""Gives nanoseconds since some fixed moment, never less than the time before."""

machine_clock: Final[Clock] = perf_counter_ns


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
