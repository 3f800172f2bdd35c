"""The Gauss error function for whole arrays; numpy has none."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.polynomial import Chebyshev, Polynomial

from ..arrays import Array

__all__ = ["error_function"]


def error_function(x: Array) -> Array:
    """erf(x), to the precision of x's dtype.

    Up to 1 it is x * P(x²), beyond 1 - exp(-x²) * Q(1 / (1 + x)), with P and Q the
    Chebyshev interpolants of the exact functions (Numerical Recipes, 6.2.2, has the form).
    """
    near, far = _interpolants(13 if x.dtype == np.float64 else 7, 26 if x.dtype == np.float64 else 12)
    size = np.minimum(np.absolute(x), x.dtype.type(6))  # beyond 6 it is 1 in every dtype
    squared = size * size
    tail = 1 - np.exp(-squared) * far(2 / (1 + size) - 1).astype(x.dtype, copy=False)
    return np.where(size < 1, x * near(squared).astype(x.dtype, copy=False), np.copysign(tail, x))


@lru_cache
def _interpolants(near_degree: int, far_degree: int) -> tuple[Polynomial, Polynomial]:
    """P as a function of x², and Q as a function of 2 / (1 + x) - 1, for x up to 1 and from 1 to 6."""

    def near(u: Array) -> Array:
        return np.array([math.erf(r) / r for r in np.sqrt(u)])

    def far(v: Array) -> Array:
        return np.array([math.erfc(r) * math.exp(r * r) for r in 2 / (v + 1) - 1])

    p = Chebyshev.interpolate(near, near_degree, domain=[0, 1])
    q = Chebyshev.interpolate(far, far_degree, domain=[2 / 7 - 1, 0])
    return p, q  # type: ignore[return-value]  # both are polynomial series
