"""Patterns: what the iterations of a loop have in common, stored once.

Iterations that make the same calls share a pattern.  The pattern keeps the calls,
the times and facts of the first such iteration, the sum of all their times, and a
row of numbers for each: start, duration, and the columns (the loop's index, the facts').
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

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
        sums: sum over all iterations of the event times since their start (ns);
            meaningless where an event has no time.
        rows: `width` numbers an iteration, one after the other.
        details: what was kept of the first iteration's facts.
        occurrences: iterations with this structure.
    """

    number: int
    codes: list[int]
    counts: dict[int, int]
    first: list[int]
    details: list[Detail]
    width: int
    sums: npt.NDArray[np.float64]
    rows: array[float] = field(default_factory=lambda: array("d"))
    occurrences: int = 0

    def row(self, occurrence: int) -> array[float]:
        """The numbers of the iteration that was the `occurrence`-th (from 0) with this structure."""
        return self.rows[occurrence * self.width : (occurrence + 1) * self.width]

    def table(self) -> npt.NDArray[np.float64]:
        """A copy of the rows, one iteration a row, shape (occurrences, width).

        A copy, because an array that somebody looks into cannot grow, and the training goes on.
        """
        rows = self.rows[:]
        return np.frombuffer(rows[: len(rows) // self.width * self.width]).reshape(-1, self.width)
