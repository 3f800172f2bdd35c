"""`MeanTensor`: a mean for every element."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.utils.losses_utils import broadcast_weights, squeeze_or_expand_dimensions

from ._metric import Metric


class MeanTensor(Metric):
    """The weighted mean of tensors, element by element.

    Args:
        shape: their shape; by default that of the first one.
    """

    def __init__(self, name: str | None = "mean_tensor", dtype: Any = None, shape: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self._total: Any = None
        self._count: Any = None
        if shape is not None:
            self._build(shape)

    def _build(self, shape: Any) -> None:
        self._total = self.add_weight(name="total", shape=shape, initializer="zeros")
        self._count = self.add_weight(name="count", shape=shape, initializer="zeros")

    @property
    def total(self) -> Any:
        """The weighted sums; None before the first tensor."""
        return self._total

    @property
    def count(self) -> Any:
        """The sums of the weights; None before the first tensor."""
        return self._count

    def update_state(self, values: Any, sample_weight: Any = None) -> Any:
        """Add a tensor; ValueError unless it has the shape of the others."""
        values = tf.cast(values, self.dtype)
        if self._total is None:
            self._build(values.shape)
        elif values.shape != self._total.shape:
            raise ValueError(
                f"MeanTensor {self.name!r} was given a tensor of shape {tuple(values.shape)}; expected "
                f"{tuple(self._total.shape)}, as before."
            )
        weights = tf.ones_like(values)
        if sample_weight is not None:
            values, _, given = squeeze_or_expand_dimensions(
                values, sample_weight=tf.cast(sample_weight, self.dtype)
            )
            weights = broadcast_weights(given, values)
        self._total.assign_add(values * weights)
        return self._count.assign_add(weights)

    def result(self) -> Any:
        """The means; ValueError before the first tensor."""
        if self._total is None:
            raise ValueError(f"MeanTensor {self.name!r} has seen no tensor yet; call `update_state` first.")
        return tf.math.divide_no_nan(self._total, self._count)
