"""`Embedding`: a vector for every number."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer


class Embedding(Layer):
    """Looks up rows of a table: ``(batch, ...)`` whole numbers become ``(batch, ..., output_dim)``.

    Args:
        input_dim: rows of the table; inputs lie between 0 and ``input_dim - 1``.
        output_dim: length of a row.
        embeddings_initializer, embeddings_regularizer, embeddings_constraint: of the table.
        activity_regularizer: a penalty on the output.
        mask_zero: 0 stands for padding, and is masked.
        input_length: the length of input sequences, where it is always the same.

    Raises:
        ValueError: unless both sizes are positive.
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        activity_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        input_length: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("input_shape", (input_length or None,))
        if input_dim <= 0 or output_dim <= 0:
            raise ValueError(
                f"`input_dim` is {input_dim} and `output_dim` is {output_dim}; expected both positive."
            )
        super().__init__(**kwargs, autocast=False)
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero
        self.input_length = input_length

    def build(self, input_shape: Any = None) -> None:
        """Create the table ``(input_dim, output_dim)``."""
        self.embeddings = self.add_weight(
            name="embeddings",
            shape=(self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )
        self.built = True

    def call(self, inputs: Any) -> Any:
        """The rows; InvalidArgumentError for a number outside the table."""
        if inputs.dtype not in (tf.int32, tf.int64):
            inputs = tf.cast(inputs, "int32")
        return tf.nn.embedding_lookup(self.embeddings, inputs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """True where the input is not 0; None without `mask_zero`."""
        return tf.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape and `output_dim`; ValueError where `input_length` says otherwise."""
        batch, *lengths = tf.TensorShape(input_shape)
        if self.input_length is None:
            return tf.TensorShape([batch, *lengths, self.output_dim])
        told = (
            list(self.input_length) if isinstance(self.input_length, (list, tuple)) else [self.input_length]
        )
        agree = len(told) == len(lengths) and all(
            want is None or have is None or want == have for want, have in zip(told, lengths, strict=True)
        )
        if not agree:
            raise ValueError(
                f"`input_length` is {self.input_length}; the input has shape {tuple(input_shape)}."
            )
        known = [have if want is None else want for want, have in zip(told, lengths, strict=True)]
        return tf.TensorShape([batch, *known, self.output_dim])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "embeddings_initializer": initializers.serialize(self.embeddings_initializer),
            "embeddings_regularizer": regularizers.serialize(self.embeddings_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "embeddings_constraint": constraints.serialize(self.embeddings_constraint),
            "mask_zero": self.mask_zero,
            "input_length": self.input_length,
        }
