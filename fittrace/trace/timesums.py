"""Time sums: how long after an iteration's begin each of its events came, summed over many."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["TimeSums"]

BATCH: Final = 64
"""Iterations whose times are summed in one go."""


class TimeSums:
    """Sums of event times since the first event (ns), over all iterations of a pattern.

    Args:
        whole: the sums so far, one an event.

    Attributes:
        whole: the sums of what is settled.
        pending: event times of the iterations after that, one iteration after the other;
            whoever adds to it asks `settle` now and then.
    """

    __slots__ = ("pending", "whole")

    def __init__(self, whole: npt.NDArray[np.float64]) -> None:
        self.whole = whole
        self.pending = array("q")

    def __len__(self) -> int:
        """How many events an iteration has."""
        return len(self.whole)

    def settle(self) -> None:
        """Sum up what is pending, where it is much."""
        if len(self.pending) < BATCH * len(self.whole):
            return
        size = len(self.pending)
        more = _sum(self.pending, len(self.whole))
        # both or neither: no call comes between, so no Ctrl-C does
        self.whole += more
        del self.pending[:size]

    def total(self) -> npt.NDArray[np.float64]:
        """All sums, what is pending taken in; meaningless where an event has no time."""
        return self.whole + _sum(self.pending[:], len(self.whole))


def _sum(times: array[int], events: int) -> npt.NDArray[np.float64]:
    rows = np.array(times).reshape(-1, events)
    sums: npt.NDArray[np.float64] = (rows - rows[:, :1]).sum(axis=0, dtype=np.float64)
    return sums
