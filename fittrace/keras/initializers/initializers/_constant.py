"""Initializers that give every element the same value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf

from ._base import Initializer, requested_dtype, requested_shape


class Zeros(Initializer):
    """All zeros (False for a boolean dtype)."""

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """Zeros of `shape`."""
        return tf.zeros(requested_shape(shape, kwargs), _numeric(dtype))


class Ones(Initializer):
    """All ones (True for a boolean dtype)."""

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """Ones of `shape`."""
        return tf.ones(requested_shape(shape, kwargs), _numeric(dtype))


class Constant(Initializer):
    """Every element is `value`."""

    def __init__(self, value: Any = 0) -> None:
        self.value = value

    def __call__(self, shape: Sequence[int], dtype: Any = None, **kwargs: Any) -> Any:
        """`value` spread to `shape`."""
        return tf.constant(self.value, dtype=requested_dtype(dtype), shape=requested_shape(shape, kwargs))

    def get_config(self) -> dict[str, Any]:
        """The value."""
        return {"value": self.value}


def _numeric(dtype: Any) -> Any:
    dtype = requested_dtype(dtype)
    if dtype.name == "string":
        raise ValueError("`dtype` is string; expected a numeric or boolean dtype.")
    return dtype
