"""`GlobalMaxPooling2D`: the greatest of an image."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_global_pooling2d import GlobalPooling2D


class GlobalMaxPooling2D(GlobalPooling2D):
    """The greatest value over all rows and columns."""

    def call(self, inputs: Any) -> Any:
        """The greatest values."""
        return tf.reduce_max(inputs, axis=self._spatial_axes, keepdims=self.keepdims)


GlobalMaxPool2D = GlobalMaxPooling2D
