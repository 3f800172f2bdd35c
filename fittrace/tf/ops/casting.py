"""Changing dtypes, and passing values on unchanged."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices, TensorLike
from ..convert import convert_to_tensor
from ..dtypes import as_dtype
from ..errors import UnimplementedError
from ..indexed_slices import IndexedSlices, on_values
from ..operation import operation
from ..tensor import Operators, Tensor

__all__ = ["cast", "convert_pair", "identity", "saturate_cast", "stop_gradient"]


@operation(name="cast")
def astype(x: Indices, dtype: Any) -> Array:
    """`x` converted to a numpy dtype."""
    if x.dtype.kind == "O" and dtype.kind != "O":
        raise UnimplementedError(
            None, None, f"Strings cannot be cast to {dtype}; tf.cast reads no texts. Convert them before."
        )
    return x.astype(dtype)


def cast(x: TensorLike, dtype: Any, name: str | None = None) -> Any:
    """`x` converted to `dtype`; fractions are cut off where an integer is asked for.

    A tensor that has the dtype already is given back as it is; IndexedSlices stay slices.
    """
    wanted = as_dtype(dtype)
    if type(x) is Tensor and x.array.dtype is wanted.numpy_dtype:
        return x
    if isinstance(x, IndexedSlices):
        return on_values(x, lambda values: cast(values, dtype))
    return astype(x, wanted.numpy_dtype)


@operation(name="identity")
def same(input: Array) -> Array:
    """A tensor with the same values."""
    return input


def identity(input: TensorLike, name: str | None = None) -> Any:
    """A tensor with the same values; IndexedSlices stay slices."""
    return on_values(input, same) if isinstance(input, IndexedSlices) else same(input)


@operation()
def stop_gradient(input: Array) -> Array:
    """The same values, through which no gradient flows."""
    return input


def saturate_cast(value: TensorLike, dtype: Any, name: str | None = None) -> Tensor:
    """`cast`, with values outside the dtype's range moved to its limits first."""
    from .clipping import clip_by_value

    wanted = as_dtype(dtype)
    value = convert_to_tensor(value)
    if value.dtype.is_floating or value.dtype.size > wanted.size:
        low, high = (np.asarray(limit).astype(value.dtype.numpy_dtype) for limit in (wanted.min, wanted.max))
        value = clip_by_value(value, low, high)
    fitting: Tensor = cast(value, wanted)
    return fitting


def convert_pair(x: TensorLike, y: TensorLike) -> tuple[Tensor, Tensor]:
    """Two operands as tensors of one dtype: numbers and arrays adopt the dtype of the tensor beside them."""
    if isinstance(x, Operators):
        return convert_to_tensor(x), convert_to_tensor(y) if isinstance(y, Operators) else convert_to_tensor(
            y, x.dtype
        )
    if isinstance(y, Operators):
        return convert_to_tensor(x, y.dtype), convert_to_tensor(y)
    x = convert_to_tensor(x)
    return x, convert_to_tensor(y, x.dtype)
