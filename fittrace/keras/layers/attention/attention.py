"""`Attention`: the score of a query and a key is their dot product."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .base_dense_attention import BaseDenseAttention


class Attention(BaseDenseAttention):
    """Dot-product attention (Luong et al. 2015).

    Args:
        use_scale: whether the scores are scaled by a weight.
        score_mode: ``"dot"`` for the dot product, ``"concat"`` for a weight times the sum of
            ``tanh(query + key)``.
        **kwargs: as for `BaseDenseAttention`.

    Raises:
        ValueError: for another `score_mode`.
    """

    def __init__(self, use_scale: bool = False, score_mode: str = "dot", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.use_scale = use_scale
        self.score_mode = score_mode
        if score_mode not in ("dot", "concat"):
            raise ValueError(f"`score_mode` is {score_mode!r}; expected 'dot' or 'concat'.")

    def build(self, input_shape: Any) -> None:
        """Create the weights, scalars that begin at 1."""
        self.scale = self._scalar("scale") if self.use_scale else None
        self.concat_score_weight = (
            self._scalar("concat_score_weight") if self.score_mode == "concat" else None
        )
        super().build(input_shape)

    def _scalar(self, name: str) -> Any:
        return self.add_weight(name=name, shape=(), initializer="ones", dtype=self.dtype, trainable=True)

    def _calculate_scores(self, query: Any, key: Any) -> Any:
        if self.score_mode == "dot":
            scores = tf.matmul(query, key, transpose_b=True)
            return scores if self.scale is None else scores * self.scale
        sums = tf.expand_dims(query, axis=-2) + tf.expand_dims(key, axis=-3)
        sums = sums if self.scale is None else self.scale * sums
        return self.concat_score_weight * tf.reduce_sum(tf.tanh(sums), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"use_scale": self.use_scale, "score_mode": self.score_mode}
