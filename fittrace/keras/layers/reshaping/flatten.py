"""`Flatten`: one axis for everything but the batch."""

from __future__ import annotations

import math
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec


class Flatten(Layer):
    """``(batch, a, b, ...)`` becomes ``(batch, a * b * ...)``; ``(batch,)`` becomes ``(batch, 1)``.

    Args:
        data_format: "channels_last", or "channels_first", which is brought into the order of the
            former first; by default the backend's.

    Raises:
        ValueError: for another data format.
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = (data_format or backend.image_data_format()).lower()
        if self.data_format not in ("channels_first", "channels_last"):
            raise ValueError(
                f"`data_format` is {data_format!r}; expected 'channels_first' or 'channels_last'."
            )
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        """The flattened inputs."""
        rank = inputs.shape.rank
        if self.data_format == "channels_first" and rank > 1:
            inputs = tf.transpose(inputs, [0, *range(2, rank), 1])
        features = inputs.shape[1:]
        return tf.reshape(inputs, [tf.shape(inputs)[0], math.prod(features) if None not in features else -1])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Batch and the product of the other lengths, None where one is not known."""
        batch, *features = tf.TensorShape(input_shape)
        return tf.TensorShape([batch, None if None in features else math.prod(features)])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"data_format": self.data_format}
