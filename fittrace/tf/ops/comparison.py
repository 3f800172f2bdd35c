"""Comparisons and logic; their results are booleans."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array
from ..operation import FLOATS, NUMBERS, operation
from ..tensor import Tensor

__all__ = [
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "equal",
    "greater",
    "greater_equal",
    "invert",
    "is_finite",
    "is_inf",
    "is_nan",
    "less",
    "less_equal",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "not_equal",
    "tensor_equals",
    "tensor_not_equals",
]


@operation()
def equal(x: Array, y: Array) -> Array:
    """Whether x is y, element by element."""
    return np.equal(x, y)


@operation()
def not_equal(x: Array, y: Array) -> Array:
    """Whether x is not y, element by element."""
    return np.not_equal(x, y)


@operation(NUMBERS)
def less(x: Array, y: Array) -> Array:
    """`x < y`."""
    return np.less(x, y)


@operation(NUMBERS)
def less_equal(x: Array, y: Array) -> Array:
    """`x <= y`."""
    return np.less_equal(x, y)


@operation(NUMBERS)
def greater(x: Array, y: Array) -> Array:
    """`x > y`."""
    return np.greater(x, y)


@operation(NUMBERS)
def greater_equal(x: Array, y: Array) -> Array:
    """`x >= y`."""
    return np.greater_equal(x, y)


@operation("b")
def logical_and(x: Array, y: Array) -> Array:
    """`x and y`, of booleans."""
    return np.logical_and(x, y)


@operation("b")
def logical_or(x: Array, y: Array) -> Array:
    """`x or y`, of booleans."""
    return np.logical_or(x, y)


@operation("b")
def logical_xor(x: Array, y: Array) -> Array:
    """Either x or y, of booleans."""
    return np.logical_xor(x, y)


@operation("b")
def logical_not(x: Array) -> Array:
    """`not x`, of booleans."""
    return np.logical_not(x)


@operation("biu")
def bitwise_and(x: Array, y: Array) -> Array:
    """The bits set in both; of booleans, and."""
    return np.bitwise_and(x, y)


@operation("biu")
def bitwise_or(x: Array, y: Array) -> Array:
    """The bits set in either; of booleans, or."""
    return np.bitwise_or(x, y)


@operation("biu")
def bitwise_xor(x: Array, y: Array) -> Array:
    """The bits set in one alone; of booleans, exclusive or."""
    return np.bitwise_xor(x, y)


@operation("biu")
def invert(x: Array) -> Array:
    """All bits flipped; of booleans, not."""
    return np.invert(x)


@operation(FLOATS)
def is_nan(x: Array) -> Array:
    """Whether an element is not a number."""
    return np.isnan(x)


@operation(FLOATS)
def is_inf(x: Array) -> Array:
    """Whether an element is infinite."""
    return np.isinf(x)


@operation(FLOATS)
def is_finite(x: Array) -> Array:
    """Whether an element is neither infinite nor NaN."""
    return np.isfinite(x)


def tensor_equals(x: Any, y: Any) -> Tensor | bool:
    """``x == y`` of tensors: elementwise, False where y is None or the shapes cannot be broadcast."""
    if y is None or not _can_be_compared(x, y):
        return False
    return equal(x, y)


def tensor_not_equals(x: Any, y: Any) -> Tensor | bool:
    """``x != y`` of tensors: elementwise, True where y is None or the shapes cannot be broadcast."""
    if y is None or not _can_be_compared(x, y):
        return True
    return not_equal(x, y)


def _can_be_compared(x: Any, y: Any) -> bool:
    shapes = [tuple(z.shape) for z in (x, y) if hasattr(z, "shape")]
    if len(shapes) < 2 or any(None in shape for shape in shapes):
        return True
    return all(a == b or 1 in (a, b) for a, b in zip(reversed(shapes[0]), reversed(shapes[1]), strict=False))
