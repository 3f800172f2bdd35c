"""Layers as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object


def serialize(layer: Any) -> Any:
    """The layer as ``{"class_name", "config"}``."""
    return serialize_keras_object(layer)


def deserialize(config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The layer or model that a serialized dictionary stands for.

    Raises:
        ValueError: if nobody knows its class; a class of your own goes into `custom_objects`.
    """
    from fittrace.keras import layers, models
    from fittrace.keras.engine.base_layer import AddLoss, AddMetric
    from fittrace.keras.layers.core.tf_op_layer import SlicingOpLambda, TFOpLambda

    known = {name: getattr(module, name) for module in (layers, models) for name in module.__all__}
    known = {name: value for name, value in known.items() if isinstance(value, type)}
    known |= {cls.__name__: cls for cls in (AddLoss, AddMetric, SlicingOpLambda, TFOpLambda)}
    return deserialize_keras_object(config, known, custom_objects, "layer")
