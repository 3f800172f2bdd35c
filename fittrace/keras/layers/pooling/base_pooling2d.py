"""What pooling of images has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils


class Pooling2D(Layer):
    """``(batch, rows, columns, channels)`` becomes ``(batch, places, places, channels)``.

    Args:
        pool_function: what makes one number of the elements under the window, such as `tf.nn.max_pool`.
        pool_size: the lengths of the window.
        strides: how far it moves on; by default its lengths.
        padding: "valid" or "same".
        data_format: "channels_last", or "channels_first" for ``(batch, channels, rows, columns)``; by
            default the backend's.
        name: the layer's name.
        **kwargs: those of every layer.

    Raises:
        ValueError: for arguments that are out of range.
    """

    def __init__(
        self,
        pool_function: Callable[..., Any],
        pool_size: Any,
        strides: Any,
        padding: Any = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.pool_function = pool_function
        self.pool_size = conv_utils.normalize_tuple(pool_size, 2, "pool_size")
        self.strides = conv_utils.normalize_tuple(
            pool_size if strides is None else strides, 2, "strides", allow_zero=True
        )
        self.padding = conv_utils.normalize_padding(padding)
        self.data_format = conv_utils.normalize_data_format(data_format)
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs: Any) -> Any:
        """The pooled inputs; InvalidArgumentError if there is no place for the window."""
        return self.pool_function(
            inputs,
            self.pool_size,
            strides=self.strides,
            padding=self.padding.upper(),
            data_format=conv_utils.convert_data_format(self.data_format, 4),
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape with one element a place of the window."""
        lengths = list(tf.TensorShape(input_shape))
        first = 1 if self.data_format == "channels_last" else 2
        for axis, (size, stride) in enumerate(zip(self.pool_size, self.strides, strict=True), first):
            lengths[axis] = conv_utils.conv_output_length(lengths[axis], size, self.padding, stride)
        return tf.TensorShape(lengths)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "pool_size": self.pool_size,
            "padding": self.padding,
            "strides": self.strides,
            "data_format": self.data_format,
        }
