"""The activations of `keras.backend`, which layers use without their hooks."""

from __future__ import annotations

from typing import Any

from fittrace import tf


def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """`max_value` above it, x from `threshold` up, ``alpha (x - threshold)`` below; by default max(x, 0)."""
    if alpha != 0.0 and max_value is None and threshold == 0:
        return tf.nn.leaky_relu(x, alpha=alpha)
    if threshold == 0:
        output = tf.nn.relu6(x) if max_value == 6 else tf.nn.relu(x)
    else:
        output = x * tf.cast(tf.greater(x, threshold), x.dtype)
    if max_value is not None and (threshold != 0 or max_value != 6):
        output = tf.clip_by_value(output, 0.0, float(max_value))
    if alpha != 0.0:
        output = output - alpha * tf.nn.relu(threshold - x)
    return output


def elu(x: Any, alpha: float = 1.0) -> Any:
    """X where positive, else ``alpha (exp(x) - 1)``."""
    output = tf.nn.elu(x)
    return output if alpha == 1 else tf.where(x > 0, output, alpha * output)


def hard_sigmoid(x: Any) -> Any:
    """``0.2 x + 0.5``, held between 0 and 1."""
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)
