"""`Activation`: a function as a layer."""

from __future__ import annotations

from typing import Any

from fittrace.keras import activations
from fittrace.keras.engine.base_layer import Layer


class Activation(Layer):
    """Applies an activation function.

    Args:
        activation: a name or a function.
    """

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.activation = activations.get(activation)

    def call(self, inputs: Any) -> Any:
        """The function of the inputs."""
        return self.activation(inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"activation": activations.serialize(self.activation)}
