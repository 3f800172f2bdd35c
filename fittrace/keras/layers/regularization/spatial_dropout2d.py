"""`SpatialDropout2D`: whole channels of an image are dropped."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.input_spec import InputSpec

from .dropout import Dropout


class SpatialDropout2D(Dropout):
    """`Dropout` of images that drops a channel everywhere; Tompson et al. 2014.

    Args:
        data_format: "channels_last" or "channels_first"; by default the backend's.

    Raises:
        ValueError: for another data format.
    """

    def __init__(self, rate: float, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(rate, **kwargs)
        self.data_format = data_format or backend.image_data_format()
        if self.data_format not in ("channels_first", "channels_last"):
            raise ValueError(
                f"`data_format` is {data_format!r}; expected 'channels_first' or 'channels_last'."
            )
        self.input_spec = InputSpec(ndim=4)

    def _get_noise_shape(self, inputs: Any) -> Any:
        lengths = tf.shape(inputs)
        if self.data_format == "channels_first":
            return [lengths[0], lengths[1], 1, 1]
        return [lengths[0], 1, 1, lengths[3]]
