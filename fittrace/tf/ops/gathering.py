"""Gathering by index, and scattering back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices
from ..convert import convert_to_tensor
from ..operation import composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .axes import lengths_of, one_axis

__all__ = [
    "add_slices",
    "boolean_mask",
    "embedding_lookup",
    "gather",
    "gather_axes",
    "gather_nd",
    "nonzero",
    "scatter_nd",
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_update",
    "ungather",
]


@operation()
def gather(
    params: Array, indices: Indices, validate_indices: Any = None, axis: Any = None, batch_dims: int = 0
) -> Array:
    """The slices of `params` along `axis` at these indices, in the indices' shape.

    The first `batch_dims` axes of both are walked in step.  `axis` is `batch_dims` by default.

    Raises:
        InvalidArgumentError: an index is negative or beyond the axis.
    """
    at, batch = gather_axes(params, indices, axis, batch_dims)
    _check_range(indices, params.shape[at])
    if not batch:
        return np.take(params, indices, at)
    return params[_batched_index(params.shape, indices, at, batch)]


@operation()
def ungather(x: Array, indices: Indices, axis: int, batch_dims: int, shape: Any) -> Array:
    """Zeros of this shape to which x's slices are added at these indices: `gather`'s gradient."""
    whole = np.zeros(lengths_of(shape), x.dtype)
    add_slices(whole, x, indices, axis, batch_dims)
    return whole


@operation()
def gather_nd(params: Array, indices: Indices, batch_dims: int = 0) -> Array:
    """The slices of `params` at the index tuples in the last axis of `indices`."""
    return params[_tuple_index(indices, params.shape, batch_dims)]


@operation()
def scatter_nd(indices: Indices, updates: Array, shape: Any) -> Array:
    """Zeros of this shape with `updates` added at the index tuples in the last axis of `indices`."""
    whole = np.zeros(lengths_of(shape), updates.dtype)
    np.add.at(whole, _tuple_index(indices, whole.shape), updates)
    return whole


@operation()
def tensor_scatter_nd_add(tensor: Array, indices: Indices, updates: Array) -> Array:
    """A copy of `tensor` with `updates` added at the index tuples in the last axis of `indices`."""
    whole = tensor.copy()
    np.add.at(whole, _tuple_index(indices, whole.shape), updates)
    return whole


@operation()
def tensor_scatter_nd_update(tensor: Array, indices: Indices, updates: Array) -> Array:
    """A copy of `tensor` with `updates` put at the index tuples in the last axis of `indices`."""
    whole = tensor.copy()
    whole[_tuple_index(indices, whole.shape)] = updates
    return whole


@operation()
def nonzero(condition: Indices) -> Array:
    """The index tuples of the elements that are not zero, shape (count, axes), int64."""
    return np.argwhere(condition)


@composite
def boolean_mask(tensor: Any, mask: Any, axis: Any = None) -> Tensor:
    """The slices of `tensor` where `mask` is true; the mask's axes, from `axis` on, become one."""
    tensor = convert_to_tensor(tensor)
    at = 0 if axis is None else one_axis(axis, tensor.ndim)
    mask = convert_to_tensor(mask, "bool")
    if at == 0:
        return gather_nd(tensor, nonzero(mask))
    return gather(tensor, np.flatnonzero(mask.array), axis=at)


@composite
def embedding_lookup(params: Any, ids: Any, max_norm: Any = None) -> Tensor:
    """The rows of a table (a variable or tensor) with these numbers, of norm at most `max_norm` if given."""
    rows = gather(params[0] if isinstance(params, (list, tuple)) else params, ids)
    if max_norm is None:
        return rows
    from .clipping import clip_by_norm

    shortened: Tensor = clip_by_norm(rows, max_norm, axes=list(range(convert_to_tensor(ids).ndim, rows.ndim)))
    return shortened


def add_slices(whole: Array, x: Array, indices: Array, axis: int, batch_dims: int) -> None:
    """Add the slices x to `whole` at these indices along `axis`, in place; indices may come repeatedly."""
    if batch_dims:
        np.add.at(whole, _batched_index(whole.shape, indices, axis, batch_dims), x)
    elif indices.size:
        flat = indices.reshape(-1)
        rows = np.moveaxis(x.reshape(*whole.shape[:axis], flat.size, *whole.shape[axis + 1 :]), axis, 0)
        order = np.argsort(flat, kind="stable")
        ordered = flat[order]
        firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        np.moveaxis(whole, axis, 0)[ordered[firsts]] += np.add.reduceat(rows[order], firsts, axis=0)


def gather_axes(params: Array, indices: Array, axis: Any, batch_dims: int) -> tuple[int, int]:
    """The axis to gather along, and how many axes are walked in step, both as non-negative numbers."""
    batch = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    return (batch if axis is None else one_axis(axis, params.ndim)), batch


def _check_range(indices: Array, length: int) -> None:
    if indices.size:
        least, greatest = indices.min(), indices.max()
        if least < 0 or greatest >= length:
            raise invalid(
                f"tf.gather: `indices` holds {least if least < 0 else greatest}, the length is {length}. "
                f"Indices must lie between 0 and {length - 1}."
            )


def _batched_index(shape: tuple[int, ...], indices: Array, axis: int, batch: int) -> tuple[Any, ...]:
    """The numpy index for a gather whose first `batch` axes are walked in step."""
    inner = shape[batch:axis]
    spread = indices.reshape((*indices.shape[:batch], *(1,) * len(inner), *indices.shape[batch:]))
    lead = indices.shape[:batch] + inner
    grids = np.ogrid[tuple(slice(0, n) for n in lead)] if lead else []
    tail = (1,) * (indices.ndim - batch)
    return (*(grid.reshape(grid.shape + tail) for grid in grids), spread)


def _tuple_index(indices: Array, shape: tuple[int, ...], batch_dims: int = 0) -> tuple[Any, ...]:
    depth = indices.shape[-1]
    for i in range(depth):
        column = indices[..., i]
        if column.size and (column.min() < 0 or column.max() >= shape[batch_dims + i]):
            odd = column.min() if column.min() < 0 else column.max()
            raise invalid(f"`indices` goes beyond axis {batch_dims + i} of shape {shape}: {odd} was given.")
    parts = tuple(indices[..., i] for i in range(depth))
    if not batch_dims:
        return parts
    grids = np.ogrid[tuple(slice(0, n) for n in indices.shape[:batch_dims])]
    tail = (1,) * (indices.ndim - 1 - batch_dims)
    return (*(grid.reshape(grid.shape + tail) for grid in grids), *parts)
