"""`GlobalAveragePooling1D`: the mean over all steps."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_global_pooling1d import GlobalPooling1D


class GlobalAveragePooling1D(GlobalPooling1D):
    """The mean over all steps that are not masked."""

    def __init__(self, data_format: str | None = "channels_last", **kwargs: Any) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """The means; `mask` is ``(batch, steps)``."""
        axis = self._steps_axis
        if mask is None:
            return tf.reduce_mean(inputs, axis=axis, keepdims=self.keepdims)
        mask = tf.expand_dims(tf.cast(mask, inputs.dtype), 3 - axis)
        total = tf.reduce_sum(inputs * mask, axis=axis, keepdims=self.keepdims)
        return total / tf.reduce_sum(mask, axis=axis, keepdims=self.keepdims)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """No mask comes through."""
        return None


GlobalAvgPool1D = GlobalAveragePooling1D
