"""Activation functions of ``tf.nn``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from ..arrays import Array
from ..convert import convert_to_tensor
from ..operation import FLOATS, NUMBERS, composite, operation
from ..tensor import Tensor
from .axes import one_axis
from .error_function import error_function

__all__ = [
    "crelu",
    "elu",
    "gelu",
    "leaky_relu",
    "log_softmax",
    "relu",
    "relu6",
    "selu",
    "silu",
    "softmax",
    "softsign",
    "swish",
]

ROW: Final = 16384
"""Elements of a large array that `relu` compares with zeros at a time."""
SELU_ALPHA: Final = 1.6732632423543772
SELU_SCALE: Final = 1.0507009873554805
"""The two constants of Klambauer et al. 2017, with which activations keep mean 0 and variance 1."""


@lru_cache
def _row_of_zeros(dtype: np.dtype[Any]) -> Array:
    return np.zeros(ROW, dtype)


@operation(NUMBERS)
def relu(features: Array) -> Array:
    """max(x, 0)."""
    if features.size <= ROW or not features.flags.c_contiguous:
        return np.maximum(features, features.dtype.type(0))
    # numpy compares an array with an array three times as fast as with a number
    out = np.empty_like(features)
    whole = features.size - features.size % ROW
    flat, flat_out, zeros = features.reshape(-1), out.reshape(-1), _row_of_zeros(features.dtype)
    np.maximum(flat[:whole].reshape(-1, ROW), zeros, out=flat_out[:whole].reshape(-1, ROW))
    np.maximum(flat[whole:], zeros[: features.size - whole], out=flat_out[whole:])
    return out


@operation(FLOATS)
def relu_gradient(gradient: Array, output: Array) -> Array:
    """The gradient where relu's output is positive, 0 elsewhere."""
    return np.multiply(gradient, output > 0)


@operation(NUMBERS)
def relu6(features: Array) -> Array:
    """min(max(x, 0), 6)."""
    return np.clip(features, features.dtype.type(0), features.dtype.type(6))


@operation(FLOATS)
def leaky_relu(features: Array, alpha: float = 0.2) -> Array:
    """`x` where it is positive, alpha * x elsewhere."""
    return np.where(features > 0, features, features * features.dtype.type(alpha))


@operation(FLOATS)
def elu(features: Array) -> Array:
    """`x` where it is positive, exp(x) - 1 elsewhere."""
    return np.where(features > 0, features, np.expm1(features))


@operation(FLOATS)
def selu(features: Array) -> Array:
    """`scale * x` where it is positive, scale * alpha * (exp(x) - 1) elsewhere (Klambauer et al. 2017)."""
    return np.where(features > 0, SELU_SCALE * features, SELU_SCALE * SELU_ALPHA * np.expm1(features)).astype(
        features.dtype, copy=False
    )


@operation(FLOATS)
def softsign(features: Array) -> Array:
    """`x / (1 + |x|)`."""
    return features / (1 + np.absolute(features))


@operation(FLOATS)
def gelu(features: Array, approximate: bool = False) -> Array:
    """`x` times the probability that a standard normal number is below x (Hendrycks and Gimpel 2016).

    `approximate` takes their formula with tanh in the place of the error function.
    """
    half = features.dtype.type(0.5)
    if approximate:
        inner = features.dtype.type(np.sqrt(2 / np.pi)) * (
            features + features.dtype.type(0.044715) * features**3
        )
        return half * features * (1 + np.tanh(inner))
    return half * features * (1 + error_function(features * features.dtype.type(np.sqrt(0.5))))


@operation(FLOATS)
def scaled_sigmoid(features: Array, beta: float) -> Array:
    """1 / (1 + exp(-beta * x))."""
    scaled = features * features.dtype.type(beta)
    small = np.exp(-np.absolute(scaled))
    return np.where(scaled >= 0, np.ones((), features.dtype), small) / (1 + small)


@composite
def silu(features: Any, beta: float = 1.0) -> Tensor:
    """`x * sigmoid(beta * x)`."""
    x = convert_to_tensor(features)
    return x * scaled_sigmoid(x, beta)


@composite
def swish(features: Any, beta: float = 1.0) -> Tensor:
    """The same as `silu`."""
    return silu(features, beta)


@composite
def crelu(features: Any, axis: int = -1) -> Tensor:
    """`relu` of x and of -x, joined along `axis`."""
    from .joining import concat

    features = convert_to_tensor(features)
    return relu(concat([features, -features], axis))


@operation(FLOATS)
def softmax(logits: Array, axis: Any = -1) -> Array:
    """exp(x) / sum(exp(x)) along `axis`, computed from x - max(x) so that nothing overflows."""
    at = one_axis(-1 if axis is None else axis, logits.ndim)
    out = np.subtract(logits, np.maximum.reduce(logits, at, keepdims=True, initial=-np.inf))
    np.exp(out, out)
    return np.divide(out, np.add.reduce(out, at, keepdims=True), out)


@operation(FLOATS)
def log_softmax(logits: Array, axis: Any = -1) -> Array:
    """log(softmax(x)), computed as x - max(x) - log(sum(exp(x - max(x))))."""
    at = one_axis(-1 if axis is None else axis, logits.ndim)
    out = np.subtract(logits, np.maximum.reduce(logits, at, keepdims=True, initial=-np.inf))
    return np.subtract(out, np.log(np.add.reduce(np.exp(out), at, keepdims=True)), out)
