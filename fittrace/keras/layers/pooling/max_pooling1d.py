"""`MaxPooling1D`: the greatest element of each stretch of sequences."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_pooling1d import Pooling1D


class MaxPooling1D(Pooling1D):
    """The greatest element under the window, channel by channel; the arguments are those of `Pooling1D`."""

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: Any = "valid",
        data_format: str | None = "channels_last",
        **kwargs: Any,
    ) -> None:
        super().__init__(tf.nn.max_pool, pool_size, strides, padding, data_format, **kwargs)


MaxPool1D = MaxPooling1D
