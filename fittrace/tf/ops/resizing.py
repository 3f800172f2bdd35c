"""Images in another size: every new pixel is a weighted mean of old ones near its place.

Along each axis the weights form a matrix ``(new length, old length)``, so resizing is two
matrix products.  Pixels are squares of side 1 whose centers are at 0.5, 1.5 and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from ..arrays import Array
from ..convert import convert_to_tensor
from ..operation import composite
from ..resolve import invalid, wrong
from ..tensor import Tensor
from .axes import lengths_of
from .casting import cast
from .gathering import gather
from .linear_algebra import einsum

__all__ = ["METHODS", "resize"]


def _keys_cubic(x: Array) -> Array:
    """Keys 1981, with a = -0.5."""
    return np.where(x < 1, (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2)


def _mitchell_cubic(x: Array) -> Array:
    """Mitchell and Netravali 1988, with B = C = 1/3."""
    near = (7 * x - 12) * x * x / 6 + 8 / 9
    return np.where(x < 1, near, ((-7 * x / 18 + 2) * x - 10 / 3) * x + 16 / 9)


def _lanczos(x: Array, radius: float) -> Array:
    return np.sinc(x) * np.sinc(x / radius)


_KERNELS: Final[dict[str, tuple[float, Callable[[Array], Array]]]] = {
    "bilinear": (1, lambda x: 1 - x),
    "bicubic": (2, _keys_cubic),
    "lanczos3": (3, lambda x: _lanczos(x, 3)),
    "lanczos5": (5, lambda x: _lanczos(x, 5)),
    "gaussian": (1.5, lambda x: np.exp(-x * x / (2 * 0.5**2))),
    "mitchellcubic": (2, _mitchell_cubic),
}
"""For each method how far it looks, and the weight of a pixel at a distance below that."""

METHODS: Final = ("area", "nearest", *_KERNELS)
"""The methods of `resize`."""


@composite
def resize(
    images: Any,
    size: Any,
    method: str = "bilinear",
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
) -> Tensor:
    """Images ``(batch, rows, columns, channels)`` (or one without batch) in another size.

    Args:
        images: tensor; the result is float32, with the method "nearest" of the images' dtype.
        size: rows and columns of the result.
        method: one of `METHODS`.
        preserve_aspect_ratio: take the greatest size within `size` that has the images' proportions.
        antialias: when images get smaller, look as much farther.

    Raises:
        ValueError: another method, or images of another rank.
    """
    x = convert_to_tensor(images)
    if x.ndim not in (3, 4):
        raise wrong(f"tf.image.resize: `images` must have 3 or 4 axes; their shape is {x.shape}.")
    name = str(method).lower()
    if name not in METHODS:
        raise wrong(f"tf.image.resize: `method` must be one of {', '.join(METHODS)}; {method!r} was given.")
    old = x.array.shape[-3:-1]
    new = _new_lengths(old, lengths_of(size), preserve_aspect_ratio)
    if name == "nearest":
        for axis in (0, 1):
            x = gather(x, _nearest(new[axis], old[axis]), axis=axis - 3)
        return x
    rows, columns = (_weights(name, *lengths, antialias) for lengths in zip(new, old, strict=True))
    return einsum("yr,...rcd,xc->...yxd", rows, cast(x, "float32"), columns)


def _new_lengths(old: Sequence[int], new: Sequence[int], preserve_aspect_ratio: bool) -> tuple[int, ...]:
    if len(new) != 2 or min(new) < 1:
        raise invalid(f"tf.image.resize: `size` must be two positive numbers; {tuple(new)} was given.")
    if not preserve_aspect_ratio:
        return tuple(new)
    scale = min(after / before for after, before in zip(new, old, strict=True))
    return tuple(max(1, round(before * scale)) for before in old)


def _nearest(new: int, old: int) -> Array:
    """For every new pixel the old one that its center is in."""
    return np.minimum(((np.arange(new) + 0.5) * (old / new)).astype(np.int64), old - 1)


@lru_cache(maxsize=64)
def _weights(method: str, new: int, old: int, antialias: bool) -> Array:
    """The matrix ``(new, old)``; its rows sum up to 1."""
    scale = old / new
    centers = (np.arange(new) + 0.5)[:, None] * scale
    pixels = np.arange(old)[None]
    if method == "area":
        weights = np.minimum(centers + scale / 2, pixels + 1) - np.maximum(centers - scale / 2, pixels)
        weights = np.maximum(weights, 0)
    else:
        if method == "bicubic" and not antialias:
            # TensorFlow takes these weights from a table of 1024 entries
            centers = np.floor(centers - 0.5) + np.rint((centers - 0.5) % 1 * 1024) / 1024 + 0.5
        radius, kernel = _KERNELS[method]
        distances = np.abs(pixels + 0.5 - centers) / (max(scale, 1.0) if antialias else 1.0)
        weights = np.where(distances < radius, kernel(distances), 0)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)
