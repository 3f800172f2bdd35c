"""`UnitNormalization`: vectors of length 1."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer

from ._axes import as_given, from_the_front


class UnitNormalization(Layer):
    """Divides every sample by its L2 norm along `axis`, an int or several."""

    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = as_given(axis)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Check the axes; ValueError if one is not there."""
        self.axis = from_the_front(self.axis, input_shape)

    def call(self, inputs: Any) -> Any:
        """The inputs, scaled."""
        return tf.math.l2_normalize(inputs, axis=self.axis)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"axis": self.axis}
