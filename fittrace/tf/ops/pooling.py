"""Pooling: the greatest element, or the mean, of what a window sees of each channel."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import numpy as np

from ..arrays import Array, Shape
from ..operation import FLOATS, NUMBERS, composite, operation
from ..resolve import wrong
from ..tensor import Tensor
from .window import Window, numbers_for, refused, window_of

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
        np.maximum(out, element, out)
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
        target += np.where(hit, g, 0)
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


def max_pool(
    input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """The greatest element of each window and channel.

    Args:
        input: ``(batch, *spatial, channels)``, or with ``data_format="NC..."`` ``(batch, channels, *spatial)``,
            with one, two or three spatial axes.
        ksize: the window's sizes; one number, one a spatial axis, or one an axis of `input`.
        strides: how far it moves on; in the same forms.
        padding: ``"VALID"``, ``"SAME"``, or a pair of margins for every axis of `input`.
        data_format: where the channels are; last unless it begins with "NC".

    Raises:
        InvalidArgumentError: a window larger than the input, or a padding that there is not.
    """
    return _pool("max_pool", None, greatest, input, ksize, strides, padding, data_format)
