"""Reading and writing variables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from fittrace import tf

from ._config import floatx


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> tf.Variable:
    """A `tf.Variable` with that initial value."""
    made = tf.Variable(value, dtype=dtype or floatx(), name=name)
    made.constraint = constraint
    return made


def get_value(x: Any) -> Any:
    """The value of a variable or tensor as a numpy array; anything else as it is."""
    return x.numpy() if hasattr(x, "numpy") else x


eval = get_value


def set_value(x: tf.Variable, value: Any) -> None:
    """Give a variable another value."""
    x.assign(np.asarray(value, dtype=x.dtype.as_numpy_dtype))


def batch_get_value(tensors: Iterable[Any]) -> list[npt.NDArray[Any]]:
    """The values of several variables."""
    return [get_value(tensor) for tensor in tensors]


def batch_set_value(tuples: Iterable[tuple[tf.Variable, Any]]) -> None:
    """Give several variables other values, from (variable, value) pairs."""
    for target, value in tuples:
        set_value(target, value)


def count_params(x: Any) -> int:
    """How many elements a variable or tensor has."""
    return int(np.prod(tuple(x.shape)))


def dtype(x: Any) -> str:
    """The dtype's name."""
    return str(x.dtype.name)
