"""`LSTM`: a sequence through long short-term memory."""

from __future__ import annotations

from typing import Any

from fittrace.keras.engine.input_spec import InputSpec

from .._cell_layer import cell_options, shows_cell
from .._kernel_layer import KernelLayer
from ._cell import GATES, LSTMCell
from ._kernel import standard_lstm


@shows_cell("recurrent_activation", "implementation", "unit_forget_bias")
class LSTM(KernelLayer):
    """Long short-term memory (Hochreiter and Schmidhuber 1997).

    Inputs ``(batch, time, features)`` give the last output ``(batch, units)``, or all of them
    ``(batch, time, units)``.

    With tanh, sigmoid, a bias, and neither `recurrent_dropout` nor `unroll`, all steps are computed by
    `standard_lstm`; otherwise the cell is called for each.

    Args:
        units: the size of state and output.
        activation: of candidate and output.
        recurrent_activation: of the gates.
        use_bias: whether there is a bias.
        kernel_initializer, recurrent_initializer, bias_initializer: first values.
        unit_forget_bias: whether the forget gate's bias begins at 1 rather than by `bias_initializer`.
        kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer: penalties on
            weights and output.
        kernel_constraint, recurrent_constraint, bias_constraint: what weights are brought back to after
            each update.
        dropout, recurrent_dropout: the shares of inputs and state that are dropped while training.
        return_sequences, return_state, go_backwards, stateful, time_major, unroll: as for `RNN`.
        **kwargs: as for every layer; and `implementation`, 1 for one gate after the other, 2 for all at once.

    Raises:
        ValueError: unless `units` is positive.
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
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
        time_major: bool = False,
        unroll: bool = False,
        **kwargs: Any,
    ) -> None:
        cell = LSTMCell(
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
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
            time_major=time_major,
            unroll=unroll,
            **kwargs,
        )
        self.state_spec = [InputSpec(shape=(None, units)), InputSpec(shape=(None, units))]

    def call(self, inputs: Any, mask: Any = None, training: Any = None, initial_state: Any = None) -> Any:
        """Compute the steps; see `RNN.call`."""
        if not self._could_use_gpu_kernel:
            return super().call(inputs, mask=mask, training=training, initial_state=initial_state)
        inputs, (state, carry), mask = self._prepare(inputs, mask, training, initial_state, gates=GATES)
        return self._results(
            *standard_lstm(init_h=state, init_c=carry, **self._kernel_arguments(inputs, mask))
        )
