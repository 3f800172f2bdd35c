"""1 where a prediction hits its label, 0 where it does not."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import backend


def binary_matches(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Whether ``y_pred > threshold`` equals the label, position by position; same shape, `floatx`."""
    y_pred = tf.convert_to_tensor(y_pred)
    decided = tf.cast(y_pred > tf.cast(threshold, y_pred.dtype), y_pred.dtype)
    return tf.cast(tf.equal(y_true, decided), backend.floatx())


def sparse_categorical_matches(y_true: Any, y_pred: Any) -> Any:
    """Whether the most likely class is the label.

    Args:
        y_true: class numbers, ``(batch, ...)`` or ``(batch, ..., 1)``.
        y_pred: scores, ``(batch, ..., classes)``.

    Returns:
        Zeros and ones in `floatx`, shaped like `y_true`.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    y_true = tf.convert_to_tensor(y_true)
    labels = tf.squeeze(y_true, [-1]) if y_true.shape.rank == y_pred.shape.rank else y_true
    best = tf.cast(tf.argmax(y_pred, axis=-1), labels.dtype)
    matches = tf.cast(tf.equal(labels, best), backend.floatx())
    return matches if labels is y_true else tf.reshape(matches, tf.shape(y_true))


def sparse_top_k_categorical_matches(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Whether the label is among the `k` most likely classes; shapes as `sparse_categorical_matches`."""
    y_true = tf.convert_to_tensor(y_true)
    y_pred = tf.convert_to_tensor(y_pred)
    scores = tf.reshape(y_pred, [-1, y_pred.shape[-1]]) if y_pred.shape.rank > 2 else y_pred
    labels = tf.reshape(y_true, [-1]) if y_true.shape.rank > 1 else y_true
    inside = tf.math.in_top_k(targets=tf.cast(labels, "int32"), predictions=scores, k=k)
    matches = tf.cast(inside, backend.floatx())
    return matches if labels is y_true else tf.reshape(matches, tf.shape(y_true))
