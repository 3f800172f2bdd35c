"""Dropout."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..convert import convert_to_tensor, is_tensor
from ..operation import composite
from ..tensor import Tensor
from .arithmetic import multiply
from .casting import cast

__all__ = ["dropout"]


@composite
def dropout(x: Any, rate: Any, noise_shape: Any = None, seed: int | None = None) -> Tensor:
    """`x` with each element set to 0 with probability `rate`, and the others multiplied by 1 / (1 - rate).

    The choices are drawn in `noise_shape` and broadcast to x's shape; None in it stands for
    x's own length.

    Raises:
        ValueError: `rate` is not in [0, 1), or x is not of a floating-point dtype.
    """
    from ..random import uniform

    value = convert_to_tensor(x)
    if not value.dtype.is_floating:
        raise ValueError(f"tf.nn.dropout: `x` must be of a floating-point dtype, not {value.dtype.name}.")
    if not isinstance(rate, (int, float, np.number)) and not is_tensor(rate):
        raise ValueError(f"tf.nn.dropout: `rate` must be a number or a scalar tensor; {rate!r} was given.")
    if isinstance(rate, (int, float, np.number)) and not 0 <= rate < 1:
        raise ValueError(f"tf.nn.dropout: `rate` must be at least 0 and below 1; {rate} was given.")
    if isinstance(rate, (int, float)) and rate == 0:
        return value
    full = value.array.shape
    lengths = (
        full if noise_shape is None else [full[i] if n is None else n for i, n in enumerate(noise_shape)]
    )
    kept = uniform(lengths, dtype=value.dtype, seed=seed) >= rate
    return multiply(multiply(value, 1 / (1 - rate)), cast(kept, value.dtype))
