"""A metric's result for the record alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from fittrace.trace.context import lane_variable

if TYPE_CHECKING:
    from ._metric import Metric

_PACKAGE: Final = __name__.partition(".")[0] + "."


class RunningResult:
    """Becomes a number when somebody asks, so that an unrecorded update computes no result.

    The question itself is not part of the story: hooks are idle while it is answered.  A
    `result` of the user's own may do anything, so it is asked no more often than it would be
    without a recorder; then the number is not known.
    """

    def __init__(self, metric: Metric) -> None:
        self._metric = metric

    def __float__(self) -> float:
        number = self._metric._running_number()
        if number is not None:
            return number
        if not type(self._metric).result.__module__.startswith(_PACKAGE):
            return math.nan
        token = lane_variable.set(None)
        try:
            return float(self._metric.result())
        except Exception:
            return math.nan
        finally:
            lane_variable.reset(token)
