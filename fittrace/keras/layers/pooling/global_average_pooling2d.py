"""`GlobalAveragePooling2D`: the mean over an image."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_global_pooling2d import GlobalPooling2D


class GlobalAveragePooling2D(GlobalPooling2D):
    """The mean over all rows and columns."""

    def call(self, inputs: Any) -> Any:
        """The means."""
        return tf.reduce_mean(inputs, axis=self._spatial_axes, keepdims=self.keepdims)


GlobalAvgPool2D = GlobalAveragePooling2D
