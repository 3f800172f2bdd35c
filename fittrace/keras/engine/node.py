"""Nodes: each call of a layer during functional construction, as an edge of the layer graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fittrace import tf

if TYPE_CHECKING:
    from .base_layer import Layer
    from .keras_tensor import KerasTensor

__all__ = ["KerasHistory", "Node", "is_keras_tensor"]


class KerasHistory(NamedTuple):
    """Where a `KerasTensor` comes from.

    Attributes:
        layer: the layer that gave it.
        node_index: which of the layer's calls, counting from 0.
        tensor_index: which output of that call.
    """

    layer: Layer
    node_index: int
    tensor_index: int


def is_keras_tensor(value: object) -> bool:
    """Whether the value came out of a layer during functional construction."""
    return hasattr(value, "_keras_history")


class Node:
    """One call of a layer: which tensors went in and which came out.

    Making a node enters it into the lists of the layers on both of its sides.

    Args:
        layer: the layer that was called.
        call_args: positional arguments, the inputs first; none for an input layer.
        call_kwargs: keyword arguments.
        outputs: tensor or structure of tensors.
    """

    def __init__(
        self,
        layer: Any,
        call_args: Any = (),
        call_kwargs: Mapping[str, Any] | None = None,
        outputs: Any = (),
    ) -> None:
        self.layer = layer
        self.call_args = call_args
        self.call_kwargs = dict(call_kwargs or {})
        self.outputs = outputs
        self.is_input = not self.call_args and not self.call_kwargs
        self._flat_arguments = tf.nest.flatten((self.call_args, self.call_kwargs))
        self._places = [place for place, item in enumerate(self._flat_arguments) if is_keras_tensor(item)]
        self.keras_inputs: list[KerasTensor] = [self._flat_arguments[place] for place in self._places]
        self.flat_input_ids = [id(tensor) for tensor in self.keras_inputs]
        self.flat_output_ids = [id(tensor) for tensor in tf.nest.flatten(outputs)]
        self._has_one_argument = (
            not self.call_kwargs and len(self.call_args) == 1 and is_keras_tensor(self.call_args[0])
        )
        node_index = len(layer.inbound_nodes)
        layer.inbound_nodes.append(self)
        for tensor in self.keras_inputs:
            tensor._keras_history.layer.outbound_nodes.append(self)
        for tensor_index, tensor in enumerate(tf.nest.flatten(outputs)):
            tensor._keras_history = KerasHistory(layer, node_index, tensor_index)

    @property
    def parent_nodes(self) -> list[Node]:
        """The calls whose outputs went into this one, one for each tensor."""
        return [layer.inbound_nodes[node_index] for layer, node_index, _, _ in self.iterate_inbound()]

    def iterate_inbound(self) -> Iterator[tuple[Layer, int, int, KerasTensor]]:
        """Layer, node index, tensor index and tensor of each input."""
        for tensor in self.keras_inputs:
            yield (*tensor._keras_history, tensor)

    def map_arguments(self, values: Mapping[int, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The call's arguments with real tensors in place of the symbolic ones.

        Args:
            values: the real tensor by the id of the symbolic one.
        """
        if self._has_one_argument:
            return (values[self.flat_input_ids[0]],), {}
        flat = list(self._flat_arguments)
        for place, identity in zip(self._places, self.flat_input_ids, strict=True):
            flat[place] = values[identity]
        args, kwargs = tf.nest.pack_sequence_as((self.call_args, self.call_kwargs), flat)
        return tuple(args), kwargs

    @property
    def input_tensors(self) -> Any:
        """What went in, in the structure it was passed."""
        return [self.outputs] if self.is_input else self.call_args[0]

    @property
    def output_tensors(self) -> Any:
        """What came out, in the structure the layer gave it."""
        return [self.outputs] if self.is_input else self.outputs

    @property
    def input_shapes(self) -> Any:
        """The shapes of `input_tensors`, as tuples; a list of one is its only item."""
        shapes = tf.nest.map_structure(_int_shape, self.input_tensors)
        if isinstance(shapes, list) and len(shapes) == 1 and not self.is_input:
            return shapes[0]
        return shapes

    @property
    def output_shapes(self) -> Any:
        """The shapes of `output_tensors`, as tuples."""
        return tf.nest.map_structure(_int_shape, self.output_tensors)

    @property
    def outbound_layer(self) -> Layer:
        """The layer that was called."""
        layer: Layer = self.layer
        return layer

    @property
    def inbound_layers(self) -> Any:
        """The layers whose outputs went in; the layer itself where there is one."""
        if self.is_input:
            return []
        layers = [layer for layer, _, _, _ in self.iterate_inbound()]
        return layers[0] if len(layers) == 1 else layers


def _int_shape(tensor: Any) -> tuple[int | None, ...]:
    return tuple(tensor.shape)
