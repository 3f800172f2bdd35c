"""`Permute`: axes in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec


class Permute(Layer):
    """Axis ``dims[i]`` of the input becomes axis ``i + 1``; the batch stays where it is.

    Args:
        dims: the input's axes, counted from 1, each of them once.

    Raises:
        ValueError: for anything else.
    """

    def __init__(self, dims: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"`dims` is {dims}; expected each of 1 to {len(self.dims)} once.")
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Any) -> Any:
        """The inputs with their axes in order of `dims`."""
        return tf.transpose(inputs, [0, *self.dims])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's lengths in order of `dims`."""
        lengths = list(input_shape)
        return tf.TensorShape([lengths[axis] for axis in (0, *self.dims)])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"dims": self.dims}
