"""Bias, moments and normalization."""

from __future__ import annotations

from typing import Any

from ..arrays import Array
from ..convert import convert_to_tensor
from ..errors import InvalidArgumentError
from ..operation import NUMBERS, composite, operation
from ..tensor import Tensor
from .arithmetic import add, maximum, multiply, negative, square, squared_difference, subtract
from .casting import stop_gradient
from .elementary import rsqrt
from .reduction import reduce_mean, reduce_sum
from .shaping import squeeze

__all__ = ["batch_normalization", "bias_add", "l2_normalize", "moments"]


@operation(NUMBERS)
def bias_add(value: Array, bias: Array, data_format: str | None = None) -> Array:
    """A vector added along the channels: the last axis, or with ``data_format="NC..."`` the second.

    Raises:
        InvalidArgumentError: `bias` is no vector of the channels' length.
    """
    if data_format is not None and data_format.startswith("NC") and value.ndim > 2:
        spread = bias.reshape(-1, *(1,) * (value.ndim - 2))
        channels = value.shape[1]
    else:
        spread, channels = bias, value.shape[-1]
    if bias.ndim != 1 or bias.shape[0] != channels:
        raise InvalidArgumentError(
            None,
            None,
            f"tf.nn.bias_add: `bias` must have shape ({channels},) for `value` of shape {value.shape}; "
            f"its shape is {bias.shape}.",
        )
    return value + spread


@composite
def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12) -> Tensor:
    """`x` divided by the root of its sum of squares along `axis` (at least `epsilon`)."""
    value = convert_to_tensor(x)
    return value * rsqrt(maximum(reduce_sum(square(value), axis, keepdims=True), epsilon))


@composite
def moments(x: Any, axes: Any, shift: Any = None, keepdims: bool = False) -> tuple[Tensor, Tensor]:
    """Mean and variance over `axes`."""
    x = convert_to_tensor(x)
    mean = reduce_mean(x, axes, keepdims=True)
    variance = reduce_mean(squared_difference(x, stop_gradient(mean)), axes, keepdims=keepdims)
    return (mean if keepdims else squeeze(mean, axes)), variance


@composite
def batch_normalization(
    x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: float
) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon), times `scale` and plus `offset` where those are not None.

    Computed as ``x * factor + (offset - mean * factor)``, in TensorFlow's order: what should cancel in a
    gradient (of a bias before the normalization, say) then leaves rounding errors of the same kind.
    """
    factor = rsqrt(variance + variance_epsilon)
    if scale is not None:
        factor = multiply(factor, scale)
    shift = multiply(negative(mean), factor) if offset is None else subtract(offset, multiply(mean, factor))
    return add(multiply(x, factor), shift)
