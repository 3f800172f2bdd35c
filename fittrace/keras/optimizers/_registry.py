"""Optimizers by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

from .adadelta import Adadelta
from .adagrad import Adagrad
from .adam import Adam
from .adamax import Adamax
from .ftrl import Ftrl
from .nadam import Nadam
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .sgd import SGD

_by_name: Final = {
    cls.__name__.lower(): cls for cls in (Adadelta, Adagrad, Adam, Adamax, Ftrl, Nadam, RMSprop, SGD)
}
"""AdamW is missing here as it is in Keras 2.12: it has no name, pass an instance."""


def serialize(optimizer: Optimizer) -> Any:
    """The optimizer as ``{"class_name", "config"}``."""
    return serialize_keras_object(optimizer)


def deserialize(config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Optimizer:
    """The optimizer that a serialized dictionary stands for; ValueError if nobody knows its class."""
    class_name = config.get("class_name", "")
    if class_name.lower() in _by_name:
        config = {**config, "class_name": class_name.lower()}
    return deserialize_keras_object(config, _by_name, custom_objects, "optimizer")  # type: ignore[no-any-return]  # from a table of optimizers


def get(identifier: Any) -> Optimizer:
    """An optimizer from an instance (given back as it is), a name in any case, or a serialized dictionary.

    Raises:
        ValueError: for anything else, or an unknown name.
    """
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, Mapping):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return deserialize({"class_name": identifier, "config": {}})
    raise ValueError(
        f"`{identifier!r}` is no optimizer; expected a name such as 'rmsprop', or an instance such as "
        "`SGD(0.1)`."
    )
