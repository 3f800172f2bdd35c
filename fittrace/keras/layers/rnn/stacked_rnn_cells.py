"""`StackedRNNCells`: cells on top of one another, as one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.layers.serialization import deserialize, serialize

from .rnn_utils import generate_zero_filled_state_for_cell, has_arg, output_size_of, require_cell


class StackedRNNCells(Layer):
    """At every step each cell works on the output of the one below.

    Args:
        cells: the cells, the lowest first.
        **kwargs: as for every layer; `reverse_state_order=True` has `state_size` begin with the top cell.

    Raises:
        ValueError: if an item of `cells` is no cell.
    """

    def __init__(self, cells: Sequence[Any], **kwargs: Any) -> None:
        for cell in cells:
            require_cell(cell)
        reverse_state_order = kwargs.pop("reverse_state_order", False)
        super().__init__(**kwargs)
        self.cells = list(cells)
        self.reverse_state_order = reverse_state_order

    @property
    def _cells_as_told(self) -> list[Any]:
        """The cells in the order in which their sizes are told."""
        return self.cells[::-1] if self.reverse_state_order else self.cells

    @property
    def state_size(self) -> tuple[Any, ...]:
        """The state sizes of the cells."""
        return tuple(cell.state_size for cell in self._cells_as_told)

    @property
    def output_size(self) -> Any:
        """The output size of the top cell."""
        return output_size_of(self.cells[-1])

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> tuple[Any, ...]:
        """The first states of the cells."""
        states = []
        for cell in self._cells_as_told:
            if getattr(cell, "get_initial_state", None):
                states.append(cell.get_initial_state(inputs=inputs, batch_size=batch_size, dtype=dtype))
            else:
                states.append(generate_zero_filled_state_for_cell(cell, inputs, batch_size, dtype))
        return tuple(states)

    def build(self, input_shape: Any) -> None:
        """Build the cells, each for the output of the one below."""
        shape = tf.TensorShape(input_shape[0] if isinstance(input_shape, list) else input_shape)
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                with tf.name_scope(cell.name):
                    cell.build(shape)
                    cell.built = True
            shape = tf.TensorShape([shape[0], *tf.TensorShape(output_size_of(cell))])
        self.built = True

    def call(self, inputs: Any, states: Any, constants: Any = None, training: Any = None) -> tuple[Any, Any]:
        """The output of the top cell, and the next states of all.

        Args:
            inputs: the step's inputs ``(batch, features)``.
            states: the states of the cells, the lowest first.
            constants: handed to the cells that take them.
            training: handed to the cells that take it.
        """
        sizes = tuple(cell.state_size for cell in self.cells)
        nested = tf.nest.pack_sequence_as(sizes, tf.nest.flatten(states))
        extras = {"constants": constants, "training": training}
        output, next_states = inputs, []
        for cell, own in zip(self.cells, nested, strict=True):
            options = {name: value for name, value in extras.items() if has_arg(cell.call, name)}
            run = cell if callable(cell) else cell.call
            output, after = run(output, own if tf.nest.is_nested(own) else [own], **options)
            next_states.append(after)
        return output, tf.nest.pack_sequence_as(sizes, tf.nest.flatten(next_states))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the cells as their configs."""
        return super().get_config() | {"cells": [serialize(cell) for cell in self.cells]}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The stack that gave this config."""
        options = dict(config)
        cells = [deserialize(cell, custom_objects=custom_objects) for cell in options.pop("cells")]
        return cls(cells, **options)
