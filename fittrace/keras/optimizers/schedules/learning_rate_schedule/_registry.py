"""Schedules as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fittrace.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

from ._base import LearningRateSchedule
from ._cosine import CosineDecay, CosineDecayRestarts
from ._decay import ExponentialDecay, InverseTimeDecay, PolynomialDecay
from ._piecewise import PiecewiseConstantDecay

_by_name: Final = {
    cls.__name__: cls
    for cls in (
        CosineDecay,
        CosineDecayRestarts,
        ExponentialDecay,
        InverseTimeDecay,
        LearningRateSchedule,
        PiecewiseConstantDecay,
        PolynomialDecay,
    )
}


def serialize(learning_rate_schedule: LearningRateSchedule) -> Any:
    """The schedule as ``{"class_name", "config"}``."""
    return serialize_keras_object(learning_rate_schedule)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> LearningRateSchedule:
    """The schedule that a serialized dictionary stands for; ValueError if nobody knows its class."""
    return deserialize_keras_object(config, _by_name, custom_objects, "schedule")  # type: ignore[no-any-return]  # from a table of schedules
