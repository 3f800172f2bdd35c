"""Patterns: what the iterations of a loop have in common, stored once.

Iterations that make the same calls share a pattern.  The pattern keeps the calls,
the times and facts of the first such iteration, the sum of all their times, and a
row of numbers for each: start, duration, and the columns (the loop's index, the facts').
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .rows import Rows
from .timesums import TimeSums

__all__ = ["ROW_HEAD", "Detail", "Pattern"]

ROW_HEAD: Final = 2
"""Numbers at the front of a row: start (ns), duration (ns)."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What was kept of one fact beyond its structure and numbers.

    Attributes:
        position: index of the fact's event; for a fact that is no event of its own,
            of the event that follows it.
        code: the fact's head in the code table.
        fields: what is kept, as plain data.
        own_event: whether the fact stands in the events.
    """

    position: int
    code: int
    fields: dict[str, Any]
    own_event: bool


@dataclass(slots=True)
class Pattern:
    """One structure of iteration, and the numbers of all iterations that have it.

    Attributes:
        number: its place among the run's patterns.
        codes: event codes, from the iteration's begin to its end.
        counts: event arguments where the event is a fold (how many), else 0.
        first: event times of the first iteration (ns); 0 where an event has none.
        sums: over all iterations, of the event times since their start.
        details: what was kept of an iteration's facts, by its place among those with this
            structure: of the first one, and of those whose values were wanted as well.
        rows: the numbers of each iteration.
    """

    number: int
    codes: list[int]
    counts: dict[int, int]
    first: list[int]
    details: dict[int, list[Detail]]
    sums: TimeSums
    rows: Rows

    @property
    def occurrences(self) -> int:
        """Iterations with this structure."""
        return len(self.rows)
