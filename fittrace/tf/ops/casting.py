"""Changing dtypes, and passing values on unchanged."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices, TensorLike
from ..convert import convert_to_tensor
from ..dtypes import as_dtype
from ..operation import operation
from ..tensor import Operators, Tensor

__all__ = ["cast", "convert_pair", "identity", "saturate_cast", "stop_gradient"]


@operation(name="cast")
def astype(x: Indices, dtype: Any) -> Array:
    """`x` converted to a numpy dtype."""
    return x.astype(dtype)


def cast(x: TensorLike, dtype: Any, name: str | None = None) -> Tensor:
    """`x` converted to `dtype`; fractions are cut off where an integer is asked for.

    A tensor that has the dtype already is given back as it is.
    """
    wanted = as_dtype(dtype)
    if type(x) is Tensor and x.array.dtype is wanted.numpy_dtype:
        return x
    return astype(x, wanted.numpy_dtype)


@operation()
def identity(input: Array) -> Array:
    """A tensor with the same values."""
    return input


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
    return cast(value, wanted)


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
