"""`ReLU`: nothing below zero."""

from __future__ import annotations

from typing import Any

from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer


class ReLU(Layer):
    """`max_value` above it, x from `threshold` up, ``negative_slope (x - threshold)`` below.

    Raises:
        ValueError: for a negative setting, or None where a number is needed.
    """

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if max_value is not None:
            max_value = _not_negative("max_value", max_value)
        self.supports_masking = True
        self.max_value = max_value
        self.negative_slope = _not_negative("negative_slope", negative_slope)
        self.threshold = _not_negative("threshold", threshold)

    def call(self, inputs: Any) -> Any:
        """The activation of the inputs."""
        return backend.relu(
            inputs, alpha=self.negative_slope, max_value=self.max_value, threshold=self.threshold
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }


def _not_negative(name: str, value: float | None) -> float:
    if value is None or value < 0.0:
        raise ValueError(f"`{name}` is {value}; expected 0 or a positive number.")
    return float(value)
