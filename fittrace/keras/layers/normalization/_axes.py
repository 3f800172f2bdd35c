"""Axes as they are given, and as they are counted from the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def as_given(axis: Any) -> int | list[int]:
    """An int or a list of ints; TypeError for anything else."""
    if isinstance(axis, (list, tuple)):
        return list(axis)
    if isinstance(axis, int):
        return axis
    raise TypeError(f"`axis` is {axis!r}; expected an int or a list of ints.")


def from_the_front(axis: int | Sequence[int], input_shape: Any) -> list[int]:
    """Every axis counted from 0; ValueError for one that is not there or comes twice."""
    rank = len(input_shape)
    given = [axis] if isinstance(axis, int) else list(axis)
    axes = [one + rank if one < 0 else one for one in given]
    if any(not 0 <= one < rank for one in axes) or len(set(axes)) != len(axes):
        raise ValueError(
            f"`axis` is {axis}; inputs of shape {tuple(input_shape)} have axes 0 to {rank - 1}, each once."
        )
    return axes
