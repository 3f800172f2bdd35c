"""`RepeatVector`: the same vector at every step."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec


class RepeatVector(Layer):
    """``(batch, features)`` becomes ``(batch, n, features)``.

    Raises:
        TypeError: unless `n` is an int.
    """

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(n, int):
            raise TypeError(f"`n` is {n!r}, a {type(n).__name__}; expected an int.")
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Any) -> Any:
        """The inputs, n times."""
        return tf.tile(tf.expand_dims(inputs, 1), [1, self.n, 1])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """``(batch, n, features)``."""
        batch, features = input_shape
        return tf.TensorShape([batch, self.n, features])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"n": self.n}
