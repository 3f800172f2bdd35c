"""Tensors from nothing but a shape or a range."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices
from ..convert import convert_to_tensor
from ..dtypes import as_dtype
from ..errors import InvalidArgumentError
from ..operation import composite, operation
from ..tensor import Operators, Tensor
from .axes import lengths_of

__all__ = ["eye", "fill", "linspace", "ones", "ones_like", "range", "sequence_mask", "zeros", "zeros_like"]


@composite
def zeros(shape: Any, dtype: Any = "float32") -> Tensor:
    """Zeros (False, empty strings) of this shape and dtype."""
    wanted = as_dtype(dtype)
    if wanted.kind == "O":
        return Tensor(np.full(lengths_of(shape), b"", object))
    return Tensor(np.zeros(lengths_of(shape), wanted.numpy_dtype))


@composite
def ones(shape: Any, dtype: Any = "float32") -> Tensor:
    """Ones (True) of this shape and dtype."""
    return Tensor(np.ones(lengths_of(shape), as_dtype(dtype).numpy_dtype))


@composite
def fill(dims: Any, value: Any) -> Tensor:
    """One value everywhere."""
    return broadcast_value(convert_to_tensor(value), lengths_of(dims))


@operation(name="zeros_like")
def zeros_of(input: Indices, dtype: Any) -> Array:
    """Zeros of x's shape."""
    return np.zeros_like(input, dtype)


@operation(name="ones_like")
def ones_of(input: Indices, dtype: Any) -> Array:
    """Ones of x's shape."""
    return np.ones_like(input, dtype)


def zeros_like(input: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Zeros of the tensor's shape, and of its dtype if no other is given."""
    return zeros_of(input, None if dtype is None else as_dtype(dtype).numpy_dtype)


def ones_like(input: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Ones of the tensor's shape, and of its dtype if no other is given."""
    return ones_of(input, None if dtype is None else as_dtype(dtype).numpy_dtype)


@composite
def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None) -> Tensor:
    """The numbers from `start` (0 where only one number is given) to before `limit`, in steps of `delta`.

    The dtype is that of the widest argument: int32, int64, float32, float64.
    """
    if limit is None:
        start, limit = 0, start
    parts = [x if isinstance(x, Operators) else convert_to_tensor(x) for x in (start, limit, delta)]
    if dtype is None:
        order = ["int32", "int64", "float32", "float64"]
        dtype = max(
            (x.dtype.name for x in parts), key=lambda name: order.index(name) if name in order else -1
        )
    numpy_dtype = as_dtype(dtype).numpy_dtype
    first, last, step = (np.asarray(x).astype(numpy_dtype).item() for x in parts)
    if step == 0:
        raise InvalidArgumentError(None, None, "tf.range: `delta` is 0, so the range would never end.")
    return Tensor(np.arange(first, last, step, dtype=numpy_dtype))


@composite
def linspace(start: Any, stop: Any, num: Any, axis: int = 0) -> Tensor:
    """`num` numbers in equal steps, from `start` to `stop`, both included."""
    first = convert_to_tensor(start)
    last = convert_to_tensor(stop, first.dtype)
    return Tensor(np.linspace(first.array, last.array, int(num), dtype=first.array.dtype, axis=axis))


@composite
def eye(num_rows: Any, num_columns: Any = None, batch_shape: Any = None, dtype: Any = "float32") -> Tensor:
    """The identity matrix, repeated over `batch_shape`."""
    rows = int(num_rows)
    matrix = np.eye(
        rows, rows if num_columns is None else int(num_columns), dtype=as_dtype(dtype).numpy_dtype
    )
    return Tensor(np.tile(matrix, (*lengths_of(batch_shape), 1, 1)) if batch_shape is not None else matrix)


@operation(name="fill")
def broadcast_value(value: Array, shape: Any) -> Array:
    """A scalar repeated over a shape."""
    return np.full(shape, value)


@composite
def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = "bool") -> Tensor:
    """For every length so many True, then False up to `maxlen` (by default the greatest length)."""
    counts = convert_to_tensor(lengths).array
    width = int(counts.max(initial=0)) if maxlen is None else int(maxlen)
    return Tensor((np.arange(width) < counts[..., None]).astype(as_dtype(dtype).numpy_dtype))
