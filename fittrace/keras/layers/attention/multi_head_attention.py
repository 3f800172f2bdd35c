"""`MultiHeadAttention`: several attentions side by side, each on projections of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence, Sized
from typing import Any, Self

from fittrace import tf
from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.layers.activation import Softmax
from fittrace.keras.layers.core.einsum_dense import EinsumDense
from fittrace.keras.layers.regularization import Dropout

from ._equations import attention_equations, projection_equation


class MultiHeadAttention(Layer):
    """``softmax(query @ key / sqrt(key_dim)) @ value`` in every head (Vaswani et al. 2017).

    Query ``(batch, T, dim)``, value and key ``(batch, S, dim)``, or with several axes in the place of T
    and S.  Each is projected for every head; the heads' outputs are projected together to the query's
    width.

    Args:
        num_heads: how many heads.
        key_dim: width of a head's query and key.
        value_dim: width of a head's value; None for `key_dim`.
        dropout: the share of the attention weights that is dropped while training.
        use_bias: whether the projections have biases.
        output_shape: the last axes of the output, a number or several; None for the query's width.
        attention_axes: the axes along which positions look at one another; None for all between batch and
            features.
        kernel_initializer, bias_initializer: first values.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties, in every projection.
        kernel_constraint, bias_constraint: what weights are brought back to after each update.
        **kwargs: as for every layer.
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: int | Sequence[int] | None = None,
        attention_axes: int | Sequence[int] | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self._num_heads = num_heads
        self._key_dim = key_dim
        self._value_dim = value_dim or key_dim
        self._dropout = dropout
        self._use_bias = use_bias
        self._output_shape = output_shape
        self._kernel_initializer = initializers.get(kernel_initializer)
        self._bias_initializer = initializers.get(bias_initializer)
        self._kernel_regularizer = regularizers.get(kernel_regularizer)
        self._bias_regularizer = regularizers.get(bias_regularizer)
        self._activity_regularizer = regularizers.get(activity_regularizer)
        self._kernel_constraint = constraints.get(kernel_constraint)
        self._bias_constraint = constraints.get(bias_constraint)
        is_number = attention_axes is not None and not isinstance(attention_axes, Sized)
        self._attention_axes: Any = (attention_axes,) if is_number else attention_axes
        self._built_from_signature = False
        self._query_shape: Any = None
        self._key_shape: Any = None
        self._value_shape: Any = None

    def _build_from_signature(self, query: Any, value: Any, key: Any = None) -> None:
        """Make the layers inside, for tensors like these or of these shapes.

        They build themselves when they are called.
        """
        self._built_from_signature = True
        self._query_shape, self._value_shape = _shape_of(query), _shape_of(value)
        self._key_shape = self._value_shape if key is None else _shape_of(key)
        self._query_dense = self._projection("query", self._query_shape, self._key_dim)
        self._key_dense = self._projection("key", self._key_shape, self._key_dim)
        self._value_dense = self._projection("value", self._value_shape, self._value_dim)
        self._build_attention(len(self._value_shape) + 1)
        output_shape = self._output_shape or self._query_shape[-1]
        lengths = list(output_shape) if isinstance(output_shape, Sequence) else [output_shape]
        self._output_dense = self._dense("attention_output", len(self._query_shape) - 1, 2, lengths)

    def _projection(self, name: str, shape: Any, width: int) -> EinsumDense:
        """The layer that gives each head its share, ``(batch, ..., heads, width)``."""
        return self._dense(name, len(shape) - 1, 1, [self._num_heads, width])

    def _dense(self, name: str, free: int, bound: int, made: list[int]) -> EinsumDense:
        equation, bias_axes = projection_equation(free, bound, len(made))
        return EinsumDense(
            equation,
            output_shape=[*(None for _ in range(free - 1)), *made],
            bias_axes=bias_axes if self._use_bias else None,
            name=name,
            kernel_initializer=_copy_of(self._kernel_initializer),
            bias_initializer=_copy_of(self._bias_initializer),
            kernel_regularizer=self._kernel_regularizer,
            bias_regularizer=self._bias_regularizer,
            activity_regularizer=self._activity_regularizer,
            kernel_constraint=self._kernel_constraint,
            bias_constraint=self._bias_constraint,
        )

    def _build_attention(self, rank: int) -> None:
        """Make what `_compute_attention` uses, for projections of this rank."""
        axes = range(1, rank - 2) if self._attention_axes is None else self._attention_axes
        self._attention_axes = tuple(axes)
        self._dot_product_equation, self._combine_equation, scores_rank = attention_equations(
            rank, self._attention_axes
        )
        self._softmax = Softmax(axis=tuple(range(scores_rank - len(self._attention_axes), scores_rank)))
        self._dropout_layer = Dropout(rate=self._dropout)

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: Any = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """The output ``(batch, T, width)``; with the scores ``(batch, heads, T, S)`` if asked for.

        Args:
            query: ``(batch, T, dim)``.
            value: ``(batch, S, dim)``.
            key: ``(batch, S, dim)``; the value where None.
            attention_mask: ``(batch, T, S)``, False where a position gets no look at another; the masks that
                come with query, value and key are joined to it.
            return_attention_scores: whether the attention weights are given as well.
            training: whether to drop anything.
            use_causal_mask: whether a query gets no look at values behind its own place.
        """
        if not self._built_from_signature:
            self._build_from_signature(query=query, value=value, key=key)
        if key is None:
            key = value
        mask = self._compute_attention_mask(query, value, key, attention_mask, use_causal_mask)
        output, scores = self._compute_attention(
            self._query_dense(query), self._key_dense(key), self._value_dense(value), mask, training
        )
        output = self._output_dense(output)
        return (output, scores) if return_attention_scores else output

    def _compute_attention(
        self, query: Any, key: Any, value: Any, attention_mask: Any = None, training: Any = None
    ) -> tuple[Any, Any]:
        """What the heads give ``(batch, T, heads, value_dim)``, and the scores, for projected inputs.

        A subclass may override this with another kind of attention.
        """
        query = query * (1.0 / math.sqrt(self._key_dim))
        scores = self._masked_softmax(tf.einsum(self._dot_product_equation, key, query), attention_mask)
        kept = self._dropout_layer(scores, training=training)
        return tf.einsum(self._combine_equation, kept, value), scores

    def _masked_softmax(self, attention_scores: Any, attention_mask: Any = None) -> Any:
        """The softmax over the attention axes; the mask is widened from the axis of the heads on."""
        if attention_mask is not None:
            heads_axis = -2 * len(self._attention_axes) - 1
            for _ in range(len(attention_scores.shape) - len(attention_mask.shape)):
                attention_mask = tf.expand_dims(attention_mask, axis=heads_axis)
        return self._softmax(attention_scores, attention_mask)

    def _compute_attention_mask(
        self, query: Any, value: Any, key: Any, attention_mask: Any, use_causal_mask: bool
    ) -> Any:
        """All masks joined, ``(batch, T, S)``; None where there are none."""
        visible = [None if attention_mask is None else tf.cast(attention_mask, "bool")]
        for tensor, axis in ((query, -1), (value, -2), (key, -2)):
            mask = getattr(tensor, "_keras_mask", None)
            visible.append(None if mask is None else tf.expand_dims(tf.cast(mask, "bool"), axis))
        if use_causal_mask:
            visible.append(self._compute_causal_mask(query, value))
        given = [mask for mask in visible if mask is not None]
        if len(given) == 1 and attention_mask is not None:
            return attention_mask
        joined = None
        for mask in given:
            joined = mask if joined is None else joined & mask
        return joined

    def _compute_causal_mask(self, query: Any, value: Any = None) -> Any:
        """True on and below the diagonal, ``(1, T, S)``."""
        rows = tf.shape(query)[1]
        columns = rows if value is None else tf.shape(value)[1]
        return tf.linalg.band_part(tf.ones((1, rows, columns), "bool"), -1, 0)

    def compute_output_shape(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> Any:
        """The query's shape, with `output_shape` in the place of its width.

        Raises:
            ValueError: if query and value differ in width, or value and key in the number of positions.
        """
        query, value = tf.TensorShape(query_shape), tf.TensorShape(value_shape)
        key = value if key_shape is None else tf.TensorShape(key_shape)
        if query[-1] != value[-1]:
            raise ValueError(
                f"`query_shape` is {tuple(query)} and `value_shape` {tuple(value)}; expected one last length."
            )
        if value[1:-1] != key[1:-1]:
            raise ValueError(
                f"`value_shape` is {tuple(value)} and `key_shape` {tuple(key)}; expected the same lengths, "
                "except the first and the last."
            )
        return query[:-1].concatenate(self._output_shape) if self._output_shape else query

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, and the shapes the layer was made for."""
        return super().get_config() | {
            "num_heads": self._num_heads,
            "key_dim": self._key_dim,
            "value_dim": self._value_dim,
            "dropout": self._dropout,
            "use_bias": self._use_bias,
            "output_shape": self._output_shape,
            "attention_axes": self._attention_axes,
            "kernel_initializer": initializers.serialize(self._kernel_initializer),
            "bias_initializer": initializers.serialize(self._bias_initializer),
            "kernel_regularizer": regularizers.serialize(self._kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self._bias_regularizer),
            "activity_regularizer": regularizers.serialize(self._activity_regularizer),
            "kernel_constraint": constraints.serialize(self._kernel_constraint),
            "bias_constraint": constraints.serialize(self._bias_constraint),
            "query_shape": self._query_shape,
            "key_shape": self._key_shape,
            "value_shape": self._value_shape,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The layer that gave this config, with its layers inside where the config has the shapes."""
        options = dict(config)
        query, key, value = (options.pop(f"{name}_shape") for name in ("query", "key", "value"))
        layer = cls(**options)
        if None not in (query, key, value):
            layer._build_from_signature(query, value, key)
        return layer


def _shape_of(tensor_or_shape: Any) -> Any:
    return tf.TensorShape(getattr(tensor_or_shape, "shape", tensor_or_shape))


def _copy_of(initializer: Any) -> Any:
    """A new initializer from the config of this one, so that layers with a seed do not begin alike."""
    return type(initializer).from_config(initializer.get_config())
