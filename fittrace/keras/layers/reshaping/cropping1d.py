"""`Cropping1D`: a sequence without its first and last steps."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.utils import conv_utils


class Cropping1D(Layer):
    """``(batch, steps, channels)`` with fewer steps.

    Args:
        cropping: how many are cut off before and behind, as a pair, or one number for both.
    """

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cropping = conv_utils.normalize_tuple(cropping, 2, "cropping", allow_zero=True)
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: Any) -> Any:
        """The steps that are left; ValueError if none are."""
        steps = inputs.shape[1]
        if steps is not None and sum(self.cropping) >= steps:
            raise ValueError(
                f"`cropping` of layer `{self.name}` is {self.cropping}; nothing is left of {steps} steps."
            )
        before, behind = self.cropping
        return inputs[:, before : -behind or None]

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape with fewer steps."""
        batch, steps, channels = input_shape
        return tf.TensorShape([batch, None if steps is None else steps - sum(self.cropping), channels])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"cropping": self.cropping}
