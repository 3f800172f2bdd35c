"""Choosing between values: by a condition, or by a class number."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices, TensorLike
from ..convert import convert_to_tensor
from ..dtypes import as_dtype, float32
from ..operation import composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .gathering import nonzero

__all__ = ["hot", "one_hot", "select", "where"]


@operation(name="where")
def select(condition: Indices, x: Array, y: Array) -> Array:
    """`x` where the condition (a boolean tensor) holds, y elsewhere."""
    if condition.dtype != bool:
        raise invalid(f"tf.where: `condition` must be boolean, not {condition.dtype}")
    return np.where(condition, x, y)


def where(
    condition: TensorLike, x: TensorLike = None, y: TensorLike = None, name: str | None = None
) -> Tensor:
    """`x` where the condition holds and y elsewhere; with the condition alone, the indices where it holds.

    Raises:
        ValueError: one of x and y alone.
    """
    if x is None and y is None:
        return nonzero(condition)
    if x is None or y is None:
        raise ValueError("tf.where takes both `x` and `y`, or neither; one of them is missing.")
    return select(condition, x, y)


@operation(name="one_hot")
def hot(indices: Indices, depth: int, on: Any, off: Any, axis: int) -> Array:
    """`on` at the place of each index along a new axis, `off` elsewhere."""
    out = np.full((indices.size, depth), off, on.dtype)
    flat = indices.reshape(-1)
    rows = np.flatnonzero((flat >= 0) & (flat < depth))
    out[rows, flat[rows]] = on
    out = out.reshape(*indices.shape, depth)
    return out if axis in (-1, indices.ndim) else np.moveaxis(out, -1, axis)


@composite
def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
) -> Tensor:
    """A vector of length `depth` for every index: 1 at its place, 0 elsewhere (outside: everywhere)."""
    on_dtype = convert_to_tensor(on_value).dtype if on_value is not None else float32
    numpy_dtype = (on_dtype if dtype is None else as_dtype(dtype)).numpy_dtype
    on = np.asarray(1 if on_value is None else on_value).astype(numpy_dtype)
    off = np.asarray(0 if off_value is None else off_value).astype(numpy_dtype)
    return hot(indices, int(depth), on, off, -1 if axis is None else axis)
