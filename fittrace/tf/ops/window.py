"""A window that slides over the spatial axes: where it is placed, and what it sees there.

Convolution and pooling share this geometry.  Inside, channels come last: an array is
``(batch, *spatial, channels)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..arrays import Array, Shape
from ..errors import InvalidArgumentError, WrongArgumentError
from ..resolve import invalid, wrong
from ..thread import thread

__all__ = ["Margins", "Window", "blocks", "bytes_of", "refused"]

Margins = tuple[tuple[int, int], ...]
"""How many elements are added before and behind, for every spatial axis."""

BLOCK_BYTES: Final = 1 << 21
"""How much is copied out of the windows at a time: plenty for a product to run at full speed, and so little
that it is in the cache still when the product reads it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window's form and how it moves, one number a spatial axis each.

    Args:
        sizes: how many elements it takes.
        strides: how far it moves on.
        dilations: the distance of two elements it takes.
        padding: ``"VALID"`` for places inside the input alone, ``"SAME"`` for one place every stride, or
            margins.
        channels_first: whether the tensors outside are ``(batch, channels, *spatial)``.
    """

    sizes: Shape
    strides: Shape
    dilations: Shape
    padding: str | Margins
    channels_first: bool = False

    @property
    def reach(self) -> Shape:
        """The lengths the window covers, gaps included."""
        return tuple((size - 1) * gap + 1 for size, gap in zip(self.sizes, self.dilations, strict=True))

    @property
    def overlaps(self) -> bool:
        """Whether an element can be under the window at two places."""
        return any(reach > stride for reach, stride in zip(self.reach, self.strides, strict=True))

    def margins(self, lengths: Shape) -> Margins:
        """The margins around an input of these spatial lengths.

        ``"SAME"`` adds what the last place lacks, half before and half behind, the odd one behind
        (TensorFlow, "Notes on padding" of ``tf.nn``).
        """
        if self.padding == "VALID":
            return ((0, 0),) * len(lengths)
        if self.padding != "SAME":
            return self.padding  # type: ignore[return-value]  # what is no name is margins
        lacking = [
            max((-(-length // stride) - 1) * stride + reach - length, 0)
            for length, stride, reach in zip(lengths, self.strides, self.reach, strict=True)
        ]
        return tuple((lack // 2, lack - lack // 2) for lack in lacking)

    def places(self, lengths: Shape) -> Shape:
        """How many places the window has along each spatial axis of an input of these lengths.

        Raises:
            InvalidArgumentError: there is no place for it; ValueError while shapes are inferred.
        """
        if self.padding == "SAME":
            return tuple(-(-length // stride) for length, stride in zip(lengths, self.strides, strict=True))
        counts = []
        for axis, (before, behind) in enumerate(self.margins(lengths)):
            length, reach, stride = lengths[axis] + before + behind, self.reach[axis], self.strides[axis]
            if length < reach:
                raise refused(
                    f"The window reaches over {self.reach} elements and finds no place in spatial lengths of "
                    f"{lengths}. Take a smaller window, a larger input, or the padding 'SAME'."
                )
            counts.append((length - reach + stride) // stride)
        return tuple(counts)

    def channels_last(self, x: Array) -> tuple[Array, Shape]:
        """The tensor as ``(batch, *spatial, channels)``, and the lengths of its batch axes (one or more)."""
        spatial = len(self.sizes)
        if x.ndim < spatial + 2:
            raise refused(
                f"The input has shape {x.shape}; expected {spatial + 2} axes, {spatial} of them spatial."
            )
        if self.channels_first:
            x = np.moveaxis(x, -1 - spatial, -1)
        batch = x.shape[: -1 - spatial]
        return (x if len(batch) == 1 else x.reshape(-1, *x.shape[-1 - spatial :])), batch

    def restored(self, x: Array, batch: Shape) -> Array:
        """The inverse of `channels_last`."""
        if len(batch) != 1:
            x = x.reshape(*batch, *x.shape[1:])
        return np.moveaxis(x, -1, -1 - len(self.sizes)) if self.channels_first else x

    def padded(self, x: Array, fill: Any = 0) -> Array:
        """The input with its margins, filled with `fill`."""
        margins = self.margins(x.shape[1:-1])
        if not any(map(any, margins)):
            return x
        out = np.full(_widened(x.shape, margins), fill, x.dtype)
        out[_inside(x.shape, margins)] = x
        return out

    def blank(self, shape: Shape, dtype: Any) -> tuple[Array, Array]:
        """Zeros for an input of this shape with its margins, and the view without them."""
        margins = self.margins(shape[1:-1])
        whole = np.zeros(_widened(shape, margins), dtype)
        return whole, whole[_inside(shape, margins)]

    def seen(self, x: Array, places: Shape) -> Array:
        """What is under the window at every place of a padded input.

        A view ``(batch, *places, *sizes, channels)``.
        """
        batch, *steps, channel = x.strides
        moves = [step * stride for step, stride in zip(steps, self.strides, strict=True)]
        inner = [step * gap for step, gap in zip(steps, self.dilations, strict=True)]
        shape = (len(x), *places, *self.sizes, x.shape[-1])
        return as_strided(x, shape, (batch, *moves, *inner, channel), writeable=False)

    def elements(self, x: Array, places: Shape) -> Iterator[Array]:
        """For each element of the window, what is under it at every place of a padded input.

        Views ``(batch, *places, channels)``.
        """
        for element in product(*map(range, self.sizes)):
            starts = [i * gap for i, gap in zip(element, self.dilations, strict=True)]
            spans = [
                slice(start, start + max((count - 1) * stride + 1, 0), stride)
                for start, count, stride in zip(starts, places, self.strides, strict=True)
            ]
            yield x[(slice(None), *spans)]


def refused(message: str) -> InvalidArgumentError | WrongArgumentError:
    """The error for operands that do not fit: InvalidArgumentError, ValueError while shapes are inferred."""
    return wrong(message) if thread.inferring else invalid(message)


def blocks(count: int, item_bytes: int) -> Iterator[slice]:
    """`count` items in slices of at most `BLOCK_BYTES` (one item at least)."""
    step = max(1, BLOCK_BYTES // max(1, item_bytes))
    return (slice(start, min(start + step, count)) for start in range(0, count, step))


def bytes_of(*lengths: int, dtype: Any) -> int:
    """The size of an array with these lengths."""
    return math.prod(lengths) * int(np.dtype(dtype).itemsize)


def _widened(shape: Shape, margins: Margins) -> Shape:
    lengths = [
        length + before + behind for length, (before, behind) in zip(shape[1:-1], margins, strict=True)
    ]
    return (shape[0], *lengths, shape[-1])


def _inside(shape: Shape, margins: Margins) -> tuple[slice, ...]:
    spans = [slice(before, before + length) for length, (before, _) in zip(shape[1:-1], margins, strict=True)]
    return (slice(None), *spans)
