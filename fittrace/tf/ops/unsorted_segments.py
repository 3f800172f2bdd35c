"""The greatest, the least and the product by group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import Array, Indices
from ..convert import convert_to_tensor
from ..operation import NUMBERS, composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .casting import cast
from .elementary import sqrt
from .segment import sorted_count, unsorted_segment_sum
from .selecting import where
from .shaping import expand_dims

__all__ = [
    "segment_max",
    "segment_min",
    "segment_prod",
    "unsorted_segment_max",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
]


@operation(NUMBERS)
def unsorted_segment_max(data: Array, segment_ids: Indices, num_segments: Any) -> Array:
    """For every group its rows' greatest values; the dtype's least number where it has no rows."""
    return _gathered(np.maximum, _limits(data).min, data, segment_ids, num_segments)


@operation(NUMBERS)
def unsorted_segment_min(data: Array, segment_ids: Indices, num_segments: Any) -> Array:
    """For every group its rows' least values; the dtype's greatest number where it has no rows."""
    return _gathered(np.minimum, _limits(data).max, data, segment_ids, num_segments)


@operation(NUMBERS)
def unsorted_segment_prod(data: Array, segment_ids: Indices, num_segments: Any) -> Array:
    """For every group the product of its rows; 1 where it has none."""
    return _gathered(np.multiply, 1, data, segment_ids, num_segments)


@composite
def unsorted_segment_sqrt_n(data: Any, segment_ids: Any, num_segments: Any) -> Tensor:
    """For every group the sum of its rows by the root of their number, 0 where it has none."""
    data = convert_to_tensor(data)
    total = unsorted_segment_sum(data, segment_ids, num_segments)
    return total / sqrt(cast(_counts(data, segment_ids, num_segments, least=1), data.dtype))


@composite
def segment_max(data: Any, segment_ids: Any) -> Tensor:
    """`unsorted_segment_max` for ids in ascending order, with 0 where a group has no rows."""
    return _without_empty(unsorted_segment_max, data, segment_ids)


@composite
def segment_min(data: Any, segment_ids: Any) -> Tensor:
    """`unsorted_segment_min` for ids in ascending order, with 0 where a group has no rows."""
    return _without_empty(unsorted_segment_min, data, segment_ids)


@composite
def segment_prod(data: Any, segment_ids: Any) -> Tensor:
    """`unsorted_segment_prod` for ids in ascending order."""
    return unsorted_segment_prod(data, segment_ids, sorted_count(segment_ids))


def _gathered(ufunc: np.ufunc, start: Any, data: Array, ids: Array, count: Any) -> Array:
    out = np.full((int(count), *data.shape[ids.ndim :]), start, data.dtype)
    inside = ids >= 0
    if ids.size and ids.max() >= len(out):
        raise invalid(f"`segment_ids` holds {ids.max()}, `num_segments` is {len(out)}.")
    ufunc.at(out, ids[inside], data[inside])
    return out


def _limits(data: Array) -> Any:
    return np.finfo(data.dtype) if data.dtype.kind == "f" else np.iinfo(data.dtype)


def _counts(data: Tensor, segment_ids: Any, count: Any, least: int) -> Tensor:
    """How many rows each group has, with as many axes as `data`."""
    ids = convert_to_tensor(segment_ids).array.reshape(-1)
    counts = Tensor(np.maximum(np.bincount(ids[ids >= 0], minlength=int(count)), least))
    for _ in range(data.ndim - convert_to_tensor(segment_ids).ndim):
        counts = expand_dims(counts, -1)
    return counts


def _without_empty(operation: Callable[..., Tensor], data: Any, segment_ids: Any) -> Tensor:
    data, count = convert_to_tensor(data), sorted_count(segment_ids)
    found = operation(data, segment_ids, count)
    return where(_counts(data, segment_ids, count, least=0) > 0, found, 0)
