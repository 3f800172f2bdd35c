"""Gradient rules: reductions and running sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..gradient_table import Rule, no_rule, rules
from ..ops import arithmetic as ar
from ..ops import elementary as el
from ..ops import reduction as re
from ..ops.axes import some_axes
from ..ops.casting import cast
from ..ops.shaping import broadcast_to, reshape
from ..tensor import Tensor


def kept(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    """The shape a reduction along `axis` gives with ``keepdims=True``."""
    axes = some_axes(axis, len(shape))
    return tuple(1 if i in axes else length for i, length in enumerate(shape))


def spread(g: Tensor, shape: tuple[int, ...], axis: Any) -> Tensor:
    """A reduced tensor's elements back at every place they were reduced from."""
    if g.array.ndim:
        g = reshape(g, kept(shape, axis))
    return broadcast_to(g, shape)


def sum_rule(y: Tensor, x: Tensor, axis: Any = None, keepdims: bool = False) -> Rule:
    """The gradient of a sum goes to every element."""
    shape = x.array.shape
    return lambda g: spread(g, shape, axis)


def mean_rule(y: Tensor, x: Tensor, axis: Any = None, keepdims: bool = False) -> Rule:
    """Every element gets its share."""
    shape = x.array.shape
    share = max(y.array.size, 1) / max(x.array.size, 1)
    return lambda g: spread(g * share, shape, axis)


def extreme_rule(y: Tensor, x: Tensor, axis: Any = None, keepdims: bool = False) -> Rule:
    """Equal extremes share the gradient, as in TensorFlow."""
    shape = x.array.shape

    def rule(g: Tensor) -> Tensor:
        hits: Tensor = cast(x == spread(y, shape, axis), x.dtype)
        return hits * reshape(g, kept(shape, axis)) / re.reduce_sum(hits, axis, keepdims=True)

    return rule


def product_rule(y: Tensor, x: Tensor, axis: Any = None, keepdims: bool = False) -> Rule:
    """The product of all others, from running products on both sides (so that zeros do no harm)."""
    shape = x.array.shape
    axes = some_axes(axis, len(shape))
    rest = tuple(i for i in range(len(shape)) if i not in axes)
    order = [*rest, *axes]
    back = np.argsort(order).tolist()

    def rule(g: Tensor) -> Tensor:
        from ..ops.shaping import transpose

        moved = transpose(x, order)
        flat = reshape(moved, [*(shape[i] for i in rest), -1])
        others = re.cumprod(flat, -1, exclusive=True) * re.cumprod(flat, -1, exclusive=True, reverse=True)
        return spread(g, shape, axis) * transpose(reshape(others, moved.array.shape), back)

    return rule


def logsumexp_rule(y: Tensor, x: Tensor, axis: Any = None, keepdims: bool = False) -> Rule:
    """The softmax along `axis`."""
    shape = kept(x.array.shape, axis)
    return lambda g: reshape(g, shape) * el.exp(x - reshape(y, shape))


def cumsum_rule(y: Tensor, x: Tensor, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Rule:
    """A running sum from the other end."""
    return lambda g: re.cumsum(g, axis, exclusive, not reverse)


def cumprod_rule(y: Tensor, x: Tensor, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Rule:
    """TensorFlow's formula: a running sum of g * y from the other end, divided by x (x must not be 0)."""
    return lambda g: ar.divide_no_nan(re.cumsum(y * g, axis, exclusive, not reverse), x)


rules(re.reduce_sum, sum_rule)
rules(re.reduce_mean, mean_rule)
rules(re.reduce_max, extreme_rule)
rules(re.reduce_min, extreme_rule)
rules(re.reduce_prod, product_rule)
rules(re.reduce_logsumexp, logsumexp_rule)
rules(re.cumsum, cumsum_rule)
rules(re.cumprod, cumprod_rule)
no_rule(re.reduce_all, re.reduce_any, re.count_nonzero)
