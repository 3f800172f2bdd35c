"""Helpers on tensors, shapes and random seeds."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.trace import annotate


def set_random_seed(seed: int) -> None:
    """Seed Python's ``random``, numpy's global generator and `tf.random`, so that a script repeats itself.

    Raises:
        ValueError: if `seed` is not an integer.
    """
    if not isinstance(seed, int):
        raise ValueError(f"`seed` is {seed!r}, a {type(seed).__name__}; expected an integer, such as 42.")
    annotate(seed=seed)
    random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)


def sync_to_numpy_or_python_type(tensors: Any) -> Any:
    """A structure of tensors as numpy arrays, its scalars as Python numbers; everything else stays."""
    return tf.nest.map_structure(_to_numpy_or_python_type, tensors)


def _to_numpy_or_python_type(value: Any) -> Any:
    if isinstance(value, tf.Tensor):
        value = value.numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        return value.item() if np.ndim(value) == 0 else value
    return value


def get_shapes(tensors: Any) -> Any:
    """The same structure with each tensor's `tf.TensorShape` in its place.

    Raises:
        ValueError: where an item has no shape.
    """
    return tf.nest.map_structure(_shape_of, tensors)


def _shape_of(value: Any) -> tf.TensorShape:
    if not hasattr(value, "shape"):
        raise ValueError(
            f"Expected tensors, which have a `shape`; found {value!r}, a {type(value).__name__}."
        )
    return tf.TensorShape(value.shape)
