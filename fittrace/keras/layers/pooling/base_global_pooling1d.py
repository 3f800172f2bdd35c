"""What global pooling of sequences has in common."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec

from ._data_format import checked


class GlobalPooling1D(Layer):
    """``(batch, steps, channels)`` becomes ``(batch, channels)``.

    Args:
        data_format: "channels_last", or "channels_first" for ``(batch, channels, steps)``.
        keepdims: keep the steps' axis, with length 1.
    """

    def __init__(
        self, data_format: str | None = "channels_last", keepdims: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.input_spec = InputSpec(ndim=3)
        self.data_format = checked(data_format)
        self.keepdims = keepdims

    @property
    def _steps_axis(self) -> int:
        return 1 if self.data_format == "channels_last" else 2

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape, with the steps' axis removed or of length 1."""
        lengths = list(input_shape)
        lengths[self._steps_axis : self._steps_axis + 1] = [1] if self.keepdims else []
        return tf.TensorShape(lengths)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"data_format": self.data_format, "keepdims": self.keepdims}
