"""The schedules of `keras.optimizers.schedules`."""

from ._base import LearningRateSchedule
from ._cosine import CosineDecay, CosineDecayRestarts
from ._decay import ExponentialDecay, InverseTimeDecay, PolynomialDecay
from ._piecewise import PiecewiseConstantDecay
from ._registry import deserialize, serialize

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]
