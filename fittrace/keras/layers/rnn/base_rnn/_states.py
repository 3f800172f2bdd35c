"""What a recurrent layer remembers: the states it begins with, and those it keeps from batch to batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer

from ..rnn_utils import generate_zero_filled_state, is_multiple_state

__all__ = ["RNN"]


class RNN(Layer):
    """The part of `RNN` that knows states."""

    cell: Any
    time_major: bool
    _num_constants: int
    _states: Any = None  # declared with the class, since Keras does not count the states among the weights

    @property
    def states(self) -> Any:
        """The variables that a stateful layer keeps its states in; None in their place before it is built."""
        if self._states is not None:
            return self._states
        sizes = self.cell.state_size
        unknown = tf.nest.map_structure(lambda _: None, sizes)
        return unknown if tf.nest.is_nested(sizes) else [unknown]

    @states.setter
    def states(self, states: Any) -> None:
        self._states = states

    @property
    def _state_sizes(self) -> list[Any]:
        """The size of each state."""
        sizes = self.cell.state_size
        return list(sizes) if is_multiple_state(sizes) else [sizes]

    def get_initial_state(self, inputs: Any) -> list[Any]:
        """The states before the first step: as the cell gives them, or zeros.

        Args:
            inputs: tensor ``(batch, time, ...)``, or a structure of them.
        """
        tensor = tf.nest.flatten(inputs)[0]
        batch_size = tf.shape(tensor)[1 if self.time_major else 0]
        if getattr(self.cell, "get_initial_state", None):
            states = self.cell.get_initial_state(inputs=None, batch_size=batch_size, dtype=tensor.dtype)
        else:
            states = generate_zero_filled_state(batch_size, self.cell.state_size, tensor.dtype)
        return list(states) if tf.nest.is_nested(states) else [states]

    def _process_inputs(self, inputs: Any, initial_state: Any, constants: Any) -> tuple[Any, Any, Any]:
        """The inputs, the states to begin with and the constants of a call.

        Raises:
            ValueError: if there are more or fewer states than the cell has.
        """
        if isinstance(inputs, list):
            last = len(inputs) - self._num_constants
            if self._num_constants:
                constants = inputs[last:]
            initial_state = inputs[1:last] or None
            inputs = inputs[0]
        if self.stateful:
            initial_state = self._kept_states(initial_state)
        elif initial_state is None:
            initial_state = self.get_initial_state(inputs)
        if len(initial_state) != len(self.states):
            raise ValueError(
                f"`initial_state` holds {len(initial_state)} states, but layer `{self.name}` has "
                f"{len(self.states)}. Give one for each."
            )
        return inputs, initial_state, constants

    def _kept_states(self, initial_state: Any) -> Any:
        """The states a stateful layer begins with: those it kept; those given, while they are all zeros."""
        states = self.states
        if initial_state is not None and not any(np.any(state.numpy()) for state in tf.nest.flatten(states)):
            states = initial_state
        return tf.nest.map_structure(lambda state: tf.cast(state, self.compute_dtype), states)

    def _keep_states(self, states: Any) -> None:
        """Remember these states for the next batch, if the layer is stateful."""
        if self.stateful:
            for variable, state in zip(tf.nest.flatten(self.states), tf.nest.flatten(states), strict=True):
                variable.assign(tf.cast(state, variable.dtype))

    def reset_states(self, states: Any = None) -> None:
        """Set the states of a stateful layer.

        Args:
            states: arrays ``(batch, size)``, one a state; zeros where None.

        Raises:
            AttributeError: if the layer is not stateful.
            ValueError: if the batch size is not known; or their number or a shape does not fit.
        """
        if not self.stateful:
            raise AttributeError(
                f"Layer `{self.name}` is not stateful, so it has no states to reset. Make it with "
                "`stateful=True`."
            )
        batch_size = self._fixed_batch_size()
        if tf.nest.flatten(self.states)[0] is None:
            self._make_states(batch_size)
        elif states is None:
            for variable in tf.nest.flatten(self.states):
                variable.assign(tf.zeros_like(variable))
        else:
            self._set_states(states)

    def _fixed_batch_size(self) -> int:
        spec = None if self.input_spec is None else tf.nest.flatten(self.input_spec[0])[0]
        shape = None if spec is None else spec.shape
        batch_size = None if shape is None else shape[1 if self.time_major else 0]
        if not batch_size:
            raise ValueError(
                f"Layer `{self.name}` is stateful and must know its batch size. Give the first layer "
                "`batch_input_shape`, or `keras.Input` a `batch_shape` or `batch_size`."
            )
        return int(batch_size)

    def _make_states(self, batch_size: int) -> None:
        sizes = self.cell.state_size
        if getattr(self.cell, "get_initial_state", None):
            values = self.cell.get_initial_state(
                inputs=None, batch_size=batch_size, dtype=self.variable_dtype
            )
        else:
            values = generate_zero_filled_state(batch_size, sizes, self.variable_dtype)
        variables = [backend.variable(value, dtype=value.dtype) for value in tf.nest.flatten(values)]
        states = tf.nest.pack_sequence_as(sizes, variables)
        self.states = states if tf.nest.is_nested(states) else [states]

    def _set_states(self, states: Any) -> None:
        variables, values = tf.nest.flatten(self.states), tf.nest.flatten(states)
        if len(values) != len(variables):
            raise ValueError(
                f"`states` holds {len(values)} states, but layer `{self.name}` has {len(variables)}. Give "
                "one for each."
            )
        for place, (variable, value) in enumerate(zip(variables, values, strict=True)):
            if tuple(value.shape) != tuple(variable.shape):
                raise ValueError(
                    f"`states` holds an array of shape {tuple(value.shape)} as state {place} of layer "
                    f"`{self.name}`, which has shape {tuple(variable.shape)}."
                )
        backend.batch_set_value(zip(variables, values, strict=True))
