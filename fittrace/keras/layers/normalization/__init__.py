"""Layers that bring what passes through to mean 0 and variance 1."""

from .batch_normalization import BatchNormalization
from .layer_normalization import LayerNormalization
from .unit_normalization import UnitNormalization

__all__ = ["BatchNormalization", "LayerNormalization", "UnitNormalization"]
