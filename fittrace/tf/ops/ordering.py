"""Order: the greatest, the sorted, the best k."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arrays import Array, Indices
from ..convert import convert_to_tensor
from ..dtypes import as_dtype, int64
from ..operation import NUMBERS, composite, operation
from ..resolve import invalid
from ..tensor import Tensor
from .axes import one_axis
from .gathering import gather, gather_nd
from .shaping import expand_dims, transpose

__all__ = ["TopK", "Unique", "argmax", "argmin", "argsort", "in_top_k", "sort", "top_k", "unique"]


class TopK(NamedTuple):
    """The greatest values and their places along the last axis."""

    values: Tensor
    indices: Tensor


class Unique(NamedTuple):
    """The different values in the order of their first appearance, and where each element's value is."""

    y: Tensor
    idx: Tensor


@operation()
def argmax(input: Array, axis: Any = None, output_type: Any = int64) -> Array:
    """The place of the greatest element along `axis` (0 by default); the first of equals."""
    places = np.asarray(input.argmax(one_axis(0 if axis is None else axis, input.ndim)))
    return places.astype(as_dtype(output_type).numpy_dtype, copy=False)


@operation()
def argmin(input: Array, axis: Any = None, output_type: Any = int64) -> Array:
    """The place of the least element along `axis` (0 by default); the first of equals."""
    places = np.asarray(input.argmin(one_axis(0 if axis is None else axis, input.ndim)))
    return places.astype(as_dtype(output_type).numpy_dtype, copy=False)


@operation(NUMBERS, name="argsort")
def order(values: Array, axis: int, descending: bool) -> Array:
    """The places of the elements along `axis` in sorted order, int32; equals keep their order."""
    at = one_axis(axis, values.ndim)
    if not descending:
        return np.argsort(values, at, kind="stable").astype(np.int32)
    backwards = np.argsort(np.flip(values, at), at, kind="stable")
    return np.flip(values.shape[at] - 1 - backwards, at).astype(np.int32)


@composite
def argsort(values: Any, axis: int = -1, direction: str = "ASCENDING", stable: bool = False) -> Tensor:
    """The places of the elements along `axis` in sorted order."""
    return order(values, axis, _is_descending(direction))


@composite
def sort(values: Any, axis: int = -1, direction: str = "ASCENDING") -> Tensor:
    """The elements along `axis`, sorted."""
    values = convert_to_tensor(values)
    at = one_axis(axis, values.ndim)
    last = values.ndim - 1
    swapped = [*range(at), last, *range(at + 1, last), at] if at != last else None
    moved = values if swapped is None else transpose(values, swapped)
    in_order = _taken(moved, order(moved, -1, _is_descending(direction)))
    return in_order if swapped is None else transpose(in_order, swapped)


@composite
def top_k(input: Any, k: int = 1, sorted: bool = True, index_type: Any = np.int32) -> TopK:
    """The `k` greatest elements along the last axis, greatest first, and their places.

    Raises:
        InvalidArgumentError: the axis has fewer elements.
    """
    values = convert_to_tensor(input)
    places = leading(values, int(k))
    return TopK(_taken(values, places), places)


@operation(NUMBERS, name="top_k")
def leading(values: Array, k: int) -> Array:
    """The places of the `k` greatest along the last axis, greatest first; the first of equals first."""
    if values.shape[-1] < k:
        raise invalid(f"tf.math.top_k: `k` is {k}, the last axis has {values.shape[-1]} elements.")
    return np.argsort(-values, -1, kind="stable")[..., :k].astype(np.int32)


@operation(NUMBERS)
def in_top_k(targets: Indices, predictions: Array, k: int) -> Array:
    """Whether fewer than `k` classes are predicted above the target's; ties count for the target.

    Args:
        targets: class numbers, shape (batch,).
        predictions: scores, shape (batch, classes).  A row that is not finite at the
            target gives False, and so does a target outside the classes.
        k: how many.
    """
    inside = (targets >= 0) & (targets < predictions.shape[-1])
    places = np.where(inside, targets, 0)
    scores = np.take_along_axis(predictions, places[:, None], -1)
    above = np.count_nonzero(predictions > scores, axis=-1)
    return inside & np.isfinite(scores[:, 0]) & (above < int(k))


@composite
def unique(x: Any, out_idx: Any = np.int32) -> Unique:
    """The different values of a vector as they first appear, and each element's place among them."""
    array = convert_to_tensor(x).array
    values, firsts, inverse = np.unique(array, return_index=True, return_inverse=True)
    appearance = np.argsort(firsts, kind="stable")
    place = np.empty_like(appearance)
    place[appearance] = np.arange(len(appearance))
    return Unique(Tensor(values[appearance]), Tensor(place[inverse].astype(as_dtype(out_idx).numpy_dtype)))


def _taken(values: Tensor, places: Tensor) -> Tensor:
    """The elements at these places along the last axis; as in TensorFlow, their gradient is dense."""
    if values.ndim == 1:
        return gather_nd(values, expand_dims(places, -1))
    return gather(values, places, batch_dims=values.ndim - 1)


def _is_descending(direction: str) -> bool:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"`direction` must be 'ASCENDING' or 'DESCENDING', not {direction!r}.")
    return direction == "DESCENDING"
