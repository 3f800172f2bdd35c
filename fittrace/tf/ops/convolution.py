"""Convolution: every output is the product of a filter with what a window sees of the input.

(Strictly a cross-correlation: the filter is not turned around.)  Three kernels are
closed under differentiation: the convolution, and its gradients in input and filters.
All of them are matrix products.  Filters are ``(*sizes, channels, outputs)``; with fewer
channels than the input has, the input's channels form groups with filters of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..arrays import Array, Shape
from ..operation import FLOATS, NUMBERS, composite, operation
from ..resolve import wrong
from ..tensor import Tensor
from ..thread import thread
from .axes import lengths_of
from .window import Window, blocks, bytes_of, refused
from .window_arguments import window_of

__all__ = ["atrous_conv2d", "conv1d", "conv2d", "conv3d", "convolution"]


@operation(NUMBERS, name="convolution")
def convolve(input: Array, filters: Array, window: Window) -> Array:
    """The input's windows, one a row, times the filters, one a column."""
    x, batch = window.channels_last(input)
    groups = _groups(x.shape[-1], filters)
    places = window.places(x.shape[1:-1])
    if thread.inferring:
        return window.restored(np.zeros((len(x), *places, filters.shape[-1]), x.dtype), batch)
    kernel = _by_group(filters, groups)
    out = np.empty((len(x), *places, filters.shape[-1]), x.dtype)
    for part, rows in _rows(window, x, places, groups):
        np.matmul(rows, kernel, _grouped(out[part], groups))
    return window.restored(out, batch)


@operation(FLOATS, name="conv_transpose")
def to_input(gradient: Array, filters: Array, window: Window, shape: Any) -> Array:
    """The convolution's gradient in its input, which has this shape; also called a transposed convolution.

    Every element of the window hands its share of each output's gradient to the input it was multiplied with.

    Raises:
        InvalidArgumentError: `gradient` is not of the shape that the convolution of such an input has.
    """
    g, batch = window.channels_last(gradient)
    lengths, channels = _input_lengths(window, batch, lengths_of(shape))
    groups = _groups(channels, filters)
    places = window.places(lengths)
    if g.shape[1:] != (*places, filters.shape[-1]):
        raise refused(
            f"A convolution of shape {lengths_of(shape)} with filters of shape {filters.shape} gives the "
            f"spatial lengths and channels {(*places, filters.shape[-1])}, not {g.shape[1:]}."
        )
    if thread.inferring:
        return window.restored(np.zeros((len(g), *lengths, channels), g.dtype), batch)
    whole, inside = window.blank((len(g), *lengths, channels), g.dtype)
    kernels = _by_group(filters, groups, math.prod(window.sizes)).swapaxes(-1, -2)
    for part in blocks(len(g), bytes_of(*places, channels, dtype=g.dtype)):
        shares = _grouped(g[part], groups)
        for kernel, target in zip(kernels, window.elements(whole[part], places), strict=True):
            target += np.matmul(shares, kernel).swapaxes(0, 1).reshape(target.shape)
    return window.restored(inside, batch)


@operation(FLOATS, name="convolution_filter_gradient")
def to_filters(input: Array, gradient: Array, window: Window, shape: Shape) -> Array:
    """The convolution's gradient in its filters, which have this shape.

    The windows' columns times the gradient's.
    """
    x, _ = window.channels_last(input)
    g, _ = window.channels_last(gradient)
    groups = x.shape[-1] // shape[-2]
    places = window.places(x.shape[1:-1])
    total: Any = np.zeros((groups, math.prod(shape[:-1]), shape[-1] // groups), x.dtype)
    for part, rows in _rows(window, x, places, groups):
        total += np.matmul(rows.swapaxes(1, 2), _grouped(g[part], groups))
    return total.swapaxes(0, 1).reshape(shape)


@composite
def convolution(
    input: Any,
    filters: Any,
    strides: Any = None,
    padding: str = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution over as many spatial axes as the filters have.

    Args:
        input: ``(batch, *spatial, channels)``; with ``data_format="NC..."`` ``(batch, channels, *spatial)``.
        filters: ``(*sizes, channels, outputs)``; channels must divide those of the input.
        strides: how far the window moves on, one number or one a spatial axis.
        padding: ``"VALID"`` or ``"SAME"``.
        data_format: where the channels are; last unless it begins with "NC".
        dilations: the distance of two elements under the window, one number or one a spatial axis.

    Raises:
        InvalidArgumentError: shapes that do not go together.
        ValueError: both strides and dilations above 1.
    """
    window = window_for("convolution", None, filters, strides, padding, data_format, dilations)
    if max(window.strides) > 1 and max(window.dilations) > 1:
        raise wrong(
            f"tf.nn.convolution: `strides` are {window.strides} and `dilations` {window.dilations}; only one "
            "of the two may be above 1."
        )
    return convolve(input, filters, window)


@composite
def conv1d(
    input: Any, filters: Any, stride: Any, padding: Any, data_format: str = "NWC", dilations: Any = None
) -> Tensor:
    """The convolution of sequences ``(batch, steps, channels)``; see `convolution`."""
    window = window_for("conv1d", 1, filters, stride, padding, data_format, dilations)
    return convolve(input, filters, window)


@composite
def conv2d(
    input: Any, filters: Any, strides: Any, padding: Any, data_format: str = "NHWC", dilations: Any = None
) -> Tensor:
    """The convolution of images ``(batch, rows, columns, channels)``; see `convolution`.

    `padding` may also be a list of margins, ``[[0, 0], [above, below], [left, right], [0, 0]]``.
    """
    window = window_for("conv2d", 2, filters, strides, padding, data_format, dilations)
    return convolve(input, filters, window)


@composite
def conv3d(
    input: Any, filters: Any, strides: Any, padding: Any, data_format: str = "NDHWC", dilations: Any = None
) -> Tensor:
    """The convolution of volumes ``(batch, depth, rows, columns, channels)``; see `convolution`."""
    window = window_for("conv3d", 3, filters, strides, padding, data_format, dilations)
    return convolve(input, filters, window)


@composite
def atrous_conv2d(value: Any, filters: Any, rate: int, padding: str) -> Tensor:
    """`conv2d` with stride 1 and dilation `rate`."""
    return conv2d(value, filters, 1, padding, dilations=rate)


def window_for(name: str, spatial: int | None, filters: Any, *how: Any) -> Window:
    """The window that filters of this shape are meant for.

    Args:
        name: the function's, for messages.
        spatial: the number of spatial axes; None is as many as the filters have.
        filters: ``(*sizes, channels, outputs)``.
        *how: strides, padding, data format and dilations, see `window_of`.
    """
    shape = tuple(filters.shape) if hasattr(filters, "shape") else np.shape(filters)
    if len(shape) != spatial + 2 if spatial else not 3 <= len(shape) <= 5:
        axes = spatial + 2 if spatial else "3 to 5"
        raise refused(f"tf.nn.{name}: `filters` must have {axes} axes; their shape is {shape}.")
    return window_of(name, shape[:-2], *how)


def _groups(channels: int, filters: Array) -> int:
    """How many groups the input's channels form; the filters' shape tells."""
    each, outputs = map(int, filters.shape[-2:])
    if not each or channels % each or outputs % (channels // each or 1):
        raise refused(
            f"The input has {channels} channels, filters of shape {filters.shape} take {each}, or a multiple "
            "of it that divides the outputs into equal groups."
        )
    return channels // each


def _by_group(filters: Array, groups: int, sizes: int | None = None) -> Array:
    """The filters as a matrix a group, ``(groups, rows, outputs)``.

    With `sizes`, the number of the window's elements, one for each: ``(sizes, groups, rows, outputs)``.
    """
    rows, outputs = math.prod(filters.shape[:-1]), filters.shape[-1] // groups
    if sizes is None:
        return filters.reshape(rows, groups, outputs).swapaxes(0, 1)
    return filters.reshape(sizes, rows // sizes, groups, outputs).swapaxes(1, 2)


def _grouped(x: Array, groups: int) -> Array:
    """Channels last as ``(groups, everything before, channels of the group)``, a view."""
    return x.reshape(math.prod(x.shape[:-1]), groups, x.shape[-1] // groups).swapaxes(0, 1)


def _rows(window: Window, x: Array, places: Shape, groups: int) -> Iterator[tuple[slice, Array]]:
    """The windows as rows, ``(groups, rows, elements)``, a part of the batch at a time."""
    width = math.prod(window.sizes) * x.shape[-1]
    for part in blocks(len(x), bytes_of(*places, width, dtype=x.dtype)):
        seen = window.seen(window.padded(x[part]), places)
        split = seen.reshape(*seen.shape[:-1], groups, x.shape[-1] // groups)
        yield part, np.moveaxis(split, -2, 0).reshape(groups, -1, width // groups)


def _input_lengths(window: Window, batch: Shape, shape: Shape) -> tuple[Shape, int]:
    """The spatial lengths and channels of an input of this shape, whose batch must be `batch`."""
    if len(shape) != len(batch) + len(window.sizes) + 1 or shape[: len(batch)] != batch:
        raise refused(
            f"The output shape {shape} does not fit a batch of {batch} and {len(window.sizes)} spatial axes."
        )
    rest = shape[len(batch) :]
    return (rest[1:], rest[0]) if window.channels_first else (rest[:-1], rest[-1])
