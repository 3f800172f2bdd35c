"""`GaussianNoise`: noise is added while training."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import BaseRandomLayer


class GaussianNoise(BaseRandomLayer):
    """While training, adds normal noise with the deviation `stddev` to every element."""

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        self.supports_masking = True
        self.stddev = stddev
        self.seed = seed

    def call(self, inputs: Any, training: Any = None) -> Any:
        """The inputs, with noise where `training`."""
        if not training:
            return inputs
        return inputs + tf.random.normal(
            tf.shape(inputs), stddev=self.stddev, dtype=inputs.dtype, seed=self._next_seed()
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"stddev": self.stddev, "seed": self.seed}
