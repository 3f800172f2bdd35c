"""`Softmax`: scores become probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer

FAR_BELOW: Final = -1e9
"""Added to the scores of masked positions."""


class Softmax(Layer):
    """``exp(x)`` divided by its sum along `axis`, an int or several."""

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.axis = axis

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """The probabilities; positions where `mask` (shaped like the inputs) is False get none."""
        if mask is not None:
            far_below = tf.float16.min if inputs.dtype == tf.float16 else FAR_BELOW
            inputs = inputs + (1.0 - tf.cast(mask, inputs.dtype)) * far_below
        if isinstance(self.axis, int):
            return tf.nn.softmax(inputs, axis=self.axis)
        if len(self.axis) == 1:
            return tf.nn.softmax(inputs, axis=self.axis[0])
        return tf.exp(inputs - tf.reduce_logsumexp(inputs, axis=list(self.axis), keepdims=True))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"axis": self.axis}
