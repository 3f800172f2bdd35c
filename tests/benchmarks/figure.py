"""A figure: one line of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Figure", "NotMeasured", "figure_of", "not_measured"]


class NotMeasured(Exception):
    """Why a figure cannot be had on this machine, in words."""


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it should be.

    Attributes:
        what: the line's words.
        unit: "x" for a ratio, else "ns", "ms", "MB", "kB" or "B".
        minimum: the figure made of the fastest rounds, None where it was not measured.
        median: the figure of the middle round.
        goal: what it should be at most, None where nothing was promised.
        note: the absolute times behind a ratio, or the reason why there is none.
    """

    what: str
    unit: str
    minimum: float | None = None
    median: float | None = None
    goal: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal is reached; in part where only one of minimum and median reaches it."""
        if self.goal is None:
            return ""
        if self.minimum is None or self.median is None:
            return "not measured"
        reached = (self.minimum <= self.goal) + (self.median <= self.goal)
        if reached == 1:
            return f"in part: {'minimum' if self.minimum <= self.goal else 'median'} only"
        return "reached" if reached else "not reached"


def figure_of(
    values: Sequence[float], what: str, unit: str, goal: float | None = None, note: str = ""
) -> Figure:
    """The figure of some measurements of one quantity."""
    return Figure(what, unit, min(values), median(values), goal, note)


def not_measured(what: str, unit: str, reason: str, goal: float | None = None) -> Figure:
    """A line that says why there is no figure."""
    return Figure(what, unit, goal=goal, note=f"not measured: {reason}")
