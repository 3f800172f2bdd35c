"""Losses by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

from ._base import LossFunctionWrapper
from ._probabilistic import CategoricalCrossentropy, categorical_crossentropy


def serialize(loss: Any) -> Any:
    """The loss as ``{"class_name", "config"}``, a loss function by its name."""
    return serialize_keras_object(loss)


def deserialize(name: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The loss that a name or a serialized dictionary stands for; ValueError if nobody knows it."""
    from fittrace.keras import losses

    known = {key: getattr(losses, key) for key in losses.__all__}
    return deserialize_keras_object(name, known, custom_objects, "loss function")


def get(identifier: Any) -> Any:
    """A loss from a name, a serialized dictionary or any callable; None stays None.

    The name of a function ("mse") gives the function, the name of a class an instance of it.

    Raises:
        ValueError: for anything else, or an unknown name.
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, Mapping)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise ValueError(
        f"`{identifier!r}` is no loss; expected a name such as 'mse', a `Loss`, or a function of (y_true, "
        "y_pred)."
    )


def is_categorical_crossentropy(loss: Any) -> bool:
    """Whether the loss, in any of its forms, is the categorical crossentropy."""
    return (
        isinstance(loss, CategoricalCrossentropy)
        or (isinstance(loss, LossFunctionWrapper) and loss.fn is categorical_crossentropy)
        or getattr(loss, "__name__", loss) == "categorical_crossentropy"
    )
