"""`ZeroPadding1D`: zeros before and behind a sequence."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils


class ZeroPadding1D(Layer):
    """``(batch, steps, channels)`` with more steps, all zeros.

    Args:
        padding: how many before and behind, as a pair, or one number for both.
    """

    def __init__(self, padding: Any = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.padding = conv_utils.normalize_tuple(padding, 2, "padding", allow_zero=True)
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: Any) -> Any:
        """The inputs with zeros around."""
        return tf.pad(inputs, [[0, 0], list(self.padding), [0, 0]])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with more steps."""
        batch, steps, channels = input_shape
        return tf.TensorShape([batch, None if steps is None else steps + sum(self.padding), channels])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"padding": self.padding}
