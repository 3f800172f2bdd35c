"""`GRUCell`: a state that an update gate lets change, and a reset gate forget."""

from __future__ import annotations

from typing import Any, Final

from fittrace import tf

from .._gated_cell import GatedCell

UPDATE, RESET, CANDIDATE = range(3)
GATES: Final = 3


class GRUCell(GatedCell):
    """``state = z * state + (1 - z) * candidate``, with the update gate z (Cho et al. 2014).

    The candidate is ``activation(inputs @ W + b + (r * state) @ U)``, with the reset gate r; or, with
    `reset_after`, ``activation(inputs @ W + b + r * (state @ U + c))`` (v1 of the paper, and cuDNN).

    The arguments are those of `GRU`, of which this is one step.
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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        reset_after: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            units=units,
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
            **kwargs,
        )
        self.reset_after = reset_after

    def build(self, input_shape: Any) -> None:
        """Create kernel, recurrent kernel and bias for update gate, reset gate and candidate, in that order.

        With `reset_after` the bias is ``(2, 3 * units)``, a row for the inputs and one for the state.
        """
        super().build(input_shape)
        columns = GATES * self.units
        bias_shape = (2, columns) if self.reset_after else (columns,)
        self._add_weights(input_shape, GATES, bias_shape, self.bias_initializer)

    def call(self, inputs: Any, states: Any, training: Any = None) -> tuple[Any, Any]:
        """The output ``(batch, units)``, which is the next state as well.

        Args:
            inputs: ``(batch, features)``.
            states: the state ``(batch, units)``, alone or in a list; the next one is given likewise.
            training: whether to drop anything.
        """
        state = states[0] if tf.nest.is_nested(states) else states
        masks = self.get_dropout_mask_for_cell(inputs, training, count=GATES)
        recurrent_masks = self.get_recurrent_dropout_mask_for_cell(state, training, count=GATES)
        bias, recurrent_bias = self._biases()
        x_update, x_reset, x_candidate = self._project(inputs, masks, self.dropout, self.kernel, bias, GATES)
        if self.reset_after:
            h_update, h_reset, h_candidate = self._project(
                state, recurrent_masks, self.recurrent_dropout, self.recurrent_kernel, recurrent_bias, GATES
            )
        else:
            kernel = self.recurrent_kernel[:, : CANDIDATE * self.units]
            h_update, h_reset = self._project(
                state, recurrent_masks, self.recurrent_dropout, kernel, recurrent_bias, CANDIDATE
            )
        update = self.recurrent_activation(x_update + h_update)
        reset = self.recurrent_activation(x_reset + h_reset)
        if self.reset_after:
            h_candidate = reset * h_candidate
        else:
            kept = state * recurrent_masks[CANDIDATE] if 0.0 < self.recurrent_dropout < 1.0 else state
            h_candidate = tf.matmul(reset * kept, self.recurrent_kernel[:, self._gate_columns(CANDIDATE)])
        candidate = self.activation(x_candidate + h_candidate)
        output = update * state + (1 - update) * candidate
        return output, [output] if tf.nest.is_nested(states) else output

    def _biases(self) -> tuple[Any, Any]:
        """The bias on the inputs and the one on the state; None for what there is not."""
        if self.bias is None:
            return None, None
        return tuple(tf.unstack(self.bias)) if self.reset_after else (self.bias, None)  # type: ignore[return-value]  # two rows

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"reset_after": self.reset_after}
