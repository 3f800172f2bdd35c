"""Keras 2.12's training lifecycle, on numpy."""

from . import (
    activations,
    backend,
    callbacks,
    constraints,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    utils,
)
from .engine.input_layer import Input
from .engine.sequential import Sequential
from .engine.training import Model
from .layers.core import tf_op_layer as _tf_op_layer  # noqa: F401  makes `KerasTensor` operations layers

__version__ = "2.12.0"

__all__ = [
    "Input",
    "Model",
    "Sequential",
    "activations",
    "backend",
    "callbacks",
    "constraints",
    "datasets",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "regularizers",
    "utils",
]
