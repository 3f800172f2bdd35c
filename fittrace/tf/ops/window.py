"""A window that slides over the spatial axes: where it is placed, and what it sees there.

Convolution and pooling share this geometry.  Inside, channels come last: an array is
``(batch, *spatial, channels)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..arrays import Array, Shape
from ..errors import InvalidArgumentError, UnimplementedError, WrongArgumentError
from ..resolve import invalid, wrong
from ..thread import thread

__all__ = ["Margins", "Window", "blocks", "refused", "window_of"]

Margins = tuple[tuple[int, int], ...]
"""How many elements are added before and behind, for every spatial axis."""

BLOCK_BYTES: Final = 1 << 24
"""What is copied out of the windows at a time: much more than a product needs to run at full speed, and
little enough that the allocator hands out the same memory again instead of asking the system for fresh pages."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window's form and how it moves, one number a spatial axis each.

    Args:
        sizes: how many elements it takes.
        strides: how far it moves on.
        dilations: the distance of two elements it takes.
        padding: ``"VALID"`` for places inside the input alone, ``"SAME"`` for one place every stride, or margins.
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
            InvalidArgumentError: the window is too large; ValueError while shapes are inferred.
        """
        if self.padding == "SAME":
            return tuple(-(-length // stride) for length, stride in zip(lengths, self.strides, strict=True))
        counts = []
        for axis, (before, behind) in enumerate(self.margins(lengths)):
            length, reach, stride = lengths[axis] + before + behind, self.reach[axis], self.strides[axis]
            room = length - reach if thread.inferring else length - reach + stride
            if room < 0:
                raise refused(
                    f"The window reaches over {self.reach} elements, the spatial lengths are {tuple(lengths)}: there "
                    "is no place for it. Take a smaller window, a larger input, or the padding 'SAME'."
                )
            counts.append((length - reach + stride) // stride)
        return tuple(counts)

    def channels_last(self, x: Array) -> tuple[Array, Shape]:
        """The tensor as ``(batch, *spatial, channels)``, and the lengths of its batch axes (there may be more)."""
        spatial = len(self.sizes)
        if x.ndim < spatial + 2:
            raise refused(
                f"The input needs {spatial + 2} axes: batch, channels and {spatial} spatial ones; its shape is {x.shape}."
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
        """A view ``(batch, *places, *sizes, channels)`` of what the window sees at every place of a padded input."""
        batch, *steps, channel = x.strides
        moves = [step * stride for step, stride in zip(steps, self.strides, strict=True)]
        inner = [step * gap for step, gap in zip(steps, self.dilations, strict=True)]
        shape = (len(x), *places, *self.sizes, x.shape[-1])
        return as_strided(x, shape, (batch, *moves, *inner, channel), writeable=False)

    def elements(self, x: Array, places: Shape) -> Iterator[Array]:
        """For each element of the window a view ``(batch, *places, channels)``: where it lies at every place."""
        for element in product(*map(range, self.sizes)):
            starts = [i * gap for i, gap in zip(element, self.dilations, strict=True)]
            spans = [
                slice(start, start + max((count - 1) * stride + 1, 0), stride)
                for start, count, stride in zip(starts, places, self.strides, strict=True)
            ]
            yield x[(slice(None), *spans)]


def blocks(count: int, item_bytes: int) -> Iterator[slice]:
    """`count` items in slices of at most `BLOCK_BYTES` (one item at least)."""
    step = max(1, BLOCK_BYTES // max(1, item_bytes))
    return (slice(start, min(start + step, count)) for start in range(0, count, step))


def window_of(
    name: str,
    sizes: Sequence[Any],
    strides: Any,
    padding: Any,
    data_format: str | None,
    dilations: Any,
) -> Window:
    """The window for arguments as users give them.

    Args:
        name: the function's, for messages.
        sizes: one a spatial axis.
        strides, dilations: one number, one a spatial axis, or one an axis of the tensor; None is 1.
        padding: ``"SAME"``, ``"VALID"``, or a pair of margins for every axis of the tensor.
        data_format: ``"NHWC"`` and the like for channels last, ``"NCHW"`` for channels first; None is the former.

    Raises:
        ValueError: a wrong number of strides or dilations.
        InvalidArgumentError: a padding or data format that there is not, or numbers below 1.
        UnimplementedError: strides or dilations along batch or channels.
    """
    return _window(
        name, tuple(sizes), _hashable(strides), _hashable(padding), data_format, _hashable(dilations)
    )


@lru_cache(maxsize=512)
def _window(
    name: str, sizes: Shape, strides: Any, padding: Any, data_format: str | None, dilations: Any
) -> Window:
    spatial = len(sizes)
    channels_first = _is_channels_first(name, data_format, spatial)
    return Window(
        sizes,
        numbers_for(name, "strides", strides, spatial, channels_first),
        numbers_for(name, "dilations", dilations, spatial, channels_first),
        _padding(name, padding, spatial, channels_first),
        channels_first,
    )


def numbers_for(name: str, argument: str, given: Any, spatial: int, channels_first: bool) -> Shape:
    """One number a spatial axis, from one for all of them, one each, or one for every axis of the tensor."""
    numbers = (1,) if given is None else tuple(int(n) for n in (given if np.iterable(given) else (given,)))
    if len(numbers) not in (1, spatial, spatial + 2):
        raise wrong(
            f"tf.nn.{name}: `{argument}` must be 1, {spatial} or {spatial + 2} numbers, not {len(numbers)}: {given}."
        )
    if len(numbers) == spatial + 2:
        others = (0, 1) if channels_first else (0, spatial + 1)
        if any(numbers[i] != 1 for i in others):
            raise UnimplementedError(
                None, None, f"tf.nn.{name}: `{argument}` must be 1 along batch and channels; {given} was given."
            )
        numbers = numbers[2:] if channels_first else numbers[1:-1]
    if min(numbers) < 1:
        raise refused(f"tf.nn.{name}: `{argument}` must be 1 or more; {given} was given.")
    return numbers * spatial if len(numbers) == 1 else numbers


def refused(message: str) -> InvalidArgumentError | WrongArgumentError:
    """The error for operands that do not go together: a ValueError where shapes are inferred, as in TensorFlow."""
    return wrong(message) if thread.inferring else invalid(message)


def _padding(name: str, padding: Any, spatial: int, channels_first: bool) -> str | Margins:
    if padding in ("SAME", "VALID"):
        return str(padding)
    if isinstance(padding, tuple) and len(padding) == spatial + 2:
        pairs = tuple((int(before), int(behind)) for before, behind in padding)
        others, margins = (
            (pairs[:2], pairs[2:]) if channels_first else ((pairs[0], pairs[-1]), pairs[1:-1])
        )
        if not any(map(any, others)) and min(map(min, margins)) >= 0:
            return margins
    raise refused(
        f"tf.nn.{name}: `padding` must be 'SAME', 'VALID', or a pair of margins for each of the {spatial + 2} axes "
        f"(none along batch and channels); {padding!r} was given."
    )


def _is_channels_first(name: str, data_format: str | None, spatial: int) -> bool:
    axes = "DHW"[-spatial:] if spatial > 1 else "W"
    last, first = f"N{axes}C", f"NC{axes}"
    if data_format not in (None, last, first):
        raise refused(f"tf.nn.{name}: `data_format` must be {last!r} or {first!r}; {data_format!r} was given.")
    return data_format == first


def _hashable(given: Any) -> Any:
    if isinstance(given, np.ndarray):
        given = given.tolist()
    return tuple(_hashable(item) for item in given) if isinstance(given, (list, tuple)) else given


def _widened(shape: Shape, margins: Margins) -> Shape:
    lengths = [
        length + before + behind for length, (before, behind) in zip(shape[1:-1], margins, strict=True)
    ]
    return (shape[0], *lengths, shape[-1])


def _inside(shape: Shape, margins: Margins) -> tuple[slice, ...]:
    spans = [
        slice(before, before + length) for length, (before, _) in zip(shape[1:-1], margins, strict=True)
    ]
    return (slice(None), *spans)


def bytes_of(*lengths: int, dtype: Any) -> int:
    """The size of an array with these lengths."""
    return math.prod(lengths) * int(np.dtype(dtype).itemsize)
