"""How a metric condenses the values it has seen."""

from __future__ import annotations

from enum import Enum


class Reduction(Enum):
    """The sum of all values, their sum over their number, or their mean with the weights as the number."""

    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"
    WEIGHTED_MEAN = "weighted_mean"
