"""Metrics by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object


def serialize(metric: Any) -> Any:
    """The metric as ``{"class_name", "config"}``, a metric function by its name."""
    return serialize_keras_object(metric)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The metric that a name or a serialized dictionary stands for; ValueError if nobody knows it."""
    from fittrace.keras import metrics

    known = {key: getattr(metrics, key) for key in metrics.__all__}
    return deserialize_keras_object(config, known, custom_objects, "metric function")


def get(identifier: Any) -> Any:
    """A metric from a name, a serialized dictionary or any callable.

    The name of a function ("mse") gives the function, the name of a class an instance of it.

    Raises:
        ValueError: for anything else, or an unknown name.
    """
    if isinstance(identifier, (str, Mapping)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise ValueError(
        f"`{identifier!r}` is no metric; expected a name such as 'accuracy', a `Metric`, or a function of "
        "(y_true, y_pred)."
    )
