"""Pooling: the greatest element, or the mean, of what a window sees of each channel."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from ..arrays import Array, Shape
from ..convert import convert_to_tensor
from ..operation import FLOATS, NUMBERS, composite, operation
from ..resolve import wrong
from ..tensor import Tensor
from .window import Window, refused
from .window_arguments import is_channels_first, numbers_for, window_of

__all__ = [
    "avg_pool",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "pool",
]


@operation(NUMBERS, name="max_pool")
def greatest(input: Array, window: Window) -> Array:
    """The greatest element under the window; margins count as less than any number."""
    x, batch = window.channels_last(input)
    places = window.places(x.shape[1:-1])
    first, *others = window.elements(window.padded(x, _lowest(x.dtype)), places)
    out = first.copy()
    for element in others:
        np.maximum(out, element, out=out)
    return window.restored(out, batch)


@operation(FLOATS, name="max_pool_gradient")
def to_greatest(gradient: Array, input: Array, output: Array, window: Window) -> Array:
    """The gradient of `greatest` in its input: each output's goes to the first element that equals it."""
    g, batch = window.channels_last(gradient)
    x, _ = window.channels_last(input)
    y, _ = window.channels_last(output)
    padded = window.padded(x, _lowest(x.dtype))
    whole, inside = window.blank(x.shape, g.dtype)
    open_places = np.ones(y.shape, bool)
    places = y.shape[1:-1]
    for element, target in zip(window.elements(padded, places), window.elements(whole, places), strict=True):
        hit = element == y
        hit &= open_places
        open_places ^= hit
        if window.overlaps:
            target += g * hit
        else:
            np.multiply(g, hit, out=target)
    return window.restored(inside, batch)


@operation(FLOATS, name="max_pool_selection")
def from_greatest(values: Array, input: Array, output: Array, window: Window) -> Array:
    """The elements of `values` that lie where `greatest` found its output in `input`."""
    v, batch = window.channels_last(values)
    x, _ = window.channels_last(input)
    y, _ = window.channels_last(output)
    padded = window.padded(x, _lowest(x.dtype))
    out, open_places = np.zeros(y.shape, v.dtype), np.ones(y.shape, bool)
    places = y.shape[1:-1]
    for element, value in zip(
        window.elements(padded, places), window.elements(window.padded(v), places), strict=True
    ):
        hit = (element == y) & open_places
        open_places ^= hit
        np.copyto(out, value, where=hit)
    return window.restored(out, batch)


@operation(FLOATS, name="avg_pool")
def mean_of(input: Array, window: Window) -> Array:
    """The mean of the elements under the window; margins do not count."""
    x, batch = window.channels_last(input)
    lengths = x.shape[1:-1]
    total = reduce(np.add, window.elements(window.padded(x), window.places(lengths)))
    return window.restored(total / _element_counts(window, lengths, x.dtype), batch)


@operation(FLOATS, name="avg_pool_gradient")
def to_mean(gradient: Array, window: Window, shape: Shape) -> Array:
    """The gradient of `mean_of` in its input, which has this shape: every element gets its share."""
    g, batch = window.channels_last(gradient)
    x, _ = window.channels_last(np.broadcast_to(np.zeros((), g.dtype), shape))
    shares = g / _element_counts(window, x.shape[1:-1], g.dtype)
    whole, inside = window.blank(x.shape, g.dtype)
    for target in window.elements(whole, g.shape[1:-1]):
        target += shares
    return window.restored(inside, batch)


@composite
def max_pool(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = None) -> Tensor:
    """The greatest element of each window and channel.

    Args:
        input: ``(batch, *spatial, channels)`` with one, two or three spatial axes; with
            ``data_format="NC..."`` ``(batch, channels, *spatial)``.
        ksize: the window's sizes; one number, one a spatial axis, or one an axis of `input`.
        strides: how far it moves on; in the same forms.
        padding: ``"VALID"``, ``"SAME"``, or a pair of margins for every axis of `input`.
        data_format: where the channels are; last unless it begins with "NC".

    Raises:
        InvalidArgumentError: a window that is too large, or a padding that there is not.
    """
    return _pool("max_pool", None, greatest, input, ksize, strides, padding, data_format)


@composite
def max_pool1d(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str = "NWC") -> Tensor:
    """`max_pool` of sequences ``(batch, steps, channels)``."""
    return _pool("max_pool1d", 1, greatest, input, ksize, strides, padding, data_format)


@composite
def max_pool2d(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str = "NHWC") -> Tensor:
    """`max_pool` of images ``(batch, rows, columns, channels)``."""
    return _pool("max_pool2d", 2, greatest, input, ksize, strides, padding, data_format)


@composite
def max_pool3d(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str = "NDHWC") -> Tensor:
    """`max_pool` of volumes ``(batch, depth, rows, columns, channels)``."""
    return _pool("max_pool3d", 3, greatest, input, ksize, strides, padding, data_format)


@composite
def avg_pool(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = None) -> Tensor:
    """The mean of each window and channel, margins left out; the arguments are those of `max_pool`."""
    return _pool("avg_pool", None, mean_of, input, ksize, strides, padding, data_format)


@composite
def avg_pool1d(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str = "NWC") -> Tensor:
    """`avg_pool` of sequences ``(batch, steps, channels)``."""
    return _pool("avg_pool1d", 1, mean_of, input, ksize, strides, padding, data_format)


@composite
def avg_pool2d(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str = "NHWC") -> Tensor:
    """`avg_pool` of images ``(batch, rows, columns, channels)``."""
    return _pool("avg_pool2d", 2, mean_of, input, ksize, strides, padding, data_format)


@composite
def avg_pool3d(input: Any, ksize: Any, strides: Any, padding: Any, data_format: str = "NDHWC") -> Tensor:
    """`avg_pool` of volumes ``(batch, depth, rows, columns, channels)``."""
    return _pool("avg_pool3d", 3, mean_of, input, ksize, strides, padding, data_format)


@composite
def pool(
    input: Any,
    window_shape: Any,
    pooling_type: str,
    strides: Any = None,
    padding: str = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """`max_pool` (``pooling_type="MAX"``) or `avg_pool` (``"AVG"``), with a window that may have gaps.

    Raises:
        ValueError: another type, or dilations together with strides or with the padding ``"SAME"``.
    """
    if pooling_type not in ("MAX", "AVG"):
        raise wrong(f"tf.nn.pool: `pooling_type` must be 'MAX' or 'AVG', not {pooling_type!r}.")
    window = window_of("pool", window_shape, strides, padding, data_format, dilations)
    if max(window.dilations) > 1 and (padding == "SAME" or max(window.strides) > 1):
        raise wrong("tf.nn.pool: `dilations` above 1 need `strides` of 1 and the padding 'VALID'.")
    return (greatest if pooling_type == "MAX" else mean_of)(input, window)


def _pool(
    name: str,
    spatial: int | None,
    operation: Callable[..., Tensor],
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
) -> Tensor:
    x = convert_to_tensor(input)
    spatial = spatial or x.ndim - 2
    if not 1 <= spatial <= 3:
        raise refused(f"tf.nn.{name}: `input` must have 3 to 5 axes; its shape is {x.shape}.")
    sizes = numbers_for(name, "ksize", ksize, spatial, is_channels_first(name, data_format, spatial))
    return operation(x, window_of(name, sizes, strides, padding, data_format, None))


def _lowest(dtype: Any) -> Any:
    """What no number of the dtype is less than."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _element_counts(window: Window, lengths: Shape, dtype: Any) -> Array:
    """How many elements of an input of these lengths the window takes at every place, ``(*places, 1)``."""
    if not any(map(any, window.margins(lengths))):
        return dtype.type(math.prod(window.sizes))
    ones = window.padded(np.ones((1, *lengths, 1), dtype))
    return reduce(np.add, window.elements(ones, window.places(lengths)))[0]
