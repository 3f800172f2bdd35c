"""Keeping values and norms within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arrays import Array
from ..convert import convert_to_tensor
from ..indexed_slices import IndexedSlices, on_values
from ..operation import NUMBERS, composite, operation
from ..tensor import Tensor
from .arithmetic import add_n, maximum, minimum, multiply, scalar_mul, square
from .comparison import is_finite
from .elementary import sqrt
from .reduction import reduce_sum
from .selecting import where

__all__ = ["clip_by_average_norm", "clip_by_global_norm", "clip_by_norm", "clip_by_value", "global_norm"]


@operation(NUMBERS, name="clip_by_value")
def clip(t: Array, low: Array, high: Array) -> Array:
    """`t` moved to the nearest value between low and high."""
    return np.minimum(np.maximum(t, low), high)


@composite
def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any) -> Any:
    """Every element moved to the nearest value between the two bounds; of IndexedSlices the slices'."""
    if isinstance(t, IndexedSlices):
        return on_values(t, lambda values: clip_by_value(values, clip_value_min, clip_value_max))
    t = convert_to_tensor(t)
    return clip(t, convert_to_tensor(clip_value_min, t.dtype), convert_to_tensor(clip_value_max, t.dtype))


@composite
def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None) -> Any:
    """`t` scaled down so that its Euclidean norm (along `axes`) is at most `clip_norm`.

    Of IndexedSlices the norm is that of the slices, before those of one index are added up.
    """
    if isinstance(t, IndexedSlices):
        return on_values(t, lambda values: clip_by_norm(values, clip_norm, axes))
    t = convert_to_tensor(t)
    squared = reduce_sum(square(t), axes, keepdims=True)
    positive = squared > 0
    # the root of 0 has no gradient: take that of 1 and use the 0 itself
    norm = where(positive, sqrt(where(positive, squared, 1.0)), squared)
    return multiply(t, clip_norm) / maximum(norm, clip_norm)


@composite
def clip_by_average_norm(t: Any, clip_norm: Any) -> Tensor:
    """`t` scaled down so that its norm divided by the number of its elements is at most `clip_norm`."""
    t = convert_to_tensor(t)
    average = sqrt(reduce_sum(square(t))) / float(t.shape.num_elements() or 1)
    return multiply(t, clip_norm) / maximum(average, clip_norm)


@composite
def global_norm(t_list: Sequence[Any]) -> Tensor:
    """The root of the sum of squares over all tensors in the list; None entries are skipped."""
    squares = [reduce_sum(square(_values_of(t))) for t in t_list if t is not None]
    return sqrt(add_n(squares))


@composite
def clip_by_global_norm(
    t_list: Sequence[Any], clip_norm: Any, use_norm: Any = None
) -> tuple[list[Any], Tensor]:
    """All tensors scaled by one factor so that their global norm is at most `clip_norm`, and the norm before.

    Where the norm is not finite, the tensors become NaN, as in TensorFlow.
    """
    norm = global_norm(t_list) if use_norm is None else convert_to_tensor(use_norm)
    factor = clip_norm * minimum(1.0 / norm, convert_to_tensor(1.0, norm.dtype) / clip_norm)
    factor = where(is_finite(norm), factor, np.nan)
    return [None if t is None else scalar_mul(factor, t) for t in t_list], norm


def _values_of(t: Any) -> Any:
    return t.values if isinstance(t, IndexedSlices) else t
