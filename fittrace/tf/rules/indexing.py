"""Gradient rules: indexing, and order."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array
from ..backward import Part
from ..gradient_table import Rule, no_rule, rules
from ..indexed_slices import IndexedSlices, slices_at
from ..ops import gathering as ga
from ..ops import ordering, segment, selecting
from ..ops import slicing as sl
from ..ops import unsorted_segments as groups
from ..ops.arithmetic import maximum, multiply
from ..ops.casting import cast
from ..ops.comparison import equal
from ..tensor import Tensor


def slice_rule(y: Tensor, x: Tensor, index: Any) -> Rule:
    """The gradient at the slice's place, zeros elsewhere."""
    shape = x.array.shape
    plain = sl.plain_index(index)

    def add_to(whole: Array, part: Array) -> None:
        whole[plain] += part

    return lambda g: Part(g, add_to, lambda part: sl.put_slice(part, plain, shape))


def gather_rule(
    y: Tensor,
    params: Tensor,
    indices: Tensor,
    validate_indices: Any = None,
    axis: Any = None,
    batch_dims: Any = 0,
) -> Rule:
    """Every gathered slice's gradient at the place it came from; of rows as IndexedSlices."""
    shape = params.array.shape
    at, batch = ga.gather_axes(params.array, indices.array, axis, batch_dims)

    def add_to(whole: Array, part: Array) -> None:
        ga.add_slices(whole, part, indices.array, at, batch)

    def slices(part: Tensor) -> IndexedSlices:
        return slices_at(part, indices, shape)

    plain = not batch and axis in (None, 0)  # TensorFlow looks at the number given: -2 is not 0
    return lambda g: Part(
        g,
        add_to,
        lambda part: ga.ungather(part, indices, at, batch, shape),
        slices if plain else None,
    )


def gather_nd_rule(y: Tensor, params: Tensor, indices: Tensor, batch_dims: Any = 0) -> Rule:
    """As `gather_rule`, for index tuples."""
    shape = params.array.shape
    if not batch_dims:
        return lambda g: ga.scatter_nd(indices, g, shape)
    full = with_batch_places(indices.array, batch_dims)
    return lambda g: ga.scatter_nd(full, g, shape)


def with_batch_places(indices: Array, batch_dims: int) -> Any:
    """The index tuples with the places along the batch axes put before them."""
    lead = np.indices(indices.shape[:-1])[:batch_dims]
    return Tensor(np.concatenate([np.moveaxis(lead, 0, -1), indices], -1).astype(np.int64))


def rows_of(g: Tensor, ids: Tensor) -> Tensor:
    """Every row's group's gradient, 0 for rows without a group."""
    inside = ids.array >= 0
    rows = ga.gather(g, Tensor(np.where(inside, ids.array, 0)))
    kept = inside.reshape(inside.shape + (1,) * (rows.ndim - inside.ndim)).astype(rows.array.dtype)
    return multiply(rows, kept)


def extreme_row_rule(y: Tensor, x: Tensor, ids: Tensor, count: Any) -> Rule:
    """Equal extremes of a group share its gradient, as in TensorFlow."""

    def rule(g: Tensor) -> Tensor:
        hits: Tensor = cast(x == rows_of(y, ids), x.dtype)
        share = g / maximum(segment.unsorted_segment_sum(hits, ids, count), 1.0)
        return hits * rows_of(share, ids)

    return rule


def product_row_rule(y: Tensor, x: Tensor, ids: Tensor, count: Any) -> Rule:
    """The product of a group's other rows: of all that are not 0, unless another one is 0."""

    def rule(g: Tensor) -> Tensor:
        zero: Tensor = cast(equal(x, 0), x.dtype)
        zeros = rows_of(segment.unsorted_segment_sum(zero, ids, count), ids) - zero
        safe = selecting.where(equal(x, 0), 1.0, x)
        others = rows_of(groups.unsorted_segment_prod(safe, ids, count), ids) / safe
        return rows_of(g, ids) * selecting.where(zeros > 0, 0.0, others)

    return rule


rules(sl.take_slice, slice_rule)
rules(sl.put_slice, lambda y, x, index, shape: lambda g: sl.take_slice(g, index))
rules(ga.gather, gather_rule, None)
rules(
    ga.ungather,
    lambda y, x, indices, axis, batch_dims, shape: (
        lambda g: ga.gather(g, indices, axis=axis, batch_dims=batch_dims)
    ),
    None,
)
rules(ga.gather_nd, gather_nd_rule, None)
rules(ga.scatter_nd, None, lambda y, indices, updates, shape: lambda g: ga.gather_nd(g, indices))
rules(
    ga.tensor_scatter_nd_add,
    lambda y, x, indices, updates: lambda g: g,
    None,
    lambda y, x, indices, updates: lambda g: ga.gather_nd(g, indices),
)
rules(
    ga.tensor_scatter_nd_update,
    lambda y, x, indices, updates: lambda g: ga.tensor_scatter_nd_update(g, indices, updates * 0),
    None,
    lambda y, x, indices, updates: lambda g: ga.gather_nd(g, indices),
)
rules(
    selecting.select,
    None,
    lambda z, condition, x, y: lambda g: selecting.select(condition, g, 0.0),
    lambda z, condition, x, y: lambda g: selecting.select(condition, 0.0, g),
)
rules(groups.unsorted_segment_max, extreme_row_rule, None)
rules(groups.unsorted_segment_min, extreme_row_rule, None)
rules(groups.unsorted_segment_prod, product_row_rule, None)
rules(segment.unsorted_segment_sum, lambda y, x, ids, count: lambda g: rows_of(g, ids), None)
no_rule(ga.nonzero, selecting.hot)
no_rule(ordering.argmax, ordering.argmin, ordering.order, ordering.leading, ordering.in_top_k)
