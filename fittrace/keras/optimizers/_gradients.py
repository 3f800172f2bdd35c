"""Pairs of gradient and variable, before they are applied."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from fittrace import tf


def filter_empty_gradients(grads_and_vars: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The pairs that have a gradient; warns about the others.

    Raises:
        ValueError: if there are pairs and none has a gradient.
    """
    kept = [(gradient, variable) for gradient, variable in grads_and_vars if gradient is not None]
    missing = [variable.name for gradient, variable in grads_and_vars if gradient is None]
    if grads_and_vars and not kept:
        raise ValueError(
            f"No gradients provided for any variable: the loss depends on none of {', '.join(missing)}. "
            "Compute the loss from the model's output, inside the tape."
        )
    if missing:
        warnings.warn(
            f"Gradients do not exist for {', '.join(missing)}: the loss does not depend on them, they stay "
            "as they are. With `model.compile`, was `loss` given?",
            stacklevel=3,
        )
    return kept


def explained(error: ValueError, gradient: Any, variable: Any) -> Exception:
    """What to raise for an update that failed: its own error, unless the gradient is of another shape."""
    if tuple(gradient.shape) == tuple(variable.shape):
        return error
    return tf.errors.InvalidArgumentError(
        None,
        None,
        f"The gradient for `{variable.name}` has shape {tuple(gradient.shape)}, and the variable "
        f"{tuple(variable.shape)}. Pair each variable with its own gradient.",
    )


def deduplicate_sparse_gradients(gradients: Sequence[Any]) -> list[Any]:
    """The same gradients, with one slice an index where a gradient consists of slices."""
    return [_one_slice_each(g) if isinstance(g, tf.IndexedSlices) else g for g in gradients]


def _one_slice_each(gradient: tf.IndexedSlices) -> tf.IndexedSlices:
    indices, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, len(indices))
    return tf.IndexedSlices(values, indices, gradient.dense_shape)
