"""`Cropping2D`: an image without its margins."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils

from ._sides import changed_lengths, first_spatial_axis, sides


class Cropping2D(Layer):
    """``(batch, rows, columns, channels)`` with fewer rows and columns.

    Args:
        cropping: how many are cut off at each side: ``((above, below), (left, right))``,
            ``(rows, columns)``, or one number for all sides.
        data_format: "channels_last", or "channels_first" for ``(batch, channels, rows, columns)``; by
            default the backend's.
    """

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = conv_utils.normalize_data_format(data_format)
        self.cropping = sides(cropping, "cropping")
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs: Any) -> Any:
        """What is left in the middle; ValueError if that is nothing."""
        first = first_spatial_axis(self.data_format)
        kept = [slice(None)] * 4
        for axis, (before, behind) in enumerate(self.cropping, first):
            length = inputs.shape[axis]
            if length is not None and before + behind >= length:
                raise ValueError(
                    f"`cropping` of layer `{self.name}` is {self.cropping}; nothing is left of inputs of "
                    f"shape {tuple(inputs.shape)}."
                )
            kept[axis] = slice(before, -behind or None)
        return inputs[tuple(kept)]

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with fewer rows and columns."""
        less = [-sum(pair) for pair in self.cropping]
        return tf.TensorShape(changed_lengths(input_shape, self.data_format, less))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"cropping": self.cropping, "data_format": self.data_format}
