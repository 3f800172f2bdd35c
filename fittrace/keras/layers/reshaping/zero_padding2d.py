"""`ZeroPadding2D`: zeros around an image."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils

from ._sides import changed_lengths, first_spatial_axis, sides


class ZeroPadding2D(Layer):
    """``(batch, rows, columns, channels)`` with more rows and columns, all zeros.

    Args:
        padding: how many at each side: ``((above, below), (left, right))``, ``(rows, columns)``, or one
            number for all sides.
        data_format: "channels_last", or "channels_first" for ``(batch, channels, rows, columns)``; by
            default the backend's.
    """

    def __init__(self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = conv_utils.normalize_data_format(data_format)
        self.padding = sides(padding, "padding")
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs: Any) -> Any:
        """The inputs with zeros around."""
        margins = [[0, 0] for _ in range(4)]
        first = first_spatial_axis(self.data_format)
        margins[first : first + 2] = [list(pair) for pair in self.padding]
        return tf.pad(inputs, margins)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with more rows and columns."""
        return tf.TensorShape(changed_lengths(input_shape, self.data_format, map(sum, self.padding)))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"padding": self.padding, "data_format": self.data_format}
