"""`MaxPooling2D`: the greatest element of each patch of images."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_pooling2d import Pooling2D


class MaxPooling2D(Pooling2D):
    """The greatest element under the window, channel by channel; the arguments are those of `Pooling2D`."""

    def __init__(
        self,
        pool_size: Any = (2, 2),
        strides: Any = None,
        padding: Any = "valid",
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(tf.nn.max_pool, pool_size, strides, padding, data_format, **kwargs)


MaxPool2D = MaxPooling2D
