"""`SpatialDropout1D`: whole channels of a sequence are dropped."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras.engine.input_spec import InputSpec

from .dropout import Dropout


class SpatialDropout1D(Dropout):
    """`Dropout` of ``(batch, steps, channels)`` that drops a channel at all steps; Tompson et al. 2014."""

    def __init__(self, rate: float, **kwargs: Any) -> None:
        super().__init__(rate, **kwargs)
        self.input_spec = InputSpec(ndim=3)

    def _get_noise_shape(self, inputs: Any) -> Any:
        lengths = tf.shape(inputs)
        return [lengths[0], 1, lengths[2]]
