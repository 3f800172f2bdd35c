"""Margins, as metrics."""

from __future__ import annotations

from typing import Any

from fittrace.keras.losses import categorical_hinge, hinge, squared_hinge

from .base_metric import MeanMetricWrapper


class Hinge(MeanMetricWrapper):
    """The mean of `keras.losses.hinge`."""

    def __init__(self, name: str | None = "hinge", dtype: Any = None) -> None:
        super().__init__(hinge, name, dtype=dtype)


class SquaredHinge(MeanMetricWrapper):
    """The mean of `keras.losses.squared_hinge`."""

    def __init__(self, name: str | None = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(squared_hinge, name, dtype=dtype)


class CategoricalHinge(MeanMetricWrapper):
    """The mean of `keras.losses.categorical_hinge`."""

    def __init__(self, name: str | None = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(categorical_hinge, name, dtype=dtype)
