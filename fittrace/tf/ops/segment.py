"""Counting and adding up by group."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices
from ..convert import convert_to_tensor
from ..dtypes import as_dtype
from ..operation import NUMBERS, composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .arithmetic import divide_no_nan
from .casting import cast
from .gathering import add_slices, scatter_nd
from .shaping import expand_dims

__all__ = [
    "bincount",
    "confusion_matrix",
    "segment_mean",
    "segment_sum",
    "sorted_count",
    "unsorted_segment_mean",
    "unsorted_segment_sum",
]


@operation(NUMBERS)
def unsorted_segment_sum(data: Array, segment_ids: Indices, num_segments: Any) -> Array:
    """For every group the sum of the rows of `data` whose id it is; rows with a negative id are left out."""
    lead = segment_ids.ndim
    out = np.zeros((int(num_segments), *data.shape[lead:]), data.dtype)
    inside = segment_ids >= 0
    if segment_ids.size and segment_ids.max() >= out.shape[0]:
        raise invalid(f"`segment_ids` holds {segment_ids.max()}, `num_segments` is {out.shape[0]}.")
    add_slices(out, data[inside], segment_ids[inside], 0, 0)
    return out


@composite
def unsorted_segment_mean(data: Any, segment_ids: Any, num_segments: Any) -> Tensor:
    """For every group the mean of its rows, 0 where it has none."""
    data = convert_to_tensor(data)
    ids = convert_to_tensor(segment_ids)
    total = unsorted_segment_sum(data, ids, num_segments)
    count = unsorted_segment_sum(cast(ids >= 0, data.dtype), ids, num_segments)
    for _ in range(total.ndim - 1):
        count = expand_dims(count, -1)
    return divide_no_nan(total, count)


@composite
def segment_sum(data: Any, segment_ids: Any) -> Tensor:
    """`unsorted_segment_sum` for ids in ascending order; there are as many groups as the last id says."""
    return unsorted_segment_sum(data, segment_ids, sorted_count(segment_ids))


@composite
def segment_mean(data: Any, segment_ids: Any) -> Tensor:
    """`unsorted_segment_mean` for ids in ascending order."""
    return unsorted_segment_mean(data, segment_ids, sorted_count(segment_ids))


@composite
def bincount(
    arr: Any, weights: Any = None, minlength: Any = None, maxlength: Any = None, dtype: Any = "int32"
) -> Tensor:
    """How often each number from 0 on occurs; with `weights` their sums, in the weights' dtype."""
    numbers = convert_to_tensor(arr).array.reshape(-1)
    numpy_dtype = as_dtype(dtype).numpy_dtype
    loads = None
    if weights is not None:
        loads = convert_to_tensor(weights).array.reshape(-1)
        numpy_dtype = loads.dtype
    counts = np.bincount(numbers, loads, 0 if minlength is None else int(minlength))
    return Tensor(counts[: None if maxlength is None else int(maxlength)].astype(numpy_dtype))


@composite
def confusion_matrix(
    labels: Any, predictions: Any, num_classes: Any = None, weights: Any = None, dtype: Any = "int32"
) -> Tensor:
    """How often (with what weight) each pair of true label (row) and predicted label (column) occurs.

    Raises:
        InvalidArgumentError: a label is negative, or not below `num_classes`.
    """
    rows, columns = (np.squeeze(convert_to_tensor(x).array) for x in (labels, predictions))
    rows, columns = np.atleast_1d(rows).astype(np.int64), np.atleast_1d(columns).astype(np.int64)
    size = int(max(rows.max(initial=-1), columns.max(initial=-1)) + 1 if num_classes is None else num_classes)
    for name, found in (("labels", rows), ("predictions", columns)):
        if found.size and (found.min() < 0 or found.max() >= size):
            raise invalid(f"tf.math.confusion_matrix: `{name}` must lie between 0 and {size - 1}.")
    loads = (
        np.ones(rows.shape, as_dtype(dtype).numpy_dtype)
        if weights is None
        else convert_to_tensor(weights).array
    )
    pairs = Tensor(np.stack([rows, columns], axis=1))
    return scatter_nd(pairs, cast(loads, dtype), [size, size])


def sorted_count(segment_ids: Any) -> int:
    """How many groups ascending ids make; InvalidArgumentError for ids in another order."""
    ids = convert_to_tensor(segment_ids).array
    if np.any(np.diff(ids) < 0):
        raise invalid(
            "`segment_ids` must be in ascending order. For other orders there are the unsorted_ functions."
        )
    return int(ids[-1]) + 1 if ids.size else 0
