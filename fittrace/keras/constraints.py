"""Conditions that weights are brought back to after every update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

import numpy as np

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from fittrace.trace import Hooked, hook


class Constraint(Hooked):
    """Base class: a subclass implements ``__call__(w)``, from the weight to its new value."""

    @hook
    def __call__(self, w: Any) -> Any:
        """The weight's new value, same shape."""
        return w

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The constraint with these constructor arguments."""
        return cls(**config)


class MaxNorm(Constraint):
    """Shrinks vectors along `axis` that are longer than `max_value`; Srivastava et al. 2014."""

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """`w` with every norm at most `max_value`."""
        norms = _norms(w, self.axis)
        return w * (tf.clip_by_value(norms, 0.0, float(self.max_value)) / (backend.epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        """Limit and axis."""
        return {"max_value": self.max_value, "axis": self.axis}


class NonNeg(Constraint):
    """Sets negative elements to zero."""

    def __call__(self, w: Any) -> Any:
        """`w` with negative elements at zero."""
        return w * tf.cast(tf.greater_equal(w, 0.0), w.dtype)


class UnitNorm(Constraint):
    """Gives every vector along `axis` the length 1."""

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """`w` with every norm 1."""
        return w / (backend.epsilon() + _norms(w, self.axis))

    def get_config(self) -> dict[str, Any]:
        """The axis."""
        return {"axis": self.axis}


class MinMaxNorm(Constraint):
    """Moves norms along `axis` into ``[min_value, max_value]``, by the share `rate` of the way."""

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0
    ) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """`w` with its norms moved."""
        norms = _norms(w, self.axis)
        inside = tf.clip_by_value(norms, float(self.min_value), float(self.max_value))
        return w * ((self.rate * inside + (1 - self.rate) * norms) / (backend.epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        """Limits, rate and axis."""
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


class RadialConstraint(Constraint):
    """Makes convolution kernels ``(height, width, in, out)`` constant on rings around their centre.

    Each ring takes the value found on the main diagonal, below and right of the centre.
    """

    def __call__(self, w: Any) -> Any:
        """`w` with constant rings; ValueError unless it has four axes."""
        if w.shape.rank != 4:
            raise ValueError(
                f"`w` has shape {tuple(w.shape)}; a radial constraint takes a kernel with four axes."
            )
        kernel = np.asarray(w)
        height, width = kernel.shape[:2]
        centre = (height - 1) / 2
        rows, columns = np.indices((height, width))
        ring = np.maximum(abs(rows - centre), abs(columns - centre))
        on_diagonal = (centre + ring).astype(int)
        return tf.convert_to_tensor(kernel[on_diagonal, on_diagonal])


max_norm = maxnorm = MaxNorm
non_neg = nonneg = NonNeg
unit_norm = unitnorm = UnitNorm
min_max_norm = MinMaxNorm
radial_constraint = RadialConstraint

_by_name: Final = {
    "Constraint": Constraint,
    "MaxNorm": MaxNorm,
    "NonNeg": NonNeg,
    "UnitNorm": UnitNorm,
    "MinMaxNorm": MinMaxNorm,
    "RadialConstraint": RadialConstraint,
    "max_norm": MaxNorm,
    "maxnorm": MaxNorm,
    "non_neg": NonNeg,
    "nonneg": NonNeg,
    "unit_norm": UnitNorm,
    "unitnorm": UnitNorm,
    "min_max_norm": MinMaxNorm,
    "radial_constraint": RadialConstraint,
}


def serialize(constraint: Any) -> Any:
    """The constraint as ``{"class_name", "config"}``."""
    return serialize_keras_object(constraint)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The constraint that a name or a serialized dictionary stands for; ValueError if nobody knows it."""
    return deserialize_keras_object(config, _by_name, custom_objects, "constraint")


def get(identifier: Any) -> Any:
    """A constraint from a name, a serialized dictionary or any callable; None stays None.

    Raises:
        ValueError: for anything else, or an unknown name.
    """
    if identifier is None or (not isinstance(identifier, (str, Mapping)) and callable(identifier)):
        return identifier
    if isinstance(identifier, (str, Mapping)):
        return deserialize(identifier)
    raise ValueError(
        f"`{identifier!r}` is no constraint; expected a name such as 'max_norm', a `MaxNorm(2)`, or a "
        "function."
    )


def _norms(w: Any, axis: Any) -> Any:
    return tf.sqrt(tf.reduce_sum(tf.square(w), axis=axis, keepdims=True))
