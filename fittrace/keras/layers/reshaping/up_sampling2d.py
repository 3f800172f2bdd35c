"""`UpSampling2D`: images in a multiple of their size."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils

from ._sides import first_spatial_axis

METHODS = ("area", "bicubic", "bilinear", "gaussian", "lanczos3", "lanczos5", "mitchellcubic", "nearest")


class UpSampling2D(Layer):
    """``(batch, rows, columns, channels)`` with so many times as many rows and columns.

    Args:
        size: how many times, as a pair, or one number for both.
        data_format: "channels_last", or "channels_first" for ``(batch, channels, rows, columns)``; by
            default the backend's.
        interpolation: where pixels in between come from, one of the methods of `tf.image.resize`;
            "nearest" repeats rows and columns.

    Raises:
        ValueError: for another interpolation.
    """

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = conv_utils.normalize_data_format(data_format)
        self.size = conv_utils.normalize_tuple(size, 2, "size")
        if interpolation not in METHODS:
            raise ValueError(f"`interpolation` is {interpolation!r}; expected one of {', '.join(METHODS)}.")
        self.interpolation = interpolation
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs: Any) -> Any:
        """The larger images."""
        first = first_spatial_axis(self.data_format)
        if self.interpolation == "nearest":
            rows, columns = self.size
            return tf.repeat(tf.repeat(inputs, rows, axis=first), columns, axis=first + 1)
        if first == 2:
            inputs = tf.transpose(inputs, [0, 2, 3, 1])
        lengths = tf.shape(inputs)
        size = [lengths[axis] * times for axis, times in enumerate(self.size, 1)]
        outputs = tf.image.resize(inputs, size, method=self.interpolation)
        return tf.transpose(outputs, [0, 3, 1, 2]) if first == 2 else outputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with so many times as many rows and columns."""
        lengths = list(tf.TensorShape(input_shape))
        for axis, times in enumerate(self.size, first_spatial_axis(self.data_format)):
            lengths[axis] = None if lengths[axis] is None else lengths[axis] * times
        return tf.TensorShape(lengths)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "size": self.size,
            "data_format": self.data_format,
            "interpolation": self.interpolation,
        }
