"""Losses that ask for a margin, for labels -1 and 1 (or one-hot)."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.utils.losses_utils import ReductionV2
from fittrace.trace import hook

from ._base import LossFunctionWrapper
from ._same_dtype import labels_like_predictions


@hook
def hinge(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``max(1 - y_true y_pred, 0)``; labels 0 and 1 are taken as -1 and 1."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    return tf.reduce_mean(tf.maximum(1.0 - _signs(y_true) * y_pred, 0.0), axis=-1)


@hook
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """The mean of ``max(1 - y_true y_pred, 0)^2``; labels 0 and 1 are taken as -1 and 1."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    return tf.reduce_mean(tf.square(tf.maximum(1.0 - _signs(y_true) * y_pred, 0.0)), axis=-1)


@hook
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """``max(wrong - right + 1, 0)`` of the best wrong class's score and the right one's; one-hot labels."""
    y_true, y_pred = labels_like_predictions(y_true, y_pred)
    right = tf.reduce_sum(y_true * y_pred, axis=-1)
    wrong = tf.reduce_max((1.0 - y_true) * y_pred, axis=-1)
    return tf.maximum(wrong - right + 1.0, 0.0)


def _signs(y_true: Any) -> Any:
    """The labels as -1 and 1, where all of them are 0 or 1; otherwise as they are."""
    is_binary = tf.reduce_all(tf.logical_or(tf.equal(y_true, 0), tf.equal(y_true, 1)))
    return tf.where(is_binary, 2.0 * y_true - 1.0, y_true)


class Hinge(LossFunctionWrapper):
    """`hinge` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "hinge") -> None:
        super().__init__(hinge, name=name, reduction=reduction)


class SquaredHinge(LossFunctionWrapper):
    """`squared_hinge` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "squared_hinge") -> None:
        super().__init__(squared_hinge, name=name, reduction=reduction)


class CategoricalHinge(LossFunctionWrapper):
    """`categorical_hinge` as a `Loss`."""

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str = "categorical_hinge") -> None:
        super().__init__(categorical_hinge, name=name, reduction=reduction)
