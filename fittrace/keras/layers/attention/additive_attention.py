"""`AdditiveAttention`: the score of a query and a key is a sum of tanh."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_dense_attention import BaseDenseAttention


class AdditiveAttention(BaseDenseAttention):
    """Additive attention (Bahdanau et al. 2015): ``sum(scale * tanh(query + key))`` over the features.

    Args:
        use_scale: whether `scale` is a weight ``(dim,)``, or 1.
        **kwargs: as for `BaseDenseAttention`.
    """

    def __init__(self, use_scale: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.use_scale = use_scale

    def build(self, input_shape: Any) -> None:
        """Create the scale ``(dim,)``."""
        self.scale = None
        if self.use_scale:
            self.scale = self.add_weight(
                name="scale",
                shape=[tf.TensorShape(input_shape[1])[-1]],
                initializer="glorot_uniform",
                dtype=self.dtype,
                trainable=True,
            )
        super().build(input_shape)

    def _calculate_scores(self, query: Any, key: Any) -> Any:
        terms = tf.tanh(tf.expand_dims(query, axis=-2) + tf.expand_dims(key, axis=-3))
        return tf.reduce_sum(terms if self.scale is None else self.scale * terms, axis=-1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"use_scale": self.use_scale}
