"""How often predictions hit their labels."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils import metrics_utils
from fittrace.trace import hook

from .base_metric import MeanMetricWrapper


@hook
def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the two are equal, else 0; ValueError unless their shapes agree."""
    y_true, y_pred = tf.convert_to_tensor(y_true), tf.convert_to_tensor(y_pred)
    y_true.shape.assert_is_compatible_with(y_pred.shape)
    return tf.cast(tf.equal(y_true, tf.cast(y_pred, y_true.dtype)), backend.floatx())


@hook
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """The share of positions, along the last axis, where ``y_pred > threshold`` equals the label."""
    return tf.reduce_mean(metrics_utils.binary_matches(y_true, y_pred, threshold), axis=-1)


@hook
def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the greatest score is at the greatest label, ``(batch, ..., classes)`` both."""
    return _categorical_matches(y_true, y_pred)


@hook
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the greatest score's index is the label; a last axis of length 1 is dropped."""
    matches = metrics_utils.sparse_categorical_matches(y_true, y_pred)
    if matches.shape.rank > 1 and matches.shape[-1] == 1:
        matches = tf.squeeze(matches, [-1])
    return matches


@hook
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the greatest label is among the `k` greatest scores."""
    return _top_k_categorical_matches(y_true, y_pred, k)


@hook
def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the label's score is among the `k` greatest."""
    return metrics_utils.sparse_top_k_categorical_matches(y_true, y_pred, k)


def _categorical_matches(y_true: Any, y_pred: Any) -> Any:
    return metrics_utils.sparse_categorical_matches(tf.argmax(y_true, axis=-1), y_pred)


def _top_k_categorical_matches(y_true: Any, y_pred: Any, k: int) -> Any:
    return metrics_utils.sparse_top_k_categorical_matches(tf.argmax(y_true, axis=-1), y_pred, k)


class Accuracy(MeanMetricWrapper):
    """The share of predictions that equal their labels."""

    def __init__(self, name: str | None = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype=dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """The share of probabilities that lie on their label's side of `threshold`."""

    def __init__(
        self, name: str | None = "binary_accuracy", dtype: Any = None, threshold: float = 0.5
    ) -> None:
        super().__init__(metrics_utils.binary_matches, name, dtype=dtype, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose most likely class is the one-hot label."""

    def __init__(self, name: str | None = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(_categorical_matches, name, dtype=dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose most likely class is the label's number."""

    def __init__(self, name: str | None = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(metrics_utils.sparse_categorical_matches, name, dtype=dtype)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose one-hot label is among the `k` most likely classes."""

    def __init__(
        self, k: int = 5, name: str | None = "top_k_categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(_top_k_categorical_matches, name, dtype=dtype, k=k)


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose label's number is among the `k` most likely classes."""

    def __init__(
        self, k: int = 5, name: str | None = "sparse_top_k_categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(metrics_utils.sparse_top_k_categorical_matches, name, dtype=dtype, k=k)
