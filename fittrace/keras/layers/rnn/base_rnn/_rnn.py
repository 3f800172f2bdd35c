"""`RNN`: a cell applied to every step of a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec
from fittrace.keras.layers.serialization import deserialize, serialize
from fittrace.keras.utils.generic_utils import to_list

from ..dropout_rnn_cell_mixin import DropoutRNNCellMixin
from ..rnn_utils import (
    all_or_no_keras_tensors,
    as_shapes,
    has_arg,
    output_size_of,
    require_cell,
    specs_of,
    standardize_args,
)
from ..stacked_rnn_cells import StackedRNNCells
from . import _states

__all__ = ["RNN"]


class RNN(_states.RNN):
    """Runs a cell over the steps of ``(batch, time, ...)`` inputs; each gets the states the last one left.

    Args:
        cell: has ``call(inputs, states)``, which gives the step's output and the next states, and
            `state_size`; a list of cells is stacked.
        return_sequences: whether the output is that of every step, ``(batch, time, ...)``, or of the last.
        return_state: whether the last states are given behind the output.
        go_backwards: whether to begin with the last step; the outputs are then in the order of computation.
        stateful: whether each batch begins with the states the batch before ended with.
        unroll: whether the number of steps is fixed while a functional model is put together.
        time_major: whether inputs and outputs are ``(time, batch, ...)``.
        **kwargs: as for every layer; `zero_output_for_mask=True` gives 0 for masked steps, where otherwise
            the output of the step before is repeated; `input_length` and `input_dim` tell the shape.

    Raises:
        ValueError: if `cell` is no cell.
    """

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        time_major: bool = False,
        **kwargs: Any,
    ) -> None:
        if isinstance(cell, (list, tuple)):
            cell = StackedRNNCells(cell)
        require_cell(cell)
        zero_output_for_mask = kwargs.pop("zero_output_for_mask", False)
        if "input_shape" not in kwargs and ("input_dim" in kwargs or "input_length" in kwargs):
            kwargs["input_shape"] = (kwargs.pop("input_length", None), kwargs.pop("input_dim", None))
        super().__init__(**kwargs)
        self.cell = cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.time_major = time_major
        self.zero_output_for_mask = zero_output_for_mask
        self.supports_masking = True
        self.state_spec: Any = None
        self.constants_spec: Any = None
        self._num_constants = 0

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output; a list with the shapes of the states behind it where they are returned."""
        shape = _first_shape(input_shape)
        batch, time = (shape[1], shape[0]) if self.time_major else (shape[0], shape[1])
        lead = ([time, batch] if self.time_major else [batch, time]) if self.return_sequences else [batch]
        sizes = tf.nest.flatten(output_size_of(self.cell))
        outputs = [tf.TensorShape([*lead, *tf.TensorShape(size)]) for size in sizes]
        output = outputs[0] if len(outputs) == 1 else outputs
        if not self.return_state:
            return output
        states = [
            tf.TensorShape([batch, *tf.TensorShape(size)]) for size in tf.nest.flatten(self._state_sizes)
        ]
        return to_list(output) + states

    def compute_mask(self, inputs: Any, mask: Any) -> Any:
        """The mask of the input for all outputs together, none for the last output and the states."""
        output_mask = tf.nest.flatten(mask)[0] if self.return_sequences else None
        return [output_mask, *(None for _ in self.states)] if self.return_state else output_mask

    def build(self, input_shape: Any) -> None:
        """Build the cell; and make the states of a stateful layer.

        Raises:
            ValueError: if the states given do not fit the cell; or if a stateful layer's batch size is
                not known.
        """
        shape = as_shapes(input_shape)
        shape = shape[0] if isinstance(shape, list) else shape
        spec = tf.nest.map_structure(self._spec_of, shape)
        if self.input_spec is None:
            self.input_spec = to_list(spec)
        else:
            self.input_spec[0] = spec
        if isinstance(self.cell, Layer) and not self.cell.built:
            with tf.name_scope(self.cell.name):
                self.cell.build(tf.nest.map_structure(self._step_shape, shape))
                self.cell.built = True
        if self.state_spec is None:
            self.state_spec = tf.nest.map_structure(
                lambda size: InputSpec(shape=(None, *tf.TensorShape(size))), self._state_sizes
            )
        self._validate_state_spec(self._state_sizes, self.state_spec)
        if self.stateful:
            self.reset_states()
        super().build(shape)

    def _spec_of(self, shape: Any) -> InputSpec:
        """What an input must be: of this shape, but for the steps and, as a rule, the batch size."""
        lengths = list(shape)
        lengths[0 if self.time_major else 1] = None
        if not self.stateful:
            lengths[1 if self.time_major else 0] = None
        return InputSpec(shape=tuple(lengths))

    def _step_shape(self, shape: Any) -> tf.TensorShape:
        return tf.TensorShape(shape[1:] if self.time_major else [shape[0], *shape[2:]])

    @staticmethod
    def _validate_state_spec(cell_state_sizes: Any, init_state_specs: Any) -> None:
        sizes, specs = tf.nest.flatten(cell_state_sizes), tf.nest.flatten(init_state_specs)
        fit = len(sizes) == len(specs) and all(
            tf.TensorShape(spec.shape[1:]).is_compatible_with(tf.TensorShape(size))
            for size, spec in zip(sizes, specs, strict=True)
        )
        if not fit:
            raise ValueError(
                f"`initial_state` has the shapes {[spec.shape for spec in specs]}, which do not fit the "
                f"cell's `state_size` {cell_state_sizes}. Give tensors (batch, size), one for each size."
            )

    def __call__(self, inputs: Any, initial_state: Any = None, constants: Any = None, **kwargs: Any) -> Any:
        """Call the layer.

        Args:
            inputs: ``(batch, time, ...)``.
            initial_state: tensors ``(batch, size)``, one a state; the cell's first states where None.
            constants: tensors that the cell gets at every step.
            **kwargs: further arguments of `call`.

        Raises:
            ValueError: if some states and constants come out of layers of a functional model and some do not.
        """
        inputs, initial_state, constants = standardize_args(
            inputs, initial_state, constants, self._num_constants
        )
        if initial_state is None and constants is None:
            return super().__call__(inputs, **kwargs)
        additional = [*(initial_state or []), *(constants or [])]
        specs: list[Any] = []
        if initial_state is not None:
            self.state_spec = specs_of(initial_state)
            specs += self.state_spec
        if constants is not None:
            self.constants_spec = specs_of(constants)
            self._num_constants = len(constants)
            specs += self.constants_spec
        if not all_or_no_keras_tensors(additional):
            given = {"initial_state": initial_state, "constants": constants}
            return super().__call__(inputs, **kwargs, **{k: v for k, v in given.items() if v is not None})
        own_spec = self.input_spec if self.built else to_list(tf.nest.map_structure(lambda _: None, inputs))
        self.input_spec = own_spec + specs
        outputs = super().__call__([inputs, *additional], **kwargs)
        self.input_spec = self.input_spec[: -len(specs)]
        return outputs

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: Any = None,
        initial_state: Any = None,
        constants: Any = None,
    ) -> Any:
        """Run the cell over the steps.

        Args:
            inputs: ``(batch, time, ...)``; a list with states and constants behind it in a functional model.
            mask: ``(batch, time)``, False for steps to leave out.
            training: handed to the cell if it takes it.
            initial_state: the states to begin with.
            constants: handed to the cell at every step.

        Raises:
            ValueError: for constants that the cell does not take, or an unknown number of steps to unroll.
        """
        inputs, initial_state, constants = self._process_inputs(inputs, initial_state, constants)
        for cell in (self.cell, *getattr(self.cell, "cells", ())):
            if isinstance(cell, DropoutRNNCellMixin):
                cell.reset_dropout_mask()
                cell.reset_recurrent_dropout_mask()
        last_output, outputs, states = backend.rnn(
            self._step_function(training, bool(constants)),
            inputs,
            initial_state,
            constants=constants,
            go_backwards=self.go_backwards,
            mask=None if mask is None else tf.nest.flatten(mask)[0],
            unroll=self.unroll,
            time_major=self.time_major,
            zero_output_for_mask=self.zero_output_for_mask,
            return_all_outputs=self.return_sequences,
        )
        return self._results(last_output, outputs, states)

    def _step_function(self, training: Any, with_constants: bool) -> Any:
        """The cell's call as `backend.rnn` makes it."""
        run = self.cell if callable(self.cell) else self.cell.call
        options = {"training": training} if has_arg(self.cell.call, "training") else {}
        if with_constants and not has_arg(self.cell.call, "constants"):
            raise ValueError(
                f"`constants` were given, but the `call` of cell {self.cell!r} has no such argument. Give it "
                "one, or leave them out."
            )

        def step(inputs: Any, states: Any) -> tuple[Any, Any]:
            if with_constants:
                constants = states[-self._num_constants :]
                states = states[: -self._num_constants]
                output, after = run(inputs, states, constants=constants, **options)
            else:
                output, after = run(inputs, states, **options)
            return output, after if tf.nest.is_nested(after) else [after]

        return step

    def _results(self, last_output: Any, outputs: Any, states: Any) -> Any:
        """What `call` gives, once the states are kept for the next batch."""
        self._keep_states(states)
        output = outputs if self.return_sequences else last_output
        return [*to_list(output), *states] if self.return_state else output

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the cell as its config."""
        config = super().get_config() | {
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
            "time_major": self.time_major,
        }
        if self._num_constants:
            config["num_constants"] = self._num_constants
        if self.zero_output_for_mask:
            config["zero_output_for_mask"] = self.zero_output_for_mask
        return config | {"cell": serialize(self.cell)}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The layer that gave this config."""
        options = dict(config)
        cell = deserialize(options.pop("cell"), custom_objects=custom_objects)
        num_constants = options.pop("num_constants", 0)
        layer = cls(cell, **options)
        layer._num_constants = num_constants
        return layer


def _first_shape(shape: Any) -> Any:
    """The shape of the sequence; states and constants may stand behind it in a list."""
    return tf.nest.flatten(as_shapes(shape))[0]
