"""A window from the arguments that users give: numbers or lists, names of paddings and data formats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..arrays import Shape
from ..errors import UnimplementedError
from ..resolve import wrong
from .window import Margins, Window, refused

__all__ = ["is_channels_first", "numbers_for", "window_of"]


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
        strides: one number, one a spatial axis, or one an axis of the tensor; None is 1.
        padding: ``"SAME"``, ``"VALID"``, or a pair of margins for every axis of the tensor.
        data_format: ``"NHWC"`` and the like for channels last, ``"NCHW"`` for channels first; None is the
            former.
        dilations: as `strides`.

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
    channels_first = is_channels_first(name, data_format, spatial)
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
            f"tf.nn.{name}: `{argument}` must be 1, {spatial} or {spatial + 2} numbers; {given} was given."
        )
    if len(numbers) == spatial + 2:
        others = (0, 1) if channels_first else (0, spatial + 1)
        if any(numbers[i] != 1 for i in others):
            raise UnimplementedError(
                None,
                None,
                f"tf.nn.{name}: `{argument}` must be 1 along batch and channels; {given} was given.",
            )
        numbers = numbers[2:] if channels_first else numbers[1:-1]
    if min(numbers) < 1:
        raise refused(f"tf.nn.{name}: `{argument}` must be 1 or more; {given} was given.")
    return numbers * spatial if len(numbers) == 1 else numbers


def _padding(name: str, padding: Any, spatial: int, channels_first: bool) -> str | Margins:
    if padding in ("SAME", "VALID"):
        return str(padding)
    if isinstance(padding, tuple) and len(padding) == spatial + 2:
        pairs = tuple((int(before), int(behind)) for before, behind in padding)
        others, margins = (pairs[:2], pairs[2:]) if channels_first else ((pairs[0], pairs[-1]), pairs[1:-1])
        if not any(map(any, others)) and min(map(min, margins)) >= 0:
            return margins
    raise refused(
        f"tf.nn.{name}: `padding` must be 'SAME', 'VALID', or {spatial + 2} pairs of margins, (0, 0) along "
        f"batch and channels; {padding!r} was given."
    )


def is_channels_first(name: str, data_format: str | None, spatial: int) -> bool:
    """Whether the data format says so; InvalidArgumentError if there is no such format."""
    axes = "DHW"[-spatial:]
    last, first = f"N{axes}C", f"NC{axes}"
    if data_format not in (None, last, first):
        raise refused(
            f"tf.nn.{name}: `data_format` must be {last!r} or {first!r}; {data_format!r} was given."
        )
    return data_format == first


def _hashable(given: Any) -> Any:
    if isinstance(given, np.ndarray):
        given = given.tolist()
    return tuple(_hashable(item) for item in given) if isinstance(given, (list, tuple)) else given
