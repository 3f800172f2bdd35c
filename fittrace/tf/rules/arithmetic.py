"""Gradient rules: arithmetic, casting, comparisons, clipping."""

from __future__ import annotations

from functools import partial

from ..gradient_table import no_rule, rules
from ..ops import arithmetic as ar
from ..ops import casting, clipping, comparison
from ..ops.elementary import log
from ..ops.selecting import where

rules(ar.add, lambda z, x, y: lambda g: g, lambda z, x, y: lambda g: g)
rules(ar.subtract, lambda z, x, y: lambda g: g, lambda z, x, y: lambda g: -g)
rules(ar.multiply, lambda z, x, y: lambda g: g * y, lambda z, x, y: lambda g: g * x)
rules(ar.real_divide, lambda z, x, y: lambda g: g / y, lambda z, x, y: lambda g: -g * z / y)
rules(
    ar.divide_no_nan,
    lambda z, x, y: lambda g: ar.divide_no_nan(g, y),
    lambda z, x, y: lambda g: ar.divide_no_nan(-g * z, y),
)
rules(
    ar.multiply_no_nan,
    lambda z, x, y: lambda g: ar.multiply_no_nan(g, y),
    lambda z, x, y: lambda g: ar.multiply_no_nan(x, g),
)
rules(
    ar.pow,
    lambda z, x, y: lambda g: g * y * ar.pow(x, y - 1),
    lambda z, x, y: lambda g: g * z * where(x > 0, log(where(x > 0, x, 1.0)), 0.0),
)
rules(
    ar.maximum,
    lambda z, x, y: lambda g: where(x >= y, g, 0.0),
    lambda z, x, y: lambda g: where(x >= y, 0.0, g),
)
rules(
    ar.minimum,
    lambda z, x, y: lambda g: where(x <= y, g, 0.0),
    lambda z, x, y: lambda g: where(x <= y, 0.0, g),
)
rules(
    ar.squared_difference,
    lambda z, x, y: lambda g: 2 * g * (x - y),
    lambda z, x, y: lambda g: 2 * g * (y - x),
)
rules(ar.floormod, lambda z, x, y: lambda g: g, lambda z, x, y: lambda g: -g * ar.floordiv(x, y))
rules(ar.negative, lambda y, x: lambda g: -g)
rules(ar.abs, lambda y, x: lambda g: g * ar.sign(x))
rules(ar.square, lambda y, x: lambda g: 2 * g * x)
rules(ar.reciprocal, lambda y, x: lambda g: -g * y * y)
rules(ar.reciprocal_no_nan, lambda y, x: lambda g: -g * y * y)
rules(ar.sign, lambda y, x: lambda g: 0.0 * g)
no_rule(ar.floordiv)

rules(casting.astype, lambda y, x, dtype: partial(casting.astype, dtype=x.array.dtype))
rules(casting.same, lambda y, x: lambda g: g)
no_rule(casting.stop_gradient)

rules(
    clipping.clip,
    lambda y, x, low, high: lambda g: where((x >= low) & (x <= high), g, 0.0),
    lambda y, x, low, high: lambda g: where(x < low, g, 0.0),
    lambda y, x, low, high: lambda g: where(x > high, g, 0.0),
)

no_rule(
    comparison.equal, comparison.not_equal, comparison.less, comparison.less_equal, comparison.greater,
    comparison.greater_equal, comparison.logical_and, comparison.logical_or, comparison.logical_xor,
    comparison.logical_not, comparison.bitwise_and, comparison.bitwise_or, comparison.bitwise_xor,
    comparison.invert, comparison.is_nan, comparison.is_inf, comparison.is_finite,
)  # fmt: skip
