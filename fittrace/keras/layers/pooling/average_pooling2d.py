"""`AveragePooling2D`: the mean of each patch of images."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_pooling2d import Pooling2D


class AveragePooling2D(Pooling2D):
    """The mean under the window, channel by channel; the arguments are those of `Pooling2D`."""

    def __init__(
        self,
        pool_size: Any = (2, 2),
        strides: Any = None,
        padding: Any = "valid",
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(tf.nn.avg_pool, pool_size, strides, padding, data_format, **kwargs)


AvgPool2D = AveragePooling2D
