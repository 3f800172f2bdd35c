"""Metric functions as metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from fittrace import tf
from fittrace.keras.utils.losses_utils import apply_valid_mask, get_mask, squeeze_or_expand_dimensions

from ._reduce import Mean, Reduce, SumOverBatchSize


class _FunctionOfLabels(Reduce):
    """The part of both wrappers: a reduction of ``fn(y_true, y_pred)``."""

    _fn: Callable[..., Any]
    _fn_kwargs: dict[str, Any]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Add the function's values of a batch.

        Args:
            y_true: labels ``(batch, ...)``.
            y_pred: predictions ``(batch, ...)``.
            sample_weight: a scalar, ``(batch,)``, or one weight for each value of the function.
        """
        y_true, y_pred = tf.cast(y_true, self.dtype), tf.cast(y_pred, self.dtype)
        y_pred, y_true = squeeze_or_expand_dimensions(y_pred, y_true)
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        sample_weight = apply_valid_mask(values, sample_weight, get_mask(values), self.reduction)
        return super().update_state(values, sample_weight=sample_weight)

    def get_config(self) -> dict[str, Any]:
        """Name, dtype and the function's settings."""
        settings = {
            key: np.asarray(value) if tf.is_tensor(value) else value for key, value in self._fn_kwargs.items()
        }
        return super().get_config() | settings


class MeanMetricWrapper(_FunctionOfLabels, Mean):
    """The weighted mean of a function's values.

    Args:
        fn: function of ``(y_true, y_pred, **kwargs)`` that gives one value a sample.
        **kwargs: handed to `fn` at every call.
    """

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        Mean.__init__(self, name=name, dtype=dtype)
        self._fn = fn
        self._fn_kwargs = kwargs

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the function too where no subclass implies it."""
        config = super().get_config()
        return config | {"fn": self._fn} if type(self) is MeanMetricWrapper else config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The metric with these constructor arguments; `fn` may be a name."""
        if cls is not MeanMetricWrapper:
            return super().from_config(config)
        from fittrace.keras.metrics import get

        settings = dict(config)
        return cls(get(settings.pop("fn")), **settings)


class SumOverBatchSizeMetricWrapper(_FunctionOfLabels, SumOverBatchSize):
    """The weighted sum of a function's values over their number; arguments as `MeanMetricWrapper`."""

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        SumOverBatchSize.__init__(self, name=name, dtype=dtype)
        self._fn = fn
        self._fn_kwargs = kwargs
