"""Initializers by name."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

from . import initializers

_by_snake_name: Final = {
    "constant": initializers.Constant,
    "glorot_normal": initializers.GlorotNormal,
    "glorot_uniform": initializers.GlorotUniform,
    "he_normal": initializers.HeNormal,
    "he_uniform": initializers.HeUniform,
    "identity": initializers.Identity,
    "initializer": initializers.Initializer,
    "lecun_normal": initializers.LecunNormal,
    "lecun_uniform": initializers.LecunUniform,
    "normal": initializers.RandomNormal,
    "one": initializers.Ones,
    "ones": initializers.Ones,
    "orthogonal": initializers.Orthogonal,
    "random_normal": initializers.RandomNormal,
    "random_uniform": initializers.RandomUniform,
    "truncated_normal": initializers.TruncatedNormal,
    "uniform": initializers.RandomUniform,
    "variance_scaling": initializers.VarianceScaling,
    "zero": initializers.Zeros,
    "zeros": initializers.Zeros,
}
_by_name: Final = _by_snake_name | {cls.__name__: cls for cls in _by_snake_name.values()}


def serialize(initializer: Any) -> Any:
    """The initializer as ``{"class_name", "config"}``."""
    return serialize_keras_object(initializer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The initializer that a name or a serialized dictionary stands for; ValueError if nobody knows it."""
    return deserialize_keras_object(config, _by_name, custom_objects, "initializer")


def get(identifier: Any) -> Any:
    """An initializer from a name, a class, a serialized dictionary or any callable; None stays None.

    Raises:
        ValueError: for anything else, or an unknown name.
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, Mapping)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier() if inspect.isclass(identifier) else identifier
    raise ValueError(
        f"`{identifier!r}` is no initializer; expected a name such as 'glorot_uniform', an `Initializer`, "
        "or a function of (shape, dtype)."
    )
