"""Slices: ``tensor[...]`` and its relatives."""

from __future__ import annotations

import builtins
from typing import Any, Final

import numpy as np

from ..arrays import Array, TensorLike
from ..operation import composite, operation
from ..tensor import Operators, Tensor
from .axes import lengths_of
from .gathering import boolean_mask

__all__ = ["get_item", "plain_index", "put_slice", "slice", "slice_axis", "strided_slice", "take_slice"]

ALL: Final = builtins.slice(None)
"""The index of a whole axis."""


@operation()
def take_slice(x: Array, index: Any) -> Array:
    """``x[index]`` of numpy, for slices, numbers, None and Ellipsis; a view."""
    return x[plain_index(index)]


@operation()
def put_slice(x: Array, index: Any, shape: Any) -> Array:
    """Zeros of this shape with x at ``[index]``: the inverse of `take_slice`."""
    whole = np.zeros(lengths_of(shape), x.dtype)
    whole[plain_index(index)] = x
    return whole


def get_item(x: Any, index: Any) -> Tensor:
    """``tensor[index]`` for integers, slices, ``...``, ``tf.newaxis``, scalar integer tensors, or a mask.

    Raises:
        TypeError: an index of another type.
        InvalidArgumentError: an integer beyond the axis's length.
    """
    if isinstance(index, (Operators, np.ndarray)) and index.dtype == bool:
        return boolean_mask(x, index)
    parts = tuple(index) if isinstance(index, (tuple, list)) else (index,)
    for part in parts:
        _check_index(part)
    return take_slice(x, parts)


def slice_axis(x: Tensor, axis: int, start: int, stop: int) -> Tensor:
    """The elements from `start` to before `stop` along one axis."""
    return take_slice(x, (ALL,) * axis + (builtins.slice(start, stop),))


@composite
def slice(input_: TensorLike, begin: Any, size: Any) -> Tensor:
    """The block that starts at `begin` and has these lengths; -1 is all that is left."""
    starts, lengths = lengths_of(begin), lengths_of(size)
    index = tuple(
        builtins.slice(start, None if length == -1 else start + length)
        for start, length in zip(starts, lengths, strict=True)
    )
    return take_slice(input_, index)


@composite
def strided_slice(input_: Any, begin: Any, end: Any, strides: Any = None) -> Tensor:
    """The elements from `begin` to before `end` in steps of `strides`, an entry an axis."""
    starts, stops = lengths_of(begin), lengths_of(end)
    steps = (1,) * len(starts) if strides is None else lengths_of(strides)
    return take_slice(input_, tuple(builtins.slice(*part) for part in zip(starts, stops, steps, strict=True)))


def plain_index(index: Any) -> Any:
    """The index with tensors replaced by numbers."""
    plain = []
    for part in index:
        if isinstance(part, builtins.slice):
            part = builtins.slice(
                *(None if p is None else p.__index__() for p in (part.start, part.stop, part.step))
            )
        elif part is not None and part is not Ellipsis:
            part = part.__index__()
        plain.append(part)
    return tuple(plain)


def _check_index(part: Any) -> None:
    if isinstance(part, builtins.slice):
        return
    if (
        part is None
        or part is Ellipsis
        or (isinstance(part, (int, np.integer)) and not isinstance(part, bool))
    ):
        return
    if (
        isinstance(part, (Operators, np.ndarray))
        and part.ndim == 0
        and np.issubdtype(part.dtype.name, np.integer)
    ):
        return
    raise TypeError(
        f"{part!r} cannot index a tensor: integers, slices, ..., tf.newaxis and scalar integer tensors can. "
        "For lists of indices there is tf.gather."
    )
