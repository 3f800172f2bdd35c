"""Single numbers for a tensor, and a loss for counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..convert import convert_to_tensor
from ..operation import composite
from ..tensor import Tensor
from .arithmetic import square
from .casting import cast
from .comparison import equal
from .elementary import exp, log
from .reduction import reduce_mean, reduce_sum
from .selecting import where

__all__ = ["l2_loss", "log_poisson_loss", "zero_fraction"]


@composite
def l2_loss(t: Any) -> Tensor:
    """Half the sum of squares."""
    return 0.5 * reduce_sum(square(t))


@composite
def zero_fraction(value: Any) -> Tensor:
    """The share of elements that are 0, float32."""
    return reduce_mean(cast(equal(value, 0), np.float32))


@composite
def log_poisson_loss(targets: Any, log_input: Any, compute_full_loss: bool = False) -> Tensor:
    """``exp(c) - z * c`` for targets z and the logarithm c of the predicted counts.

    With `compute_full_loss` Stirling's approximation of ``log(z!)`` is added where z > 1.
    """
    c = convert_to_tensor(log_input)
    z = convert_to_tensor(targets, c.dtype)
    loss = exp(c) - z * c
    if compute_full_loss:
        safe = where(z > 1, z, 1.0)
        loss += where(z > 1, safe * log(safe) - safe + 0.5 * log(2 * math.pi * safe), 0.0)
    return loss
