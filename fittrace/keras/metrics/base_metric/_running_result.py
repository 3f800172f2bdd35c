"""A metric's result for the record alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fittrace.trace.context import lane_variable

if TYPE_CHECKING:
    from ._metric import Metric


class RunningResult:
    """Becomes a number when somebody asks, so that an unrecorded update computes no result.

    The question itself is not part of the story: hooks are idle while it is answered.
    """

    def __init__(self, metric: Metric) -> None:
        self._metric = metric

    def __float__(self) -> float:
        token = lane_variable.set(None)
        try:
            return float(self._metric.result())
        except Exception:
            return math.nan
        finally:
            lane_variable.reset(token)
