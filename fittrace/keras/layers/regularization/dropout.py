"""`Dropout`: sets a random share of its inputs to zero while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import BaseRandomLayer


class Dropout(BaseRandomLayer):
    """While training, each element is 0 with the probability `rate`, else divided by ``1 - rate``.

    Srivastava et al. 2014.

    Args:
        rate: between 0 and 1.
        noise_shape: the shape of the random mask, where several elements share their fate; None stands
            for the input's length.
        seed: makes the layer's masks the same in every run.

    Raises:
        ValueError: for a rate out of range.
    """

    def __init__(
        self,
        rate: Any,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(seed=seed, **kwargs)
        if isinstance(rate, (int, float)) and not 0 <= rate <= 1:
            raise ValueError(f"`rate` is {rate}; expected a number between 0 and 1.")
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed
        self.supports_masking = True

    def call(self, inputs: Any, training: Any = None) -> Any:
        """The inputs, thinned out where `training`."""
        if not training or self.rate == 0:
            return tf.identity(inputs)
        return tf.nn.dropout(
            inputs, rate=self.rate, noise_shape=self._get_noise_shape(inputs), seed=self._next_seed()
        )

    def _get_noise_shape(self, inputs: Any) -> Any:
        if self.noise_shape is None:
            return None
        lengths = tf.shape(inputs)
        return [lengths[axis] if length is None else length for axis, length in enumerate(self.noise_shape)]

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {"rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}
        return super().get_config() | config
