"""`SimpleRNNCell`: the output is the next state."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from .._weighted_cell import WeightedCell


class SimpleRNNCell(WeightedCell):
    """``activation(inputs @ kernel + state @ recurrent_kernel + bias)``, which is both output and next state.

    The arguments are those of `SimpleRNN`, of which this is one step.
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            units=units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            **kwargs,
        )

    def build(self, input_shape: Any) -> None:
        """Create kernel ``(features, units)``, recurrent kernel ``(units, units)`` and bias ``(units,)``."""
        super().build(input_shape)
        self._add_weights(input_shape, 1, (self.units,), self.bias_initializer)

    def call(self, inputs: Any, states: Any, training: Any = None) -> tuple[Any, Any]:
        """The output ``(batch, units)`` and the next state.

        Args:
            inputs: ``(batch, features)``.
            states: the state ``(batch, units)``, alone or in a list; the next one is given likewise.
            training: whether to drop anything.
        """
        state = states[0] if tf.nest.is_nested(states) else states
        mask = self.get_dropout_mask_for_cell(inputs, training)
        recurrent_mask = self.get_recurrent_dropout_mask_for_cell(state, training)
        total = tf.matmul(inputs if mask is None else inputs * mask, self.kernel)
        if self.bias is not None:
            total = tf.nn.bias_add(total, self.bias)
        total = total + tf.matmul(
            state if recurrent_mask is None else state * recurrent_mask, self.recurrent_kernel
        )
        output = self.activation(total)
        return output, [output] if tf.nest.is_nested(states) else output
