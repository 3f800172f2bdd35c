"""Gradient rules: elementary functions."""

from __future__ import annotations

import math

from ..gradient_table import no_rule, rules
from ..ops import arithmetic as ar
from ..ops import elementary as el
from ..ops import gamma
from ..tensor import Tensor

TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)

rules(el.exp, lambda y, x: lambda g: g * y)
rules(el.expm1, lambda y, x: lambda g: g * (y + 1))
rules(el.log, lambda y, x: lambda g: g / x)
rules(el.log1p, lambda y, x: lambda g: g / (x + 1))
rules(el.sqrt, lambda y, x: lambda g: 0.5 * g / y)
rules(el.rsqrt, lambda y, x: lambda g: -0.5 * (g * y) * (y * y))
rules(el.sin, lambda y, x: lambda g: g * el.cos(x))
rules(el.cos, lambda y, x: lambda g: -g * el.sin(x))
rules(el.tan, lambda y, x: lambda g: g * (1 + y * y))
rules(el.asin, lambda y, x: lambda g: g * el.rsqrt(1 - x * x))
rules(el.acos, lambda y, x: lambda g: -g * el.rsqrt(1 - x * x))
rules(el.atan, lambda y, x: lambda g: g / (1 + x * x))
rules(
    el.atan2,
    lambda z, y, x: lambda g: g * x / (x * x + y * y),
    lambda z, y, x: lambda g: -g * y / (x * x + y * y),
)
rules(el.sinh, lambda y, x: lambda g: g * el.cosh(x))
rules(el.cosh, lambda y, x: lambda g: g * el.sinh(x))
rules(el.tanh, lambda y, x: lambda g: g * (1 - y * y))
rules(el.asinh, lambda y, x: lambda g: g * el.rsqrt(x * x + 1))
rules(el.acosh, lambda y, x: lambda g: g * el.rsqrt(x * x - 1))
rules(el.atanh, lambda y, x: lambda g: g / (1 - x * x))
rules(el.sigmoid, lambda y, x: lambda g: g * y * (1 - y))
rules(el.log_sigmoid, lambda y, x: lambda g: g * el.sigmoid(-x))
rules(el.softplus, lambda y, x: lambda g: g * el.sigmoid(x))
rules(el.erf, lambda y, x: lambda g: g * (TWO_OVER_ROOT_PI * el.exp(-x * x)))
rules(el.erfc, lambda y, x: lambda g: g * (-TWO_OVER_ROOT_PI * el.exp(-x * x)))
rules(
    el.xlogy,
    lambda z, x, y: lambda g: g * el.xlogy(nonzero(x), y),
    lambda z, x, y: lambda g: g * el.xdivy(x, y),
)
rules(
    el.xlog1py,
    lambda z, x, y: lambda g: g * el.xlog1py(nonzero(x), y),
    lambda z, x, y: lambda g: g * el.xdivy(x, y + 1),
)
rules(
    el.xdivy,
    lambda z, x, y: lambda g: g * el.xdivy(nonzero(x), y),
    lambda z, x, y: lambda g: -g * el.xdivy(z, y),
)
rules(gamma.lgamma, lambda y, x: lambda g: g * gamma.digamma(x))
rules(gamma.digamma, lambda y, x: lambda g: g * gamma.polygamma(1, x))
rules(gamma.zeta, None, lambda z, x, q: lambda g: -g * x * gamma.zeta(x + 1, q))
no_rule(el.floor, el.ceil, el.round, el.rint)


def nonzero(x: Tensor) -> Tensor:
    """1 where x is not 0, of x's dtype."""
    return ar.abs(ar.sign(x))
