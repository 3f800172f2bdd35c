"""`GlobalMaxPooling1D`: the greatest of all steps."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_global_pooling1d import GlobalPooling1D


class GlobalMaxPooling1D(GlobalPooling1D):
    """The greatest value over all steps."""

    def call(self, inputs: Any) -> Any:
        """The greatest values."""
        return tf.reduce_max(inputs, axis=self._steps_axis, keepdims=self.keepdims)


GlobalMaxPool1D = GlobalMaxPooling1D
