"""`AlphaDropout`: dropout that goes with `selu`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fittrace import tf
from fittrace.keras.engine.base_layer import BaseRandomLayer

SELU_ALPHA: Final = 1.6732632423543772
SELU_SCALE: Final = 1.0507009873554805


class AlphaDropout(BaseRandomLayer):
    """While training, sets elements to `selu`'s least value and rescales, so that mean and variance stay.

    Klambauer et al. 2017.

    Args:
        rate: the probability of an element to be dropped.
        noise_shape: the shape of the random mask; by default the input's.
        seed: makes the layer's masks the same in every run.
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(seed=seed, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs: Any, training: Any = None) -> Any:
        """The inputs, thinned out where `training`."""
        if not training or not 0 < self.rate < 1:
            return inputs
        least = -SELU_ALPHA * SELU_SCALE
        drawn = tf.random.uniform(self.noise_shape or tf.shape(inputs), seed=self._next_seed())
        kept = tf.cast(drawn >= self.rate, inputs.dtype)
        scale = ((1 - self.rate) * (1 + self.rate * least**2)) ** -0.5
        return scale * (inputs * kept + least * (1 - kept)) - scale * least * self.rate

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as far as Keras 2.12 keeps them."""
        return super().get_config() | {"rate": self.rate, "seed": self.seed}
