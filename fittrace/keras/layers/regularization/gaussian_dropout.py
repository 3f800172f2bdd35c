"""`GaussianDropout`: inputs are scaled at random while training."""

from __future__ import annotations

import math
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import BaseRandomLayer


class GaussianDropout(BaseRandomLayer):
    """While training, multiplies by normal noise: mean 1, variance ``rate / (1 - rate)``.

    That is the variance of `Dropout`'s factor; Srivastava et al. 2014.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        self.supports_masking = True
        self.rate = rate
        self.seed = seed

    def call(self, inputs: Any, training: Any = None) -> Any:
        """The inputs, scaled where `training`."""
        if not training or not 0 < self.rate < 1:
            return inputs
        return inputs * tf.random.normal(
            tf.shape(inputs),
            mean=1.0,
            stddev=math.sqrt(self.rate / (1 - self.rate)),
            dtype=inputs.dtype,
            seed=self._next_seed(),
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"rate": self.rate, "seed": self.seed}
