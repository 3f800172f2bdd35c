"""`Reshape`: the same elements in another shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer


class Reshape(Layer):
    """``(batch, ...)`` becomes ``(batch, *target_shape)``.

    Args:
        target_shape: without the batch; one length may be -1 and follows from the others.
    """

    def __init__(self, target_shape: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)

    def call(self, inputs: Any) -> Any:
        """The reshaped inputs; InvalidArgumentError (for a `KerasTensor` ValueError) if they do not fit."""
        if tf.symbolic.is_symbolic(inputs):
            self.compute_output_shape(inputs.shape)
        return tf.reshape(inputs, [tf.shape(inputs)[0], *self.target_shape])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Batch and target shape; ValueError if the elements do not fit."""
        batch, *lengths = tf.TensorShape(input_shape)
        if None in lengths:
            return tf.TensorShape(
                [batch, *(None if length == -1 else length for length in self.target_shape)]
            )
        return tf.TensorShape([batch, *self._filled(math.prod(lengths), lengths)])

    def _filled(self, elements: int, lengths: Sequence[int]) -> list[int]:
        """The target shape with its -1 worked out."""
        unknown = [length for length in self.target_shape if length < 0]
        known = math.prod(length for length in self.target_shape if length >= 0)
        fits = elements == known if not unknown else len(unknown) == 1 and known and elements % known == 0
        if not fits:
            raise ValueError(
                f"`target_shape` is {self.target_shape}, which cannot hold the {elements} elements of an "
                "input of "
                f"shape {tuple(lengths)} (without the batch); change one of the two (one -1 is worked out)."
            )
        return [elements // known if length < 0 else length for length in self.target_shape]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"target_shape": self.target_shape}
