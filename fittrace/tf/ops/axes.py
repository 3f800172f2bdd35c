"""Axes as users give them: numbers, negative ones, lists, tensors, None for all."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Shape
from ..errors import InvalidArgumentError

__all__ = ["lengths_of", "one_axis", "some_axes"]


def some_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """The axes as sorted non-negative numbers; None is all of them.

    Raises:
        InvalidArgumentError: an axis that is not there.
    """
    if axis is None:
        return tuple(range(ndim))
    if type(axis) is int:
        return (one_axis(axis, ndim),)
    if type(axis) is list and len(axis) == 1 and type(axis[0]) is int:
        return (one_axis(axis[0], ndim),)
    return tuple(sorted({one_axis(a, ndim) for a in np.asarray(axis, np.int64).ravel().tolist()}))


def one_axis(axis: Any, ndim: int) -> int:
    """The axis as a non-negative number; InvalidArgumentError where it is not there."""
    number = int(axis)
    if not -ndim <= number < ndim:
        raise InvalidArgumentError(
            None,
            None,
            f"`axis` is {number}, the tensor has {ndim} axes. Give a number from {-ndim} to {ndim - 1}.",
        )
    return number + ndim if number < 0 else number


def lengths_of(shape: Any) -> Shape:
    """A shape given as a list, an array or a tensor, as a tuple of numbers."""
    if isinstance(shape, (list, tuple)):
        return tuple([int(length) for length in shape])  # a list is quicker than a generator
    return tuple(np.asarray(shape).reshape(-1).tolist())
