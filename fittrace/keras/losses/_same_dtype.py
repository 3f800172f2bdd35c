"""What nearly every loss function does first."""

from __future__ import annotations

from typing import Any

from fittrace import tf


def labels_like_predictions(y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Both as tensors, the labels in the predictions' dtype."""
    y_pred = tf.convert_to_tensor(y_pred)
    return tf.cast(y_true, y_pred.dtype), y_pred
