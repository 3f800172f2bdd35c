"""Elementary functions: exponentials, roots, trigonometry, rounding."""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..operation import FLOATS, NUMBERS, operation
from .error_function import error_function

__all__ = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "erf",
    "erfc",
    "exp",
    "expm1",
    "floor",
    "log",
    "log1p",
    "log_sigmoid",
    "rint",
    "round",
    "rsqrt",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
    "xdivy",
    "xlog1py",
    "xlogy",
]


@operation(FLOATS)
def exp(x: Array) -> Array:
    """The exponential function."""
    return np.exp(x)


@operation(FLOATS)
def expm1(x: Array) -> Array:
    """exp(x) - 1, exact near 0."""
    return np.expm1(x)


@operation(FLOATS)
def log(x: Array) -> Array:
    """The natural logarithm."""
    return np.log(x)


@operation(FLOATS)
def log1p(x: Array) -> Array:
    """log(1 + x), exact near 0."""
    return np.log1p(x)


@operation(FLOATS)
def sqrt(x: Array) -> Array:
    """The square root."""
    return np.sqrt(x)


@operation(FLOATS)
def rsqrt(x: Array) -> Array:
    """1 / sqrt(x)."""
    return np.reciprocal(np.sqrt(x))


@operation(FLOATS)
def sin(x: Array) -> Array:
    """The sine of x radians."""
    return np.sin(x)


@operation(FLOATS)
def cos(x: Array) -> Array:
    """The cosine of x radians."""
    return np.cos(x)


@operation(FLOATS)
def tan(x: Array) -> Array:
    """The tangent of x radians."""
    return np.tan(x)


@operation(FLOATS)
def asin(x: Array) -> Array:
    """The inverse of `sin`."""
    return np.arcsin(x)


@operation(FLOATS)
def acos(x: Array) -> Array:
    """The inverse of `cos`."""
    return np.arccos(x)


@operation(FLOATS)
def atan(x: Array) -> Array:
    """The inverse of `tan`."""
    return np.arctan(x)


@operation(FLOATS)
def atan2(y: Array, x: Array) -> Array:
    """The angle of the point (x, y), between -pi and pi."""
    return np.arctan2(y, x)


@operation(FLOATS)
def sinh(x: Array) -> Array:
    """The hyperbolic sine."""
    return np.sinh(x)


@operation(FLOATS)
def cosh(x: Array) -> Array:
    """The hyperbolic cosine."""
    return np.cosh(x)


@operation(FLOATS)
def tanh(x: Array) -> Array:
    """The hyperbolic tangent."""
    return np.tanh(x)


@operation(FLOATS)
def asinh(x: Array) -> Array:
    """The inverse of `sinh`."""
    return np.arcsinh(x)


@operation(FLOATS)
def acosh(x: Array) -> Array:
    """The inverse of `cosh`."""
    return np.arccosh(x)


@operation(FLOATS)
def atanh(x: Array) -> Array:
    """The inverse of `tanh`."""
    return np.arctanh(x)


@operation(FLOATS)
def floor(x: Array) -> Array:
    """`x` rounded down."""
    return np.floor(x)


@operation(FLOATS)
def ceil(x: Array) -> Array:
    """`x` rounded up."""
    return np.ceil(x)


@operation(NUMBERS)
def round(x: Array) -> Array:
    """`x` rounded to the nearest integer, halves to the even one."""
    return np.rint(x).astype(x.dtype, copy=False)


@operation(FLOATS)
def rint(x: Array) -> Array:
    """`x` rounded to the nearest integer, halves to the even one."""
    return np.rint(x)


@operation(FLOATS)
def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    # exp of a negative number cannot overflow; both branches are the same function
    small = np.exp(-np.absolute(x))
    return np.where(x >= 0, np.ones((), x.dtype), small) / (1 + small)


@operation(FLOATS)
def log_sigmoid(x: Array) -> Array:
    """log(sigmoid(x)), exact where sigmoid(x) rounds to 0 or 1."""
    return np.minimum(x, 0) - np.log1p(np.exp(-np.absolute(x)))


@operation(FLOATS)
def softplus(features: Array) -> Array:
    """log(1 + exp(x)), without overflow."""
    return np.maximum(features, 0) + np.log1p(np.exp(-np.absolute(features)))


@operation(FLOATS)
def xlogy(x: Array, y: Array) -> Array:
    """`x * log(y)`, and 0 where x is 0."""
    return np.where(x == 0, np.zeros((), x.dtype), x * np.log(y))


@operation(FLOATS)
def xlog1py(x: Array, y: Array) -> Array:
    """`x * log(1 + y)`, and 0 where x is 0."""
    return np.where(x == 0, np.zeros((), x.dtype), x * np.log1p(y))


@operation(FLOATS)
def xdivy(x: Array, y: Array) -> Array:
    """`x / y`, and 0 where x is 0."""
    return np.where(x == 0, np.zeros((), x.dtype), x / y)


@operation(FLOATS)
def erf(x: Array) -> Array:
    """The Gauss error function."""
    return error_function(x).astype(x.dtype, copy=False)


@operation(FLOATS)
def erfc(x: Array) -> Array:
    """1 - erf(x)."""
    return (1 - error_function(x)).astype(x.dtype, copy=False)
