"""Initializers: the numbers behind a weight's first values, from its shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Start", "fans_of", "start_of"]

_SCALED: Final = {
    "GlorotUniform": (1.0, "both", "uniform"),
    "GlorotNormal": (1.0, "both", "normal"),
    "HeUniform": (2.0, "in", "uniform"),
    "HeNormal": (2.0, "in", "normal"),
    "LecunUniform": (1.0, "in", "uniform"),
    "LecunNormal": (1.0, "in", "normal"),
}
"""What the variance is times the number of connections, which of those count, and how numbers are drawn."""


@dataclass(frozen=True, slots=True)
class Start:
    """How an initializer made a weight.

    Attributes:
        name: the initializer's class.
        fan_in, fan_out: inputs that reach an output through the weight, and outputs an input.
        uniform: whether numbers are drawn evenly between two limits; else from a normal
            distribution that is cut off at two deviations.
        factor: 6 in ``sqrt(6 / fans)``.
        both: whether both fans count, added; else the inputs alone.
        bound: the limit, or the deviation; None where it does not follow from the shape.
    """

    name: str
    fan_in: int
    fan_out: int
    uniform: bool = False
    factor: int = 0
    both: bool = False
    bound: float | None = None

    @property
    def fans(self) -> int:
        """The connections that the bound follows from."""
        return self.fan_in + self.fan_out if self.both else self.fan_in


def start_of(name: str, shape: Sequence[Any] | None) -> Start | None:
    """What is known of a weight's initializer; None where the shape is not.

    The formulas are those of Keras's `VarianceScaling` and its subclasses.
    """
    fans = fans_of(shape)
    if fans is None:
        return None
    if name not in _SCALED:
        return Start(name, *fans)
    scale, connections, kind = _SCALED[name]
    both, uniform = connections == "both", kind == "uniform"
    factor = int(scale * (2 if both else 1) * (3 if uniform else 1))
    count = sum(fans) if both else fans[0]
    bound = math.sqrt(factor / count) if count > 0 else None
    return Start(name, *fans, uniform, factor, both, bound)


def fans_of(shape: Sequence[Any] | None) -> tuple[int, int] | None:
    """As in Keras: the last two axes are inputs and outputs, those before a convolution's receptive field."""
    if not isinstance(shape, list | tuple) or not all(isinstance(n, int) and n >= 0 for n in shape):
        return None
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field
