"""Arithmetic on two tensors, elementwise with broadcasting, and sign-like functions of one."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, TensorLike
from ..convert import convert_to_tensor
from ..indexed_slices import IndexedSlices, on_values
from ..operation import FLOATS, NUMBERS, composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .casting import cast, convert_pair

__all__ = [
    "abs",
    "add",
    "add_n",
    "divide",
    "divide_no_nan",
    "floordiv",
    "floormod",
    "maximum",
    "minimum",
    "multiply",
    "multiply_no_nan",
    "negative",
    "pow",
    "reciprocal",
    "reciprocal_no_nan",
    "scalar_mul",
    "sign",
    "square",
    "squared_difference",
    "subtract",
    "truediv",
]


@operation(NUMBERS + "O")
def add(x: Array, y: Array) -> Array:
    """`x + y`."""
    return np.add(x, y)


@operation(NUMBERS)
def subtract(x: Array, y: Array) -> Array:
    """`x - y`."""
    return np.subtract(x, y)


@operation(NUMBERS)
def multiply(x: Array, y: Array) -> Array:
    """`x * y`."""
    return np.multiply(x, y)


@operation(FLOATS, name="truediv")
def real_divide(x: Array, y: Array) -> Array:
    """`x / y` of floating-point numbers."""
    return np.divide(x, y)


def truediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """`x / y`; integers become floats first (8 and 16 bits float32, others float64)."""
    if type(x) is Tensor and type(y) is Tensor and x.array.dtype.kind == "f":
        return real_divide(x, y)
    x, y = convert_pair(x, y)
    if x.dtype.is_integer and y.dtype.is_integer:
        wider = "float32" if x.dtype.size <= 2 else "float64"
        x, y = cast(x, wider), cast(y, wider)
    return real_divide(x, y)


@operation(NUMBERS)
def floordiv(x: Array, y: Array) -> Array:
    """`x / y`, rounded down.

    Raises:
        InvalidArgumentError: an integer is divided by 0.
    """
    refuse_integer_zero(y)
    return np.floor_divide(x, y)


@operation(NUMBERS)
def floormod(x: Array, y: Array) -> Array:
    """What `floordiv` leaves; has the sign of y.

    Raises:
        InvalidArgumentError: an integer is divided by 0.
    """
    refuse_integer_zero(y)
    return np.mod(x, y)


@operation(FLOATS)
def divide_no_nan(x: Array, y: Array) -> Array:
    """`x / y`, and 0 where y is 0."""
    quotient = np.asarray(np.divide(x, y))
    if not y.all():
        np.copyto(quotient, 0, where=y == 0)
    return quotient


@operation(FLOATS)
def multiply_no_nan(x: Array, y: Array) -> Array:
    """`x * y`, and 0 where y is 0 even if x is infinite or NaN."""
    return np.where(y == 0, np.zeros((), x.dtype), np.multiply(x, y))


@operation(NUMBERS)
def pow(x: Array, y: Array) -> Array:
    """`x` to the power y."""
    return np.power(x, y)


@operation(NUMBERS)
def maximum(x: Array, y: Array) -> Array:
    """The greater of x and y; NaN where one of them is."""
    return np.maximum(x, y)


@operation(NUMBERS)
def minimum(x: Array, y: Array) -> Array:
    """The lesser of x and y; NaN where one of them is."""
    return np.minimum(x, y)


@operation(NUMBERS)
def squared_difference(x: Array, y: Array) -> Array:
    """(x - y) squared."""
    return np.square(np.subtract(x, y))


@operation(NUMBERS)
def negative(x: Array) -> Array:
    """-x."""
    return np.negative(x)


@operation(NUMBERS)
def abs(x: Array) -> Array:
    """The absolute value."""
    return np.absolute(x)


@operation(NUMBERS)
def sign(x: Array) -> Array:
    """-1, 0 or 1."""
    return np.sign(x)


@operation(NUMBERS)
def square(x: Array) -> Array:
    """`x` squared."""
    return np.square(x)


@operation(FLOATS)
def reciprocal(x: Array) -> Array:
    """1 / x."""
    return np.reciprocal(x)


@operation(FLOATS)
def reciprocal_no_nan(x: Array) -> Array:
    """1 / x, and 0 where x is 0."""
    return np.divide(x.dtype.type(1), x, out=np.zeros_like(x), where=x != 0)


def divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """`x / y`, as `truediv`."""
    return truediv(x, y)


@composite
def scalar_mul(scalar: Any, x: Any) -> Any:
    """`x` times a number; of IndexedSlices the slices."""
    if isinstance(x, IndexedSlices):
        return on_values(x, lambda values: multiply(scalar, values))
    return multiply(scalar, x)


@composite
def add_n(inputs: Any) -> Tensor:
    """The sum of all tensors in the list; they have one shape."""
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise ValueError(f"tf.add_n: `inputs` must be a list of at least one tensor, not {inputs!r}.")
    total = convert_to_tensor(inputs[0])
    for other in inputs[1:]:
        if hasattr(other, "shape") and not total.shape.is_compatible_with(other.shape):
            raise invalid(f"tf.add_n needs tensors of one shape; {total.shape} and {other.shape} were given.")
        total = add(total, other)
    return total


def refuse_integer_zero(y: Array) -> None:
    """Raise InvalidArgumentError where an integer divisor is 0; floats give inf or NaN instead."""
    if y.dtype.kind in "iu" and not y.all():
        raise invalid(
            "An integer cannot be divided by 0; the divisor holds one. Convert to a float dtype first."
        )
