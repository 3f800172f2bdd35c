"""Metrics that reduce values to a weighted sum or mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras.utils.losses_utils import broadcast_weights, squeeze_or_expand_dimensions
from fittrace.keras.utils.metrics_utils import Reduction
from fittrace.tf.thread import thread

from ._metric import Metric


class Reduce(Metric):
    """Running ``total``, and for means ``count``, of the values it is given.

    Args:
        reduction: what the result is, a `Reduction`.
    """

    def __init__(self, reduction: Reduction, name: str | None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.reduction = Reduction(reduction)
        self.total = self.add_weight("total", initializer="zeros")
        if self.reduction is not Reduction.SUM:
            self.count = self.add_weight("count", initializer="zeros")

    def update_state(self, values: Any, sample_weight: Any = None) -> Any:
        """Add values, weighted.

        Args:
            values: a tensor of any shape.
            sample_weight: a scalar, or a tensor that broadcasts to `values`; where it has fewer axes,
                the surplus axes of `values` are reduced first.

        Raises:
            RuntimeError: if `values` is not a single tensor.
        """
        values = self._as_tensor(values)
        if sample_weight is not None:
            values, sample_weight = self._fit(values, tf.cast(sample_weight, self.dtype))
            values = values * sample_weight
        updated = self.total.assign_add(tf.reduce_sum(values))
        if self.reduction is Reduction.SUM:
            return updated
        if self.reduction is Reduction.WEIGHTED_MEAN and sample_weight is not None:
            return self.count.assign_add(tf.reduce_sum(sample_weight))
        return self.count.assign_add(tf.cast(tf.size(values), self.dtype))

    def result(self) -> Any:
        """Sum or mean of everything seen; 0 where nothing was."""
        if self.reduction is Reduction.SUM:
            return tf.identity(self.total)
        return tf.math.divide_no_nan(self.total, self.count)

    def _running_number(self) -> float | None:
        if getattr(self.result, "__func__", None) is not Reduce.result:
            return None
        total = self.total.array
        if self.reduction is Reduction.SUM:
            return float(total)
        count = self.count.array
        return float(thread.run(np.divide, total, count)) if count else 0.0

    def _as_tensor(self, values: Any) -> Any:
        try:
            return tf.cast(values, self.dtype)
        except (TypeError, ValueError) as error:
            raise RuntimeError(
                f"Metric {self.name!r} was given {values!r}; a metric function returns a single tensor. To "
                "return several values write a subclass of `Metric` whose `result` is a dict."
            ) from error

    def _fit(self, values: Any, weights: Any) -> tuple[Any, Any]:
        """Values and weights of one shape."""
        values, _, weights = squeeze_or_expand_dimensions(values, sample_weight=weights)
        try:
            return values, broadcast_weights(weights, values)
        except ValueError:
            surplus = list(range(weights.shape.rank, values.shape.rank))
            reduce = tf.reduce_sum if self.reduction is Reduction.SUM else tf.reduce_mean
            return reduce(values, axis=surplus), weights


class Sum(Reduce):
    """The weighted sum of the values."""

    def __init__(self, name: str | None = "sum", dtype: Any = None) -> None:
        super().__init__(Reduction.SUM, name=name, dtype=dtype)


class Mean(Reduce):
    """The weighted sum of the values over the sum of the weights."""

    def __init__(self, name: str | None = "mean", dtype: Any = None) -> None:
        super().__init__(Reduction.WEIGHTED_MEAN, name=name, dtype=dtype)


class SumOverBatchSize(Reduce):
    """The weighted sum of the values over their number."""

    def __init__(self, name: str | None = "sum_over_batch_size", dtype: Any = None) -> None:
        super().__init__(Reduction.SUM_OVER_BATCH_SIZE, name=name, dtype=dtype)
