"""Cross entropies of logits, each one operation with a gradient that needs no logarithm."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from ..arrays import Array, Indices
from ..convert import convert_to_tensor
from ..errors import InvalidArgumentError
from ..operation import FLOATS, composite, operation
from ..resolve import invalid, wrong
from ..tensor import Tensor
from .activation import relu
from .arithmetic import abs as abs_
from .arithmetic import add
from .elementary import exp, log1p
from .shaping import transpose

__all__ = [
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
]

_UNSIGNED: Final = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
"""Unsigned integers by their size in bytes."""


@operation(FLOATS)
def sparse_softmax_cross_entropy_with_logits(labels: Indices, logits: Array) -> Array:
    """-log(softmax(logits)) of the labelled class.

    Args:
        labels: class numbers, shape (...), any integer dtype.
        logits: unscaled log probabilities, shape (..., classes).

    Returns:
        one loss an example, shape (...).

    Raises:
        InvalidArgumentError: a label outside 0 to classes - 1.
        ValueError: shapes that do not fit.
    """
    check_labels(labels, logits)
    shifted = logits - np.maximum.reduce(logits, -1, keepdims=True, initial=-np.inf)
    rows, numbers = shifted.reshape(-1, shifted.shape[-1]), labels.reshape(-1)
    picked = rows[_row_numbers(len(numbers)), numbers].reshape(labels.shape)
    np.exp(shifted, shifted)
    losses = np.asarray(np.log(np.add.reduce(shifted, -1)))
    return np.subtract(losses, picked, losses)


@operation(FLOATS)
def sparse_cross_entropy_gradient(labels: Indices, logits: Array, upstream: Array) -> Array:
    """`upstream * (softmax(logits) - one_hot(labels))`: the gradient of the sparse cross entropy."""
    out = np.subtract(logits, np.maximum.reduce(logits, -1, keepdims=True, initial=-np.inf))
    np.exp(out, out)
    np.divide(out, np.add.reduce(out, -1, keepdims=True), out)
    rows, numbers = out.reshape(-1, out.shape[-1]), labels.reshape(-1)
    rows[_row_numbers(len(numbers)), numbers] -= 1
    return np.multiply(out, upstream[..., None], out)


@operation(FLOATS, name="softmax_cross_entropy_with_logits")
def dense_cross_entropy(labels: Array, logits: Array) -> Array:
    """-sum(labels * log(softmax(logits))) along the last axis."""
    shifted = logits - np.maximum.reduce(logits, -1, keepdims=True, initial=-np.inf)
    logs = shifted - np.log(np.add.reduce(np.exp(shifted), -1, keepdims=True))
    return -np.add.reduce(labels * logs, -1)


@composite
def softmax_cross_entropy_with_logits(labels: Any, logits: Any, axis: int = -1) -> Tensor:
    """-sum(labels * log(softmax(logits))) along `axis`.

    Args:
        labels: probabilities of the classes, of the shape of `logits`.
        logits: unscaled log probabilities.
        axis: the axis of the classes.
    """
    logits = convert_to_tensor(logits)
    labels = convert_to_tensor(labels, logits.dtype)
    if axis in (-1, logits.ndim - 1):
        return dense_cross_entropy(labels, logits)
    at = axis % logits.ndim
    last = [*(i for i in range(logits.ndim) if i != at), at]
    return dense_cross_entropy(transpose(labels, last), transpose(logits, last))


@operation(FLOATS)
def sigmoid_cross_entropy_with_logits(labels: Array, logits: Array) -> Array:
    """-labels * log(sigmoid(x)) - (1 - labels) * log(1 - sigmoid(x)), elementwise, without overflow.

    Raises:
        ValueError: the shapes differ.
    """
    if labels.shape != logits.shape:
        raise wrong(
            f"`labels` and `logits` must have one shape; {labels.shape} and {logits.shape} were given"
        )
    return np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.absolute(logits)))


@composite
def weighted_cross_entropy_with_logits(labels: Any, logits: Any, pos_weight: Any) -> Tensor:
    """`sigmoid_cross_entropy_with_logits` with the positive labels' part multiplied by `pos_weight`."""
    x = convert_to_tensor(logits)
    targets = convert_to_tensor(labels, x.dtype)
    weight = 1 + (pos_weight - 1) * targets
    # softplus(-x) in two parts whose gradients at 0 are TensorFlow's
    return add((1 - targets) * x, weight * (log1p(exp(-abs_(x))) + relu(-x)))


@lru_cache(maxsize=64)
def _row_numbers(count: int) -> Array:
    """0, 1, ... up to before `count`; batches of the same few sizes come again and again."""
    return np.arange(count)


def check_labels(labels: Array, logits: Array) -> None:
    """Refuse labels that are no class numbers of these logits."""
    classes = logits.shape[-1]
    if labels.shape != logits.shape[:-1]:
        raise wrong(
            f"`labels` must have the shape of `logits` without the classes, {logits.shape[:-1]}; "
            f"their shape is {labels.shape}"
        )
    if labels.dtype.kind not in "iu":
        raise invalid(f"`labels` must be class numbers, integers; they are {labels.dtype}. Use tf.cast.")
    # one pass for both ends: read as unsigned, a negative number is a great one
    if labels.size and np.maximum.reduce(labels.view(_UNSIGNED[labels.itemsize]), None) >= classes:
        least, greatest = labels.min(), labels.max()
        if least < 0 or greatest >= classes:
            wrong_one = least if least < 0 else greatest
            was_nan = " (what NaN becomes as an integer)" if wrong_one == np.iinfo(np.int64).min else ""
            raise InvalidArgumentError(
                None,
                None,
                f"`labels` holds {wrong_one}{was_nan}; with {classes} classes they lie between 0 and "
                f"{classes - 1}. Check the labels, or give the last layer more units.",
            )
