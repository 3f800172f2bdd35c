"""`LeakyReLU`: a small slope below zero."""

from __future__ import annotations

from typing import Any

from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer


class LeakyReLU(Layer):
    """x where positive, else ``alpha x``; Maas et al. 2013.

    Raises:
        ValueError: if `alpha` is None.
    """

    def __init__(self, alpha: float | None = 0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if alpha is None:
            raise ValueError("`alpha` is None; expected a number.")
        self.supports_masking = True
        self.alpha = float(alpha)

    def call(self, inputs: Any) -> Any:
        """The activation of the inputs."""
        return backend.relu(inputs, alpha=self.alpha)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"alpha": self.alpha}
