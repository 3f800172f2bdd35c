"""Depthwise convolution: every channel is convolved with filters of its own, and channels stay apart.

There is nothing to sum over channels, so no matrix product is in it: each element of the
window is multiplied with what lies under it, for all places at once.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arrays import Array, Shape
from ..convert import convert_to_tensor
from ..operation import FLOATS, composite, operation
from ..resolve import wrong
from ..tensor import Tensor
from ..thread import thread
from .convolution import convolve
from .shaping import repeat, reshape
from .window import Window, blocks, bytes_of, refused
from .window_arguments import window_of

__all__ = ["depthwise_conv2d", "separable_conv2d"]


@operation(FLOATS, name="depthwise_convolution")
def convolve_channels(input: Array, filters: Array, window: Window) -> Array:
    """Each channel with its filter; filters are ``(*sizes, channels)``."""
    x, batch = window.channels_last(input)
    places = window.places(x.shape[1:-1])
    out = np.zeros((len(x), *places, x.shape[-1]), x.dtype)
    if thread.inferring:
        return window.restored(out, batch)
    for part in _parts(out):
        seen = window.elements(window.padded(x[part]), places)
        for weights, under in zip(_flat(filters, window), seen, strict=True):
            out[part] += under * weights
    return window.restored(out, batch)


@operation(FLOATS, name="depthwise_convolution_input_gradient")
def channels_to_input(gradient: Array, filters: Array, window: Window, shape: Shape) -> Array:
    """Its gradient in the input, which has this shape."""
    g, batch = window.channels_last(gradient)
    x, _ = window.channels_last(np.broadcast_to(np.zeros((), g.dtype), shape))
    whole, inside = window.blank(x.shape, g.dtype)
    for part in _parts(g):
        targets = window.elements(whole[part], g.shape[1:-1])
        for weights, target in zip(_flat(filters, window), targets, strict=True):
            target += g[part] * weights
    return window.restored(inside, batch)


@operation(FLOATS, name="depthwise_convolution_filter_gradient")
def channels_to_filters(input: Array, gradient: Array, window: Window) -> Array:
    """Its gradient in the filters."""
    x, _ = window.channels_last(input)
    g, _ = window.channels_last(gradient)
    total: Any = np.zeros((math.prod(window.sizes), x.shape[-1]), x.dtype)
    axes = list(range(x.ndim))
    for part in _parts(g):
        seen = window.elements(window.padded(x[part]), g.shape[1:-1])
        for weights, under in zip(total, seen, strict=True):
            weights += np.einsum(under, axes, g[part], axes, axes[-1:])
    return total.reshape(*window.sizes, x.shape[-1])


@composite
def depthwise_conv2d(
    input: Any, filter: Any, strides: Any, padding: Any, data_format: str | None = None, dilations: Any = None
) -> Tensor:
    """Every channel of the images convolved with its own filters, `multiplier` outputs a channel.

    Args:
        input: ``(batch, rows, columns, channels)``, or with ``data_format="NCHW"`` the channels second.
        filter: ``(rows, columns, channels, multiplier)``.
        strides: four numbers, one an axis of `input`.
        padding: as in `conv2d`.
        data_format: ``"NHWC"`` or ``"NCHW"``.
        dilations: the distance of two elements under the window, one number or two.

    Returns:
        images with ``channels * multiplier`` channels, those of one input channel side by side.

    Raises:
        InvalidArgumentError: shapes that do not go together.
    """
    x = convert_to_tensor(input)
    filters = convert_to_tensor(filter, x.dtype)
    if filters.ndim != 4:
        raise refused(f"tf.nn.depthwise_conv2d: `filter` must have 4 axes; its shape is {filters.shape}.")
    if np.size(strides) != 4:
        raise wrong(f"tf.nn.depthwise_conv2d: `strides` must be 4 numbers, one an axis; {strides} was given.")
    window = window_of("depthwise_conv2d", filters.shape[:2], strides, padding, data_format, dilations)
    at = -3 if window.channels_first else -1
    rows, columns, channels, multiplier = filters.shape
    if x.shape[at] != channels:
        raise refused(
            f"tf.nn.depthwise_conv2d: `filter` is for {channels} channels, `input` has {x.shape[at]}."
        )
    if multiplier > 1:
        x = repeat(x, multiplier, axis=at)
    return convolve_channels(x, reshape(filters, (rows, columns, channels * multiplier)), window)


@composite
def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """`depthwise_conv2d`, then a convolution with filters ``(1, 1, channels * multiplier, outputs)``."""
    apart = depthwise_conv2d(input, depthwise_filter, strides, padding, data_format, dilations)
    window = window_of("separable_conv2d", (1, 1), 1, "VALID", data_format, None)
    return convolve(apart, pointwise_filter, window)


def _flat(filters: Array, window: Window) -> Array:
    """The filters as ``(elements of the window, channels)``."""
    return filters.reshape(math.prod(window.sizes), -1)


def _parts(x: Array) -> Any:
    """Parts of the batch so small that what is added up stays in the processor's cache."""
    return blocks(len(x), 16 * bytes_of(*x.shape[1:], dtype=x.dtype))
