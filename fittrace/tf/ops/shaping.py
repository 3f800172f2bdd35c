"""Shape: the same elements in another arrangement."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices
from ..dtypes import as_dtype, int32
from ..errors import InvalidArgumentError
from ..operation import operation
from .axes import lengths_of, one_axis, some_axes

__all__ = [
    "broadcast_to",
    "expand_dims",
    "rank",
    "repeat",
    "reshape",
    "reverse",
    "roll",
    "shape",
    "size",
    "squeeze",
    "tile",
    "transpose",
]


@operation()
def reshape(tensor: Array, shape: Any) -> Array:
    """The elements, in C order, in a new shape; one length may be -1 and is computed."""
    return tensor.reshape(lengths_of(shape))


@operation()
def transpose(a: Array, perm: Any = None, conjugate: bool = False) -> Array:
    """The axes in the order `perm`, by default reversed; a view, no elements are moved."""
    moved = a.transpose(None if perm is None else lengths_of(perm))
    return np.conjugate(moved) if conjugate else moved


@operation()
def expand_dims(input: Array, axis: Any) -> Array:
    """A new axis of length 1 at the place `axis`."""
    at = one_axis(axis, input.ndim + 1)
    return input.reshape(*input.shape[:at], 1, *input.shape[at:])


@operation()
def squeeze(input: Array, axis: Any = None) -> Array:
    """Without the axes of length 1: all of them, or those in `axis`."""
    if axis is None:
        return input.squeeze()
    axes = some_axes(axis, input.ndim)
    wrong = [a for a in axes if input.shape[a] != 1]
    if wrong:
        raise InvalidArgumentError(
            None,
            None,
            f"tf.squeeze: axis {wrong[0]} of shape {input.shape} has length {input.shape[wrong[0]]}; "
            "only axes of length 1 can go.",
        )
    return input.squeeze(axes if axes else None)


@operation()
def broadcast_to(input: Array, shape: Any) -> Array:
    """The tensor repeated along axes of length 1, and along new leading ones, to fill `shape`."""
    return np.broadcast_to(input, lengths_of(shape))


@operation()
def tile(input: Array, multiples: Any) -> Array:
    """The whole tensor repeated, `multiples` times along each axis."""
    times = lengths_of(multiples)
    if len(times) != input.ndim:
        raise ValueError(f"`multiples` {times} needs one number for each of the {input.ndim} axes")
    return np.tile(input, times)


@operation()
def repeat(input: Array, repeats: Any, axis: Any = None) -> Array:
    """Every element along `axis` repeated, `repeats` times (one number, or one an element)."""
    return np.repeat(input, np.asarray(repeats), None if axis is None else one_axis(axis, input.ndim))


@operation()
def reverse(tensor: Array, axis: Any) -> Array:
    """The order of the elements along every axis in `axis` turned around."""
    return np.flip(tensor, some_axes(axis, tensor.ndim))


@operation()
def roll(input: Array, shift: Any, axis: Any) -> Array:
    """The elements along `axis` moved on by `shift`; what falls off comes in again."""
    shifts, axes = np.asarray(shift).tolist(), np.asarray(axis).tolist()
    return np.roll(input, shifts, axes)


@operation()
def shape(input: Indices, out_type: Any = int32) -> Array:
    """The lengths of the axes, as a tensor."""
    return np.array(input.shape, as_dtype(out_type).numpy_dtype)


@operation()
def size(input: Indices, out_type: Any = int32) -> Array:
    """The number of elements, as a tensor."""
    return np.array(input.size, as_dtype(out_type).numpy_dtype)


@operation()
def rank(input: Indices) -> Array:
    """The number of axes, as a tensor."""
    return np.array(input.ndim, np.int32)
