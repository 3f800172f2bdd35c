"""`UpSampling1D`: every step several times."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec


class UpSampling1D(Layer):
    """``(batch, steps, channels)`` with every step repeated.

    Args:
        size: how many times.
    """

    def __init__(self, size: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = int(size)
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: Any) -> Any:
        """The repeated steps."""
        return tf.repeat(inputs, self.size, axis=1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with `size` times as many steps."""
        batch, steps, channels = input_shape
        return tf.TensorShape([batch, None if steps is None else steps * self.size, channels])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"size": self.size}
