"""`SimpleRNN`: a sequence through one densely connected layer whose output is fed back."""

from __future__ import annotations

from typing import Any

from .._cell_layer import CellLayer, cell_options
from ._cell import SimpleRNNCell


class SimpleRNN(CellLayer):
    """``activation(inputs @ kernel + state @ recurrent_kernel + bias)``, at each step output and next state.

    Inputs ``(batch, time, features)`` give the last output ``(batch, units)``, or all of them
    ``(batch, time, units)``.

    Args:
        units: the size of state and output.
        activation: a name or a function; None is linear.
        use_bias: whether there is a bias ``(units,)``.
        kernel_initializer, recurrent_initializer, bias_initializer: first values.
        kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer: penalties on
            weights and output.
        kernel_constraint, recurrent_constraint, bias_constraint: what weights are brought back to after
            each update.
        dropout, recurrent_dropout: the shares of inputs and state that are dropped while training, the same
            elements at every step.
        return_sequences, return_state, go_backwards, stateful, unroll: as for `RNN`.

    Raises:
        ValueError: unless `units` is positive.
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
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("implementation", None)  # from the days of Keras 1, without effect since
        cell = SimpleRNNCell(
            units,
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
            **cell_options(kwargs),
        )
        super().__init__(
            cell,
            activity_regularizer,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            **kwargs,
        )

    def call(self, inputs: Any, mask: Any = None, training: Any = None, initial_state: Any = None) -> Any:
        """Run the cell over the steps; see `RNN.call`."""
        return super().call(inputs, mask=mask, training=training, initial_state=initial_state)
