"""`GRU`: a sequence through gated recurrent units."""

from __future__ import annotations

from typing import Any

from .._cell_layer import cell_options, shows_cell
from .._kernel_layer import KernelLayer
from ._cell import GATES, GRUCell
from ._kernel import standard_gru


@shows_cell("recurrent_activation", "implementation", "reset_after")
class GRU(KernelLayer):
    """Gated recurrent units (Cho et al. 2014).

    Inputs ``(batch, time, features)`` give the last output ``(batch, units)``, or all of them
    ``(batch, time, units)``.

    With tanh, sigmoid, a bias, `reset_after`, and neither `recurrent_dropout` nor `unroll`, all steps are
    computed by `standard_gru`; otherwise the cell is called for each.

    Args:
        units: the size of state and output.
        activation: of the candidate.
        recurrent_activation: of the gates.
        use_bias: whether there are biases.
        kernel_initializer, recurrent_initializer, bias_initializer: first values.
        kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer: penalties on
            weights and output.
        kernel_constraint, recurrent_constraint, bias_constraint: what weights are brought back to after
            each update.
        dropout, recurrent_dropout: the shares of inputs and state that are dropped while training.
        return_sequences, return_state, go_backwards, stateful, unroll, time_major: as for `RNN`.
        reset_after: whether the reset gate comes after the recurrent kernel; see `GRUCell`.
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
        time_major: bool = False,
        reset_after: bool = True,
        **kwargs: Any,
    ) -> None:
        cell = GRUCell(
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
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
            reset_after=reset_after,
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
            time_major=time_major,
            **kwargs,
        )
        self._could_use_gpu_kernel = self._could_use_gpu_kernel and reset_after

    def call(self, inputs: Any, mask: Any = None, training: Any = None, initial_state: Any = None) -> Any:
        """Compute the steps; see `RNN.call`."""
        if not self._could_use_gpu_kernel:
            return super().call(inputs, mask=mask, training=training, initial_state=initial_state)
        inputs, (state,), mask = self._prepare(inputs, mask, training, initial_state, gates=GATES)
        return self._results(*standard_gru(init_h=state, **self._kernel_arguments(inputs, mask)))
