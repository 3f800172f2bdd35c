"""What global pooling of images has in common."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec

from ._data_format import checked


class GlobalPooling2D(Layer):
    """``(batch, rows, columns, channels)`` becomes ``(batch, channels)``.

    Args:
        data_format: "channels_last", or "channels_first" for ``(batch, channels, rows, columns)``; by
            default the backend's.
        keepdims: keep rows and columns, with length 1.
    """

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.input_spec = InputSpec(ndim=4)
        self.data_format = checked(data_format)
        self.keepdims = keepdims

    @property
    def _spatial_axes(self) -> list[int]:
        return [1, 2] if self.data_format == "channels_last" else [2, 3]

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape, with rows and columns removed or of length 1."""
        lengths = list(input_shape)
        first = self._spatial_axes[0]
        lengths[first : first + 2] = [1, 1] if self.keepdims else []
        return tf.TensorShape(lengths)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"data_format": self.data_format, "keepdims": self.keepdims}
