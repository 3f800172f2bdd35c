"""Mean and variance over a batch."""

from __future__ import annotations

import math
from typing import Any

from fittrace import tf


def moments(inputs: Any, axes: list[int], mask: Any = None) -> tuple[Any, Any]:
    """Mean and variance along `axes`, of the positions where `mask` (without the last axis) is True."""
    if mask is None:
        return tf.nn.moments(inputs, axes)
    weights = tf.expand_dims(tf.cast(mask, inputs.dtype), -1)
    count = tf.reduce_sum(weights * tf.ones_like(inputs), axis=axes, keepdims=True)
    mean = tf.reduce_sum(weights * inputs, axis=axes, keepdims=True) / count
    variance = tf.reduce_sum(weights * tf.square(inputs - mean), axis=axes, keepdims=True) / count
    return tf.squeeze(mean, axes), tf.squeeze(variance, axes)


def bessel_factor(inputs: Any, features: Any) -> float:
    """``n / (n - 1)``, which makes the variance of n positions an unbiased estimate."""
    count: float = math.prod(inputs.shape) / math.prod(features.shape)
    return count / max(count - 1.0, 1.0)
