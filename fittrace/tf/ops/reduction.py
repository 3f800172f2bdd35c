"""Reductions: many elements become one, along some axes or all."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array, Indices, TensorLike
from ..convert import convert_to_tensor
from ..operation import FLOATS, NUMBERS, composite, operation
from ..tensor import Tensor
from .axes import one_axis, some_axes
from .elementary import exp, log

__all__ = [
    "count_nonzero",
    "cumprod",
    "cumsum",
    "cumulative_logsumexp",
    "reduce_all",
    "reduce_any",
    "reduce_euclidean_norm",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_variance",
]

# typed as Any: numpy's stubs want to know `keepdims` when the code is written
add_: Any = np.add
multiply_: Any = np.multiply
maximum_: Any = np.maximum
minimum_: Any = np.minimum
logical_and_: Any = np.logical_and
logical_or_: Any = np.logical_or


@operation(NUMBERS)
def reduce_sum(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """The sum along `axis` (one, several, or None for all), in the tensor's dtype."""
    axes = None if axis is None else some_axes(axis, input_tensor.ndim)
    return add_.reduce(input_tensor, axes, input_tensor.dtype, None, keepdims)


@operation(NUMBERS)
def reduce_mean(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """The mean along `axis`; of integers it is cut off to an integer, as in TensorFlow."""
    axes = some_axes(axis, input_tensor.ndim)
    total = add_.reduce(input_tensor, axis=axes, dtype=input_tensor.dtype, keepdims=keepdims)
    count = 1
    for a in axes:
        count *= input_tensor.shape[a]
    if input_tensor.dtype.kind in "iu":
        return np.trunc(np.divide(total, count)).astype(input_tensor.dtype)
    return np.divide(total, np.array(count, input_tensor.dtype))


@operation(NUMBERS)
def reduce_max(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """The greatest element along `axis`; of no elements the least value of the dtype."""
    return maximum_.reduce(
        input_tensor,
        axis=some_axes(axis, input_tensor.ndim),
        keepdims=keepdims,
        initial=None if input_tensor.size else _limit(input_tensor, -1),
    )


@operation(NUMBERS)
def reduce_min(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """The least element along `axis`; of no elements the greatest value of the dtype."""
    return minimum_.reduce(
        input_tensor,
        axis=some_axes(axis, input_tensor.ndim),
        keepdims=keepdims,
        initial=None if input_tensor.size else _limit(input_tensor, 1),
    )


@operation(NUMBERS)
def reduce_prod(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """The product along `axis`, in the tensor's dtype."""
    return multiply_.reduce(
        input_tensor, axis=some_axes(axis, input_tensor.ndim), dtype=input_tensor.dtype, keepdims=keepdims
    )


@operation("b")
def reduce_all(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """Whether all elements along `axis` are true."""
    return logical_and_.reduce(input_tensor, axis=some_axes(axis, input_tensor.ndim), keepdims=keepdims)


@operation("b")
def reduce_any(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """Whether any element along `axis` is true."""
    return logical_or_.reduce(input_tensor, axis=some_axes(axis, input_tensor.ndim), keepdims=keepdims)


@operation(FLOATS)
def reduce_logsumexp(input_tensor: Array, axis: Any = None, keepdims: bool = False) -> Array:
    """log(sum(exp(x))) along `axis`, without overflow."""
    axes = some_axes(axis, input_tensor.ndim)
    peak = maximum_.reduce(input_tensor, axis=axes, keepdims=True, initial=-np.inf)
    shift = np.where(np.isfinite(peak), peak, np.zeros((), peak.dtype))
    total = np.log(add_.reduce(np.exp(input_tensor - shift), axis=axes, keepdims=True)) + shift
    return total if keepdims else np.squeeze(total, axes)


@operation(NUMBERS)
def cumsum(x: Array, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """The running sum along `axis`, without the element itself if `exclusive`, from the end if `reverse`."""
    return _running(np.add, x, one_axis(axis, x.ndim), exclusive, reverse)


@composite
def cumulative_logsumexp(x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Tensor:
    """The logarithm of the running sum of exponentials along `axis`."""
    x = convert_to_tensor(x)
    greatest = Tensor(np.max(x.array, one_axis(axis, x.ndim), keepdims=True))
    return log(cumsum(exp(x - greatest), axis, exclusive, reverse)) + greatest


@operation(NUMBERS)
def cumprod(x: Array, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """The running product along `axis`; arguments as of `cumsum`."""
    return _running(np.multiply, x, one_axis(axis, x.ndim), exclusive, reverse)


@operation()
def count_nonzero(input: Indices, axis: Any = None, keepdims: bool = False, dtype: Any = np.int64) -> Array:
    """How many elements along `axis` are not zero (or true, or not empty)."""
    from ..dtypes import as_dtype

    axes = some_axes(axis, input.ndim)
    return add_.reduce(
        input != input.dtype.type(), axis=axes, dtype=as_dtype(dtype).numpy_dtype, keepdims=keepdims
    )


@composite
def reduce_variance(input_tensor: TensorLike, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The mean squared distance from the mean along `axis`."""
    from .arithmetic import squared_difference

    mean = reduce_mean(input_tensor, axis, keepdims=True)
    return reduce_mean(squared_difference(input_tensor, mean), axis, keepdims=keepdims)


@composite
def reduce_std(input_tensor: TensorLike, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The standard deviation along `axis`: the root of `reduce_variance`."""
    from .elementary import sqrt

    return sqrt(reduce_variance(input_tensor, axis, keepdims))


@composite
def reduce_euclidean_norm(input_tensor: TensorLike, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The root of the sum of squares along `axis`."""
    from .arithmetic import square
    from .elementary import sqrt

    return sqrt(reduce_sum(square(input_tensor), axis, keepdims))


def _running(ufunc: np.ufunc, x: Array, axis: int, exclusive: bool, reverse: bool) -> Array:
    if reverse:
        x = np.flip(x, axis)
    out = ufunc.accumulate(x, axis=axis, dtype=x.dtype)
    if exclusive:
        out = np.roll(out, 1, axis)
        out[(slice(None),) * axis + (slice(0, 1),)] = ufunc.identity
    return np.flip(out, axis) if reverse else out


def _limit(x: Array, side: int) -> Any:
    if x.dtype.kind == "f":
        return side * np.inf
    info = np.iinfo(x.dtype)
    return info.max if side > 0 else info.min
