"""`BaseDenseAttention`: what dot-product and additive attention share."""

from __future__ import annotations

from typing import Any, Final

from fittrace import tf
from fittrace.keras.engine.base_layer import BaseRandomLayer

FAR_BELOW: Final = 1e9
"""Taken from the scores of masked positions; 65504, the greatest number there is, in half precision."""


class BaseDenseAttention(BaseRandomLayer):
    """Base of attention on ``[query, value]`` or ``[query, value, key]``, with scores of the subclass's own.

    Query ``(batch, T, dim)``, value and key ``(batch, S, dim)``; without a key, the value is the key.

    Args:
        dropout: the share of the attention weights that is dropped while training.
        **kwargs: as for every layer; and `causal`, from before `use_causal_mask` of `call`.
    """

    def __init__(self, dropout: float = 0.0, **kwargs: Any) -> None:
        causal = kwargs.pop("causal", False)
        super().__init__(**kwargs)
        self.causal = causal
        self.dropout = dropout
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Nothing to create, unless a subclass does."""
        if self.dropout > 0:
            super().build(input_shape)
        self.built = True

    def _calculate_scores(self, query: Any, key: Any) -> Any:
        """How well each query ``(batch, T, dim)`` fits each key ``(batch, S, dim)``: ``(batch, T, S)``."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `_calculate_scores` of its own. Override it."
        )

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: Any = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """The values, averaged with the attention weights: ``(batch, T, dim)``.

        Args:
            inputs: a list of query and value, and maybe key.
            mask: a list of masks ``(batch, T)`` and ``(batch, S)``: of queries, whose output becomes 0,
                and of values, which get no attention; each may be None.
            training: whether to drop anything.
            return_attention_scores: whether the weights ``(batch, T, S)`` are given as well.
            use_causal_mask: whether a query gets no look at values behind its own place.

        Raises:
            ValueError: for inputs or masks that are no such lists.
        """
        self._validate_call_args(inputs, mask)
        query, value = inputs[:2]
        query_mask, value_mask = mask[:2] if mask else (None, None)
        scores = self._calculate_scores(query=query, key=inputs[-1] if len(inputs) > 2 else value)
        visible = None if value_mask is None else tf.expand_dims(value_mask, axis=-2)
        if self.causal or use_causal_mask:
            ahead = tf.linalg.band_part(tf.ones_like(scores, dtype="bool"), -1, 0)
            visible = ahead if visible is None else tf.logical_and(visible, ahead)
        result, weights = self._apply_scores(scores, value, scores_mask=visible, training=training)
        if query_mask is not None:
            result = result * tf.cast(tf.expand_dims(query_mask, axis=-1), result.dtype)
        return (result, weights) if return_attention_scores else result

    def _apply_scores(
        self, scores: Any, value: Any, scores_mask: Any = None, training: Any = None
    ) -> tuple[Any, Any]:
        """The weighted values, and the weights: the softmax of the scores, without those masked."""
        if scores_mask is not None:
            far_below = 65504.0 if scores.dtype == tf.float16 else FAR_BELOW
            scores = scores - far_below * tf.cast(tf.logical_not(scores_mask), scores.dtype)
        weights = tf.nn.softmax(scores)
        if self.dropout > 0 and training:
            weights = tf.nn.dropout(weights, rate=self.dropout, seed=self._next_seed())
        return tf.matmul(weights, value), weights

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the queries."""
        self._validate_call_args(inputs, mask)
        return None if not mask or mask[0] is None else tf.convert_to_tensor(mask[0])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the query."""
        return tf.TensorShape(input_shape[0])

    def _validate_call_args(self, inputs: Any, mask: Any) -> None:
        kind = type(self).__name__
        if not isinstance(inputs, list) or not 2 <= len(inputs) <= 3:
            raise ValueError(
                f"`inputs` of {kind} must be a list [query, value] or [query, value, key], not {inputs!r}."
            )
        if mask and (not isinstance(mask, list) or not 2 <= len(mask) <= len(inputs)):
            raise ValueError(f"`mask` of {kind} must be a list [query_mask, value_mask], not {mask!r}.")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"dropout": self.dropout}
