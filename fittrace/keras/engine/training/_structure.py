"""What a model is made of: its layers and their weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fittrace import tf
from fittrace.keras.utils.layer_utils import print_summary
from fittrace.trace import State

from ..base_layer import Layer
from ..base_layer._tracking import dedup

__all__ = ["Model"]


class Model(Layer):
    """The part of `Model` that lists layers and weights.

    Attributes:
        inputs: the graph's inputs, flat; None for a model without a graph.
        outputs: the graph's outputs, likewise.
        input_names: the names of the graph's inputs.
        output_names: the names of the graph's outputs.
        stop_training: set it during `fit` to end the training after this batch.
    """

    stop_training = State(False)
    _is_graph_network = False
    inputs: Any
    outputs: Any
    input_names: Any
    output_names: Any

    @property
    def layers(self) -> list[Layer]:
        """The layers the model owns, without those inside them."""
        return list(self._flatten_layers(include_self=False, recursive=False))

    @layers.setter
    def layers(self, _: Any) -> None:
        raise AttributeError(
            "`layers` is computed from what the model owns; choose another name for the attribute."
        )

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer with that name, or at that place.

        Raises:
            ValueError: if there is none, or if both or neither are given.
        """
        if (name is None) == (index is None):
            raise ValueError(f"`name` is {name!r} and `index` is {index!r}; pass one of them.")
        layers = self.layers
        if index is not None:
            if index >= len(layers):
                raise ValueError(f"`index` is {index}, but model `{self._name}` has {len(layers)} layers.")
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(
            f"`name` is {name!r}, but the layers of model `{self._name}` are "
            f"{[layer.name for layer in layers]}."
        )

    @property
    def weights(self) -> list[tf.Variable]:
        """All weights, layer by layer, then the model's own."""
        self._assert_weights_created()
        return dedup(self._of_owned("variables") + self._trainable_weights + self._non_trainable_weights)

    @property
    def trainable_weights(self) -> list[tf.Variable]:
        """The weights that training changes; none where the model is frozen."""
        self._assert_weights_created()
        if not self._trainable:
            return []
        return dedup(self._of_owned("trainable_variables") + self._trainable_weights)

    @property
    def non_trainable_weights(self) -> list[tf.Variable]:
        """The weights that training leaves alone."""
        self._assert_weights_created()
        frozen = self._of_owned("non_trainable_variables") + self._non_trainable_weights
        if not self._trainable:
            frozen = self._of_owned("trainable_variables") + self._trainable_weights + frozen
        return dedup(frozen)

    def _of_owned(self, attribute: str) -> list[tf.Variable]:
        """The variables of everything the model owns, metrics among its attributes included."""
        return [variable for item in self._owned_layers() for variable in getattr(item, attribute)]

    def _assert_weights_created(self) -> None:
        """Raises ValueError where weights are asked for that come into being later."""
        if "build" in vars(type(self)) and not self.built:
            raise ValueError(
                f"Model `{self._name}` has no weights yet. Call it on data, or `build(input_shape)`, first."
            )

    def reset_states(self) -> None:
        """Reset the layers that keep state from batch to batch."""
        for layer in self.layers:
            if getattr(layer, "stateful", False) and hasattr(layer, "reset_states"):
                layer.reset_states()

    def summary(
        self,
        line_length: int | None = None,
        positions: list[float] | None = None,
        print_fn: Callable[[str], None] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: tuple[str, str] | None = None,
    ) -> None:
        """Print a table of the layers, their output shapes and numbers of weights.

        Args:
            line_length: width of the table, in characters.
            positions: where each column ends, as shares of the width or in characters.
            print_fn: takes each line; by default it is printed.
            expand_nested: whether to list the layers of models inside.
            show_trainable: whether to tell which layers are trained.
            layer_range: names (regular expressions) of the first and the last layer to list.

        Raises:
            ValueError: if the model is not built.
        """
        if not self.built:
            raise ValueError(
                f"Model `{self._name}` is not built, so there is nothing to tell about its shapes. Call it "
                "on data, or `build(input_shape)`, first."
            )
        print_summary(self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range)
