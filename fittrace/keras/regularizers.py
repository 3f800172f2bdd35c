"""Penalties on weights or outputs that are added to the loss."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, Self

from fittrace import tf
from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from fittrace.trace import Hooked, hook


class Regularizer(Hooked):
    """Base class: a subclass implements ``__call__(x)`` and, to be saved, ``get_config()``."""

    @hook
    def __call__(self, x: Any) -> Any:
        """The penalty of a tensor, a scalar."""
        return 0.0

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The regularizer with these constructor arguments."""
        return cls(**config)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; NotImplementedError unless the subclass says so."""
        raise NotImplementedError(f"{type(self).__name__} has no `get_config`; define one to save it.")


class L1L2(Regularizer):
    """``l1 sum|x| + l2 sum x^2``; None counts as 0."""

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1 = _penalty("l1", 0.0 if l1 is None else l1)
        self.l2 = _penalty("l2", 0.0 if l2 is None else l2)

    def __call__(self, x: Any) -> Any:
        """The penalty of `x`."""
        penalty = tf.constant(0.0, dtype=x.dtype)
        if self.l1:
            penalty = penalty + self.l1 * tf.reduce_sum(tf.abs(x))
        if self.l2:
            penalty = penalty + self.l2 * tf.reduce_sum(tf.square(x))
        return penalty

    def get_config(self) -> dict[str, Any]:
        """Both factors."""
        return {"l1": self.l1, "l2": self.l2}


class L1(Regularizer):
    """``l1 sum|x|``."""

    def __init__(self, l1: float | None = 0.01, **kwargs: Any) -> None:
        self.l1 = _penalty("l1", _with_alias(l1, kwargs))

    def __call__(self, x: Any) -> Any:
        """The penalty of `x`."""
        return self.l1 * tf.reduce_sum(tf.abs(x))

    def get_config(self) -> dict[str, Any]:
        """The factor."""
        return {"l1": self.l1}


class L2(Regularizer):
    """``l2 sum x^2``."""

    def __init__(self, l2: float | None = 0.01, **kwargs: Any) -> None:
        self.l2 = _penalty("l2", _with_alias(l2, kwargs))

    def __call__(self, x: Any) -> Any:
        """The penalty of `x`."""
        return self.l2 * tf.reduce_sum(tf.square(x))

    def get_config(self) -> dict[str, Any]:
        """The factor."""
        return {"l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """Mean of |cosine| over all pairs of rows (or columns) of a matrix, times `factor`."""

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        if mode not in ("rows", "columns"):
            raise ValueError(f"`mode` is {mode!r}; expected 'rows' or 'columns'.")
        self.factor = _penalty("factor", factor)
        self.mode = mode

    def __call__(self, x: Any) -> Any:
        """The penalty of `x`; ValueError unless it has two axes."""
        if x.shape.rank != 2:
            raise ValueError(f"`x` has shape {tuple(x.shape)}; an orthogonal regularizer takes a matrix.")
        vectors = x if self.mode == "rows" else tf.transpose(x)
        vectors = tf.math.l2_normalize(vectors, axis=1)
        size = vectors.shape[0]
        cosines = tf.matmul(vectors, tf.transpose(vectors)) * (1.0 - tf.eye(size, dtype=x.dtype))
        pairs = size * (size - 1.0) / 2.0
        return self.factor * 0.5 * tf.reduce_sum(tf.abs(cosines)) / pairs

    def get_config(self) -> dict[str, Any]:
        """Factor and mode."""
        return {"factor": self.factor, "mode": self.mode}


def l1_l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """An `L1L2` whose defaults are 0.01."""
    return L1L2(l1=l1, l2=l2)


l1 = L1
l2 = L2
orthogonal_regularizer = OrthogonalRegularizer

_by_name: Final = {
    "Regularizer": Regularizer,
    "L1L2": L1L2,
    "L1": L1,
    "L2": L2,
    "OrthogonalRegularizer": OrthogonalRegularizer,
    "l1": L1,
    "l2": L2,
    "l1_l2": l1_l2,
    "orthogonal_regularizer": OrthogonalRegularizer,
}


def serialize(regularizer: Any) -> Any:
    """The regularizer as ``{"class_name", "config"}``."""
    return serialize_keras_object(regularizer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The regularizer that a name or a serialized dictionary stands for; ValueError if nobody knows it."""
    if config == "l1_l2":
        return l1_l2()
    return deserialize_keras_object(config, _by_name, custom_objects, "regularizer")


def get(identifier: Any) -> Any:
    """A regularizer from a name, a serialized dictionary or any callable; None stays None.

    Raises:
        ValueError: for anything else, or an unknown name.
    """
    if identifier is None or (not isinstance(identifier, (str, Mapping)) and callable(identifier)):
        return identifier
    if isinstance(identifier, (str, Mapping)):
        return deserialize(identifier)
    raise ValueError(
        f"`{identifier!r}` is no regularizer; expected a name such as 'l2', an `L2(0.01)`, or a function."
    )


def _with_alias(given: float | None, kwargs: dict[str, Any]) -> float:
    value = kwargs.pop("l", given)
    if kwargs:
        raise TypeError(f"Unknown keyword arguments {sorted(kwargs)}; expected one factor.")
    return 0.01 if value is None else value


def _penalty(name: str, value: Any) -> float:
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"`{name}` is {value!r}; expected a finite number.")
    return float(value)
