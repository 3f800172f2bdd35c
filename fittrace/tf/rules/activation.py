"""Gradient rules: activation functions."""

from __future__ import annotations

import math
from typing import Any

from ..gradient_table import Rule, rules
from ..ops import activation as ac
from ..ops.arithmetic import sign
from ..ops.elementary import erf, exp, tanh
from ..ops.reduction import reduce_sum
from ..ops.selecting import where
from ..tensor import Tensor


def gelu_rule(y: Tensor, x: Tensor, approximate: bool = False) -> Rule:
    """The product rule: the probability below x, and x times its density."""
    if not approximate:
        root = 1 / math.sqrt(2 * math.pi)
        return lambda g: g * (0.5 * (1 + erf(x * math.sqrt(0.5))) + x * exp(-0.5 * x * x) * root)
    slope = math.sqrt(2 / math.pi)

    def rule(g: Tensor) -> Tensor:
        inner = tanh(slope * (x + 0.044715 * x * x * x))
        outer = (1 - inner * inner) * slope * (1 + 3 * 0.044715 * x * x)
        return g * 0.5 * (1 + inner + x * outer)

    return rule


def softmax_rule(y: Tensor, x: Tensor, axis: Any = -1) -> Rule:
    """(g - sum(g * y)) * y."""
    return lambda g: (g - reduce_sum(g * y, -1 if axis is None else axis, keepdims=True)) * y


def log_softmax_rule(y: Tensor, x: Tensor, axis: Any = -1) -> Rule:
    """`g - sum(g) * softmax(x)`."""
    return lambda g: g - reduce_sum(g, -1 if axis is None else axis, keepdims=True) * exp(y)


rules(ac.relu, lambda y, x: lambda g: ac.relu_gradient(g, y))
rules(ac.relu_gradient, lambda z, g, y: lambda h: ac.relu_gradient(h, y), None)
rules(ac.relu6, lambda y, x: lambda g: where((x > 0) & (x < 6), g, 0.0))
rules(ac.leaky_relu, lambda y, x, alpha=0.2: lambda g: where(x > 0, g, g * alpha))
rules(ac.elu, lambda y, x: lambda g: g * where(x > 0, 1.0, y + 1))
rules(ac.selu, lambda y, x: lambda g: g * where(x >= 0, ac.SELU_SCALE, y + ac.SELU_SCALE * ac.SELU_ALPHA))
rules(ac.softsign, lambda y, x: lambda g: g / ((1 + sign(x) * x) * (1 + sign(x) * x)))
rules(ac.gelu, gelu_rule)
rules(ac.scaled_sigmoid, lambda y, x, beta: lambda g: g * (beta * y * (1 - y)))
rules(ac.softmax, softmax_rule)
rules(ac.log_softmax, log_softmax_rule)
