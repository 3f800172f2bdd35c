"""`AbstractRNNCell`: what a cell of one's own begins with."""

from __future__ import annotations

from typing import Any

from fittrace.keras.engine.base_layer import Layer

from .rnn_utils import generate_zero_filled_state_for_cell


class AbstractRNNCell(Layer):
    """A computation for one step of a sequence.

    A cell of one's own overrides `call`, `state_size` and `output_size`, and `build` where it has weights.
    """

    def call(self, inputs: Any, states: Any) -> Any:
        """The output of the step and the next states.

        Args:
            inputs: the step's inputs ``(batch, features)``.
            states: the states ``(batch, size)`` after the step before.

        Raises:
            NotImplementedError: unless overridden.
        """
        raise NotImplementedError(f"{type(self).__name__} has no `call` of its own. Override it.")

    @property
    def state_size(self) -> Any:
        """Size of the state: an integer, a `tf.TensorShape`, or a structure of them."""
        raise NotImplementedError(f"{type(self).__name__} has no `state_size` of its own. Override it.")

    @property
    def output_size(self) -> Any:
        """Size of the output: an integer or a `tf.TensorShape`."""
        raise NotImplementedError(f"{type(self).__name__} has no `output_size` of its own. Override it.")

    def get_initial_state(self, inputs: Any = None, batch_size: Any = None, dtype: Any = None) -> Any:
        """Zeros, for the batch size and dtype given or those of the inputs."""
        return generate_zero_filled_state_for_cell(self, inputs, batch_size, dtype)
