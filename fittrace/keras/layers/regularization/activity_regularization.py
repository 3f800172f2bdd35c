"""`ActivityRegularization`: a penalty on what passes through."""

from __future__ import annotations

from typing import Any

from fittrace.keras import regularizers
from fittrace.keras.engine.base_layer import Layer


class ActivityRegularization(Layer):
    """Gives its inputs back and adds ``l1 sum|x| + l2 sum x^2``, per sample, to the loss."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.supports_masking = True
        self.l1 = l1
        self.l2 = l2

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"l1": self.l1, "l2": self.l2}
