"""`LSTMCell`: a carry that an input gate adds to and a forget gate empties."""

from __future__ import annotations

from typing import Any, Final

from fittrace import tf
from fittrace.keras import initializers

from .._gated_cell import GatedCell

GATES: Final = 4
"""Input gate, forget gate, candidate and output gate, in the order of the kernels' columns."""


class LSTMCell(GatedCell):
    """``carry = f * carry + i * candidate`` and ``output = o * activation(carry)``, with gates i, f and o.

    Hochreiter and Schmidhuber 1997; the forget gate is of Gers et al. 2000.  The states are the output and
    the carry.

    The arguments are those of `LSTM`, of which this is one step.
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
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [units, units]

    def build(self, input_shape: Any) -> None:
        """Create kernel, recurrent kernel and bias, each with a quarter of its columns for every gate."""
        super().build(input_shape)
        initializer = self._initial_bias if self.unit_forget_bias else self.bias_initializer
        self._add_weights(input_shape, GATES, (GATES * self.units,), initializer)

    def _initial_bias(self, shape: Any, *args: Any, **kwargs: Any) -> Any:
        """As `bias_initializer` has it, but 1 for the forget gate (Jozefowicz et al. 2015)."""
        units = self.units
        parts = [
            self.bias_initializer((units,), *args, **kwargs),
            initializers.get("ones")((units,), *args, **kwargs),
            self.bias_initializer((2 * units,), *args, **kwargs),
        ]
        return tf.concat(parts, axis=-1)

    def call(self, inputs: Any, states: Any, training: Any = None) -> tuple[Any, list[Any]]:
        """The output ``(batch, units)``, and the next states: the output and the carry.

        Args:
            inputs: ``(batch, features)``.
            states: output and carry of the step before, each ``(batch, units)``.
            training: whether to drop anything.
        """
        state, carry = states
        masks = self.get_dropout_mask_for_cell(inputs, training, count=GATES)
        recurrent_masks = self.get_recurrent_dropout_mask_for_cell(state, training, count=GATES)
        from_inputs = self._project(inputs, masks, self.dropout, self.kernel, self.bias, GATES)
        from_state = self._project(
            state, recurrent_masks, self.recurrent_dropout, self.recurrent_kernel, None, GATES
        )
        to_add, to_keep, candidate, to_show = (x + h for x, h in zip(from_inputs, from_state, strict=True))
        to_add = self.recurrent_activation(to_add)
        carry = self.recurrent_activation(to_keep) * carry + to_add * self.activation(candidate)
        output = self.recurrent_activation(to_show) * self.activation(carry)
        return output, [output, carry]

    def get_initial_state(self, inputs: Any = None, batch_size: Any = None, dtype: Any = None) -> list[Any]:
        """Zeros, for the batch size and dtype given or those of the inputs."""
        return list(super().get_initial_state(inputs, batch_size, dtype))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"unit_forget_bias": self.unit_forget_bias}
