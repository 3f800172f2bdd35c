"""Gradient rules: pooling."""

from __future__ import annotations

from ..gradient_table import Rule, rules
from ..ops import pooling as po
from ..ops.window import Window
from ..tensor import Tensor


def mean_rule(y: Tensor, x: Tensor, window: Window) -> Rule:
    """Every element gets its share of each mean it is in."""
    shape = x.array.shape
    return lambda g: po.to_mean(g, window, shape)


rules(po.greatest, lambda y, x, window: lambda g: po.to_greatest(g, x, y, window))
rules(po.to_greatest, lambda z, g, x, y, window: lambda h: po.from_greatest(h, x, y, window), None, None)
rules(po.from_greatest, lambda z, v, x, y, window: lambda g: po.to_greatest(g, x, y, window), None, None)
rules(po.mean_of, mean_rule)
rules(po.to_mean, lambda z, g, window, shape: lambda h: po.mean_of(h, window))
