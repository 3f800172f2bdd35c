"""A layer's place in a graph of layers."""

from __future__ import annotations

from typing import Any

from ..node import Node
from . import _losses

__all__ = ["Layer"]


class Layer(_losses.Layer):
    """The part of `Layer` that knows which calls connect it.

    Attributes:
        _inbound_nodes: its own calls during functional construction, in order.
        _outbound_nodes: the calls of other layers that take what it gave.
    """

    _inbound_nodes: list[Node]
    _outbound_nodes: list[Node]

    @property
    def inbound_nodes(self) -> list[Node]:
        """The layer's calls during functional construction."""
        return self._inbound_nodes

    @property
    def outbound_nodes(self) -> list[Node]:
        """The calls of other layers that take this layer's outputs."""
        return self._outbound_nodes

    @property
    def input(self) -> Any:
        """What went into the layer's first call."""
        return self._only_value("input_tensors", "input", 0)

    @property
    def output(self) -> Any:
        """What came out of the layer's first call."""
        return self._only_value("output_tensors", "output", 0)

    @property
    def input_shape(self) -> Any:
        """The shape that all the layer's calls share."""
        return self._shared_shape("input_shapes", "input shape")

    @property
    def output_shape(self) -> Any:
        """The shape that the outputs of all the layer's calls share."""
        return self._shared_shape("output_shapes", "output shape")

    def get_input_at(self, node_index: int) -> Any:
        """What went into call number `node_index`."""
        return self._value_at(node_index, "input_tensors", "input")

    def get_output_at(self, node_index: int) -> Any:
        """What came out of call number `node_index`."""
        return self._value_at(node_index, "output_tensors", "output")

    def get_input_shape_at(self, node_index: int) -> Any:
        """The shape of what went into call number `node_index`."""
        return self._value_at(node_index, "input_shapes", "input shape")

    def get_output_shape_at(self, node_index: int) -> Any:
        """The shape of what came out of call number `node_index`."""
        return self._value_at(node_index, "output_shapes", "output shape")

    def get_input_mask_at(self, node_index: int) -> Any:
        """The mask of what went into call number `node_index`."""
        return _masks_of(self.get_input_at(node_index))

    def get_output_mask_at(self, node_index: int) -> Any:
        """The mask of what came out of call number `node_index`."""
        return _masks_of(self.get_output_at(node_index))

    @property
    def input_mask(self) -> Any:
        """The mask of `input`."""
        return _masks_of(self.input)

    @property
    def output_mask(self) -> Any:
        """The mask of `output`."""
        return _masks_of(self.output)

    def _only_value(self, attribute: str, what: str, node_index: int) -> Any:
        if not self._inbound_nodes:
            raise AttributeError(
                f"Layer `{self._name}` has no {what}: it has not been called on a `keras.Input` or an "
                "output of another layer."
            )
        return self._value_at(node_index, attribute, what)

    def _value_at(self, node_index: int, attribute: str, what: str) -> Any:
        if not self._inbound_nodes:
            raise RuntimeError(f"Layer `{self._name}` has never been called and so has no {what}.")
        if node_index >= len(self._inbound_nodes):
            raise ValueError(
                f"`node_index` is {node_index}, but layer `{self._name}` has been called "
                f"{len(self._inbound_nodes)} time(s); the first call is number 0."
            )
        values = getattr(self._inbound_nodes[node_index], attribute)
        return values[0] if isinstance(values, list) and len(values) == 1 else values

    def _shared_shape(self, attribute: str, what: str) -> Any:
        if not self._inbound_nodes:
            raise AttributeError(f"Layer `{self._name}` has never been called and so has no {what}.")
        shapes = [getattr(node, attribute) for node in self._inbound_nodes]
        if any(str(shape) != str(shapes[0]) for shape in shapes):
            raise AttributeError(
                f"Layer `{self._name}` has several calls with different shapes, so there is no one {what}. "
                f"Use `get_{what.replace(' ', '_')}_at(node_index)`."
            )
        return shapes[0]


def _masks_of(tensors: Any) -> Any:
    if isinstance(tensors, list):
        return [getattr(tensor, "_keras_mask", None) for tensor in tensors]
    return getattr(tensors, "_keras_mask", None)
