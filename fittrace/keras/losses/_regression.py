"""Losses between real numbers."""

from __future__ import annotations

import math
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.losses_utils import ReductionV2
from fittrace.trace import hook

from ._base import LossFunctionWrapper
from ._same_dtype import labels_like_predictions


@hook
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``(y_true - y_pred)^2`` over the last axis."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    return tf.reduce_mean(tf.math.squared_difference(y_pred, y_true), axis=-1)


@hook
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``|y_true - y_pred|`` over the last axis."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    return tf.reduce_mean(tf.abs(y_pred - y_true), axis=-1)


@hook
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """100 times the mean of ``|y_true - y_pred| / |y_true|``, whose denominator is at least epsilon."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    size = tf.maximum(tf.abs(y_true), backend.epsilon())
    return 100.0 * tf.reduce_mean(tf.abs((y_true - y_pred) / size), axis=-1)


@hook
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``(log(1 + y_true) - log(1 + y_pred))^2``, both at least epsilon."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    log_pred = tf.math.log(tf.maximum(y_pred, backend.epsilon()) + 1.0)
    log_true = tf.math.log(tf.maximum(y_true, backend.epsilon()) + 1.0)
    return tf.reduce_mean(tf.math.squared_difference(log_pred, log_true), axis=-1)


@hook
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """The mean of ``e^2 / 2`` for errors up to `delta`, ``delta |e| - delta^2 / 2`` beyond; Huber 1964."""
    y_pred = tf.cast(y_pred, backend.floatx())
    error = y_pred - tf.cast(y_true, backend.floatx())
    size = tf.abs(error)
    inside, outside = 0.5 * tf.square(error), delta * size - 0.5 * delta**2
    return tf.reduce_mean(tf.where(size <= delta, inside, outside), axis=-1)


@hook
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``log(cosh(y_pred - y_true))``, computed as ``e + softplus(-2 e) - log 2``."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    error = y_pred - y_true
    return tf.reduce_mean(error + tf.math.softplus(-2.0 * error) - math.log(2.0), axis=-1)


@hook
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Minus the cosine of the angle between the two, along `axis`: -1 same direction, 1 opposite."""
    y_true = tf.math.l2_normalize(y_true, axis=axis)
    y_pred = tf.math.l2_normalize(y_pred, axis=axis)
    return -tf.reduce_sum(y_true * y_pred, axis=axis)


class MeanSquaredError(LossFunctionWrapper):
    """`mean_squared_error` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, name=name, reduction=reduction)


class MeanAbsoluteError(LossFunctionWrapper):
    """`mean_absolute_error` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, name=name, reduction=reduction)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """`mean_absolute_percentage_error` as a `Loss`."""

    def __init__(
        self, reduction: str = ReductionV2.AUTO, name: str = "mean_absolute_percentage_error"
    ) -> None:
        super().__init__(mean_absolute_percentage_error, name=name, reduction=reduction)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """`mean_squared_logarithmic_error` as a `Loss`."""

    def __init__(
        self, reduction: str = ReductionV2.AUTO, name: str = "mean_squared_logarithmic_error"
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, name=name, reduction=reduction)


class Huber(LossFunctionWrapper):
    """`huber` as a `Loss`."""

    def __init__(
        self, delta: float = 1.0, reduction: str = ReductionV2.AUTO, name: str = "huber_loss"
    ) -> None:
        super().__init__(huber, name=name, reduction=reduction, delta=delta)


class LogCosh(LossFunctionWrapper):
    """`log_cosh` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "log_cosh") -> None:
        super().__init__(log_cosh, name=name, reduction=reduction)


class CosineSimilarity(LossFunctionWrapper):
    """`cosine_similarity` as a `Loss`."""

    def __init__(
        self, axis: int = -1, reduction: str = ReductionV2.AUTO, name: str = "cosine_similarity"
    ) -> None:
        super().__init__(cosine_similarity, reduction=reduction, name=name, axis=axis)
