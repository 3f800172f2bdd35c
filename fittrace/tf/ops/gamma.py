"""The gamma function's logarithm and its derivatives."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from ..arrays import Array
from ..convert import convert_to_tensor
from ..operation import FLOATS, composite, operation
from ..tensor import Tensor
from .reduction import reduce_sum

__all__ = ["digamma", "lbeta", "lgamma", "polygamma", "zeta"]

BERNOULLI: Final = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
"""The Bernoulli numbers with index 2, 4, 6, ..."""

TERMS: Final = 10
"""Terms added up one by one before a series in 1/x takes over."""


def _lgamma(x: float) -> float:
    return math.inf if x == math.floor(x) and x <= 0 else math.lgamma(x)


_EACH: Final = np.frompyfunc(_lgamma, 1, 1)


@operation(FLOATS)
def lgamma(x: Array) -> Array:
    """The logarithm of the absolute value of the gamma function."""
    return np.asarray(_EACH(x.astype(np.float64))).astype(x.dtype)


@operation(FLOATS)
def digamma(x: Array) -> Array:
    """The derivative of `lgamma`; NaN at 0 and negative integers.

    Abramowitz and Stegun 6.3.18 after the recurrence 6.3.5; below 0 by reflection (6.3.7).
    """
    wide = x.astype(np.float64)
    mirrored = wide <= 0
    z = np.where(mirrored, 1 - wide, wide)
    below = sum(1 / (z + k) for k in range(TERMS))
    far = z + TERMS
    series = sum(b / (2 * n * far ** (2 * n)) for n, b in enumerate(BERNOULLI, 1))
    value = np.log(far) - 0.5 / far - series - below
    value = np.where(mirrored, value - np.pi / np.tan(np.pi * wide), value)
    poles = mirrored & (wide == np.floor(wide))
    return np.where(poles, np.nan, value).astype(x.dtype)


@operation(FLOATS)
def zeta(x: Array, q: Array) -> Array:
    """Hurwitz's zeta function: the sum of ``(q + k) ** -x`` over k = 0, 1, ..., for x > 1 and q > 0.

    Ten terms, and Euler and Maclaurin's formula for the rest; NaN outside.
    """
    s, start = np.broadcast_arrays(x.astype(np.float64), q.astype(np.float64))
    total = sum((start + k) ** -s for k in range(TERMS))
    far = start + TERMS
    total = total + far ** (1 - s) / (s - 1) + 0.5 * far**-s
    factor = s * far ** (-s - 1)
    for n, bernoulli in enumerate(BERNOULLI, 1):
        total = total + bernoulli / math.factorial(2 * n) * factor
        factor = factor * (s + 2 * n - 1) * (s + 2 * n) / far**2
    return np.where((s > 1) & (start > 0), total, np.nan).astype(x.dtype)


@composite
def polygamma(a: Any, x: Any) -> Tensor:
    """The a-th derivative of `digamma` at x > 0; `a` holds whole numbers."""
    x = convert_to_tensor(x)
    order = convert_to_tensor(a, x.dtype)
    signed = Tensor(np.where(order.array % 2 == 0, -1, 1).astype(x.dtype.numpy_dtype))
    derivative: Tensor = signed * _factorial(order) * zeta(order + 1, x)
    return derivative


@composite
def lbeta(x: Any) -> Tensor:
    """The logarithm of the absolute value of the beta function along the last axis."""
    return reduce_sum(lgamma(x), -1) - lgamma(reduce_sum(x, -1))


def _factorial(order: Tensor) -> Tensor:
    return Tensor(np.exp(np.asarray(_EACH(order.array + 1), np.float64)).astype(order.array.dtype))
