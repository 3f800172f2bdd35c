"""Gradient rules: shape, joining, creation."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..gradient_table import Rule, joint_rule, no_rule, rules
from ..ops import creation, joining
from ..ops import shaping as sh
from ..ops.axes import lengths_of, one_axis
from ..ops.gathering import ungather
from ..ops.reduction import reduce_sum
from ..ops.slicing import slice_axis, take_slice
from ..tensor import Tensor


def reshape_rule(y: Tensor, x: Tensor, *attributes: Any, **named: Any) -> Rule:
    """Back into the operand's shape."""
    shape = x.array.shape
    return lambda g: g if g.array.shape == shape else sh.reshape(g, shape)


def transpose_rule(y: Tensor, a: Tensor, perm: Any = None, conjugate: bool = False) -> Rule:
    """The inverse permutation."""
    order = list(range(a.ndim))[::-1] if perm is None else [i % a.ndim for i in lengths_of(perm)]
    back = np.argsort(order).tolist()
    return lambda g: sh.transpose(g, back)


def tile_rule(y: Tensor, x: Tensor, multiples: Any) -> Rule:
    """The sum over the copies."""
    shape = x.array.shape
    folded = [n for pair in zip(lengths_of(multiples), shape, strict=True) for n in pair]
    return lambda g: reduce_sum(sh.reshape(g, folded), list(range(0, len(folded), 2)))


def repeat_rule(y: Tensor, x: Tensor, repeats: Any, axis: Any = None) -> Rule:
    """The sum over the copies of each element, which lie side by side."""
    shape = x.array.shape
    at = 0 if axis is None else one_axis(axis, len(shape))
    length = x.array.size if axis is None else shape[at]
    places = np.repeat(np.arange(length), np.asarray(repeats))
    flat = (length,) if axis is None else shape
    return lambda g: sh.reshape(ungather(g, places, at, 0, flat), shape)


def reverse_rule(y: Tensor, x: Tensor, axis: Any) -> Rule:
    """Turned around once more."""
    return lambda g: sh.reverse(g, axis)


def roll_rule(y: Tensor, x: Tensor, shift: Any, axis: Any) -> Rule:
    """Rolled back."""
    return lambda g: sh.roll(g, (-np.asarray(shift)).tolist(), axis)


def join_rule(y: Tensor, values: list[Tensor], axis: Any) -> list[Rule]:
    """Every tensor gets its part."""
    at = one_axis(axis, y.ndim)
    ends = np.cumsum([value.array.shape[at] for value in values]).tolist()
    starts = [0, *ends[:-1]]
    return [partial(slice_axis, axis=at, start=a, stop=b) for a, b in zip(starts, ends, strict=True)]


def stack_rule(y: Tensor, values: list[Tensor], axis: Any = 0) -> list[Rule]:
    """Every tensor gets its slice."""
    lead = (slice(None),) * one_axis(axis, y.ndim)
    return [partial(take_slice, index=(*lead, i)) for i in range(len(values))]


def pad_rule(y: Tensor, x: Tensor, paddings: Any, mode: Any = "CONSTANT", constant_values: Any = 0) -> Rule:
    """The inner part; mirrored elements add to those they mirror."""
    widths = np.asarray(paddings).tolist()
    shape = x.array.shape
    if mode.upper() == "CONSTANT":
        inner = tuple(
            slice(before, before + length) for (before, _), length in zip(widths, shape, strict=True)
        )
        return lambda g: take_slice(g, inner)
    places = np.pad(np.arange(x.array.size).reshape(shape), widths, mode=mode.lower())
    return lambda g: sh.reshape(
        ungather(sh.reshape(g, [-1]), places.reshape(-1), 0, 0, (x.array.size,)), shape
    )


rules(sh.reshape, reshape_rule)
rules(sh.expand_dims, reshape_rule)
rules(sh.squeeze, reshape_rule)
rules(sh.transpose, transpose_rule)
rules(sh.broadcast_to, lambda y, x, shape: lambda g: g)
rules(sh.tile, tile_rule)
rules(sh.repeat, repeat_rule)
rules(sh.reverse, reverse_rule)
rules(sh.roll, roll_rule)
no_rule(sh.shape, sh.size, sh.rank)

joint_rule(joining.join, join_rule)
joint_rule(joining.stack, stack_rule)
rules(joining.pad, pad_rule)

rules(creation.broadcast_value, lambda y, value, shape: lambda g: reduce_sum(g))
no_rule(creation.zeros_of, creation.ones_of)
