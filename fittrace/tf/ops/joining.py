"""Putting tensors together and taking them apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Arrays, TensorLike
from ..convert import convert_to_tensor
from ..errors import InvalidArgumentError
from ..operation import composite, operation
from ..resolve import invalid, wrong
from ..tensor import Tensor
from .axes import lengths_of, one_axis
from .shaping import squeeze
from .slicing import slice_axis

__all__ = ["concat", "meshgrid", "pad", "split", "stack", "unstack"]


@operation(name="concat")
def join(values: Arrays, axis: Any) -> Array:
    """The tensors one after another along `axis`."""
    return np.concatenate(values, one_axis(axis, values[0].ndim))


def concat(values: Any, axis: Any, name: str | None = None) -> Tensor:
    """The tensors one after another along `axis`; all other lengths agree."""
    return join(values if isinstance(values, (list, tuple)) else [values], axis)


@operation()
def stack(values: Arrays, axis: Any = 0) -> Array:
    """The tensors, all of one shape, side by side along a new axis."""
    return np.stack(values, one_axis(axis, values[0].ndim + 1))


@composite
def unstack(value: TensorLike, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """The inverse of `stack`: a list of the slices along `axis`, without that axis.

    Raises:
        ValueError: the length of the axis is unknown, or is not `num`.
    """
    value = convert_to_tensor(value)
    at = one_axis(axis, value.ndim)
    length = value.shape[at]
    if length is None:
        raise ValueError(f"tf.unstack: the length of axis {axis} of shape {value.shape} is unknown.")
    if num not in (None, length):
        raise invalid(f"tf.unstack: `num` is {num}, axis {axis} has length {length}.")
    return [squeeze(slice_axis(value, at, i, i + 1), at) for i in range(length)]


@composite
def split(value: TensorLike, num_or_size_splits: Any, axis: Any = 0, num: int | None = None) -> list[Tensor]:
    """A list of parts along `axis`: so many of equal length, or of these lengths (one may be -1).

    Raises:
        InvalidArgumentError: the lengths do not add up to the axis's.
    """
    value = convert_to_tensor(value)
    at = one_axis(axis, value.ndim)
    length = value.shape[at]
    if length is None:
        raise ValueError(f"tf.split: the length of axis {axis} of shape {value.shape} is unknown.")
    sizes = _part_sizes(num_or_size_splits, length)
    ends = np.cumsum(sizes).tolist()
    return [slice_axis(value, at, end - part, end) for part, end in zip(sizes, ends, strict=True)]


@operation()
def pad(tensor: Array, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0) -> Array:
    """The tensor with more elements around it.

    `paddings`, of shape (axes, 2), says for every axis how many before and how many behind.
    The mode ``CONSTANT`` puts `constant_values` there, ``REFLECT`` and ``SYMMETRIC`` mirror
    the tensor without and with its border.
    """
    widths = np.asarray(paddings).tolist()
    kind = mode.upper()
    if kind == "CONSTANT":
        return np.pad(tensor, widths, constant_values=np.asarray(constant_values).astype(tensor.dtype))
    if kind not in ("REFLECT", "SYMMETRIC"):
        raise wrong(f"tf.pad: `mode` must be CONSTANT, REFLECT or SYMMETRIC, not {mode!r}")
    return np.pad(tensor, widths, mode=kind.lower())  # type: ignore[call-overload]  # a mode computed at run time


@composite
def meshgrid(*args: TensorLike, indexing: str = "xy") -> list[Tensor]:
    """For every coordinate axis a tensor of the grid's shape that holds its coordinates."""
    grids = np.meshgrid(*(convert_to_tensor(x).array for x in args), indexing=indexing)  # type: ignore[call-overload]  # str
    return [Tensor(np.ascontiguousarray(grid)) for grid in grids]


def _part_sizes(given: Any, length: int) -> list[int]:
    if np.ndim(given) == 0:
        count = int(given)
        if count < 1 or length % count:
            raise InvalidArgumentError(
                None, None, f"tf.split: an axis of length {length} cannot be split into {count} equal parts."
            )
        return [length // count] * count
    sizes = list(lengths_of(given))
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = length - sum(sizes) - 1
    if min(sizes, default=0) < 0 or sum(sizes) != length:
        raise InvalidArgumentError(
            None,
            None,
            f"tf.split: the parts {list(lengths_of(given))} do not add up to the axis's length {length}.",
        )
    return sizes
