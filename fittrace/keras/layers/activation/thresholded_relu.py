"""`ThresholdedReLU`: nothing up to a threshold."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer


class ThresholdedReLU(Layer):
    """x above `theta`, else 0; Konda et al. 2014.

    Raises:
        ValueError: for a negative `theta`, or None.
    """

    def __init__(self, theta: float | None = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if theta is None or theta < 0:
            raise ValueError(f"`theta` is {theta}; expected 0 or a positive number.")
        self.supports_masking = True
        self.theta = float(theta)

    def call(self, inputs: Any) -> Any:
        """The activation of the inputs."""
        return inputs * tf.cast(tf.greater(inputs, self.theta), inputs.dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"theta": self.theta}
