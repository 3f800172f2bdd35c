"""Initializers whose spread follows from how many inputs and outputs a weight connects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from fittrace import tf

from ._base import floating_dtype, requested_shape
from ._random import RandomInitializer

MODES: Final = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS: Final = ("truncated_normal", "untruncated_normal", "uniform")
TRUNCATED_DEVIATION: Final = 0.87962566103423978
"""Standard deviation of a standard normal that is cut at two deviations."""


class VarianceScaling(RandomInitializer):
    """Draws with the variance ``scale / n``.

    `n` is the number of inputs ("fan_in"), of outputs ("fan_out") or the mean of both ("fan_avg").
    "truncated_normal" and "untruncated_normal" have the standard deviation ``sqrt(scale / n)`` (after
    the cut), "uniform" lies in ``[-sqrt(3 scale / n), sqrt(3 scale / n))``.

    Raises:
        ValueError: for a scale that is not positive, an unknown mode or distribution.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ) -> None:
        super().__init__(seed)
        distribution = distribution.lower()
        if distribution == "normal":
            distribution = "truncated_normal"
        if scale <= 0.0:
            raise ValueError(f"`scale` is {scale}; expected a positive number.")
        if mode not in MODES:
            raise ValueError(f"`mode` is {mode!r}; expected one of {', '.join(MODES)}.")
        if distribution not in DISTRIBUTIONS:
            raise ValueError(
                f"`distribution` is {distribution!r}; expected one of {', '.join(DISTRIBUTIONS)}."
            )
        self.scale = scale
        self.mode = mode
        self.distribution = distribution

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """A draw of `shape`; ValueError unless `dtype` is floating."""
        shape, dtype = requested_shape(shape, kwargs), floating_dtype(dtype)
        fan_in, fan_out = compute_fans(shape)
        connections = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, connections)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            values = limit * (2 * self.draw(shape, "uniform", dtype) - 1)
        elif self.distribution == "truncated_normal":
            values = math.sqrt(variance) / TRUNCATED_DEVIATION * self.draw(shape, "truncated_normal", dtype)
        else:
            values = math.sqrt(variance) * self.draw(shape, "normal", dtype)
        return tf.constant(values, dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        """Scale, mode, distribution and seed."""
        return {
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "seed": self.seed,
        }


def compute_fans(shape: Sequence[int]) -> tuple[int, int]:
    """How many inputs reach an output through a weight of this shape, and how many outputs an input.

    The last two axes are inputs and outputs, those before are a convolution's receptive field.
    """
    if len(shape) == 0:
        return 1, 1
    if len(shape) == 1:
        return int(shape[0]), int(shape[0])
    field = math.prod(shape[:-2])
    return int(shape[-2] * field), int(shape[-1] * field)


class _Named(VarianceScaling):
    """A `VarianceScaling` with everything but the seed fixed."""

    settings: tuple[float, str, str]

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(*self.settings, seed=seed)

    def get_config(self) -> dict[str, Any]:
        """The seed."""
        return {"seed": self.seed}


class GlorotUniform(_Named):
    """Uniform with the variance 2 / (inputs + outputs); Glorot & Bengio 2010."""

    settings = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Named):
    """Truncated normal with the variance 2 / (inputs + outputs); Glorot & Bengio 2010."""

    settings = (1.0, "fan_avg", "truncated_normal")


class LecunNormal(_Named):
    """Truncated normal with the variance 1 / inputs; Klambauer et al. 2017."""

    settings = (1.0, "fan_in", "truncated_normal")


class LecunUniform(_Named):
    """Uniform with the variance 1 / inputs; LeCun et al. 1998."""

    settings = (1.0, "fan_in", "uniform")


class HeNormal(_Named):
    """Truncated normal with the variance 2 / inputs; He et al. 2015."""

    settings = (2.0, "fan_in", "truncated_normal")


class HeUniform(_Named):
    """Uniform with the variance 2 / inputs; He et al. 2015."""

    settings = (2.0, "fan_in", "uniform")
