"""From outputs back to inputs: which calls of which layers make a model, and in what order they run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fittrace import tf
from fittrace.trace import hook

from ..node import Node

if TYPE_CHECKING:
    from ..base_layer import Layer
    from ..keras_tensor import KerasTensor

__all__ = ["GraphMap"]


@dataclass(frozen=True, slots=True)
class GraphMap:
    """The calls between a model's inputs and its outputs.

    The *depth* of a call is the length of the longest way from it to an output.

    Attributes:
        nodes_by_depth: the calls by depth; those of one depth in no particular order to the user,
            but in Keras's.
        layers: the layers, those that run first coming first.
    """

    nodes_by_depth: dict[int, list[Node]]
    layers: list[Layer]

    def insert(self, nodes: Iterable[Node]) -> None:
        """Take further calls in, none of which leads to an output: they run after what they depend on.

        Raises:
            ValueError: if they depend on one another in a circle.
        """
        depths = {node: depth for depth, there in self.nodes_by_depth.items() for node in there}
        waiting = deque(node for node in nodes if node not in depths)
        postponed = 0
        while waiting:
            node = waiting.popleft()
            if any(parent in waiting for parent in node.parent_nodes):
                waiting.append(node)
                postponed += 1
                if postponed > len(waiting):
                    raise ValueError(f"Layer `{node.layer.name}` cannot be added: its calls form a circle.")
            elif node not in depths:
                known = [depths[parent] for parent in node.parent_nodes if parent in depths]
                depths[node] = min([0, *known]) - 1
                self.nodes_by_depth.setdefault(depths[node], []).append(node)
                postponed = 0

    @property
    def nodes(self) -> list[Node]:
        """The calls in the order they run, from the greatest depth to the least."""
        return [
            node for depth in sorted(self.nodes_by_depth, reverse=True) for node in self.nodes_by_depth[depth]
        ]


@hook
def _map_graph_network(inputs: Sequence[KerasTensor], outputs: Sequence[KerasTensor]) -> GraphMap:
    """The calls that lead from these inputs to these outputs.

    Raises:
        ValueError: if an output depends on something that is no input, if there is a cycle, or if
            two layers have the same name.
    """
    nodes, layer_order = _nodes_behind(outputs)
    node_depths, layer_depths = _depths(nodes)
    for tensor in inputs:
        layer = tensor._keras_history.layer
        if layer not in layer_depths:  # an input that no output depends on
            layer_depths[layer] = 0
            layer_order[layer] = -1
            node_depths[layer.inbound_nodes[0]] = 0
    nodes_by_depth: dict[int, list[Node]] = {}
    for node, depth in node_depths.items():
        nodes_by_depth.setdefault(depth, []).append(node)
    layers = sorted(layer_depths, key=lambda layer: (-layer_depths[layer], layer_order[layer]))
    found = GraphMap(nodes_by_depth, layers)
    _require_connected(inputs, found.nodes)
    _require_unique_names(layers)
    return found


def _nodes_behind(outputs: Iterable[KerasTensor]) -> tuple[list[Node], dict[Layer, int]]:
    """Every call the outputs depend on, after those it depends on itself; and layers as they were found.

    Depth first, without recursion: a stack holds the calls under way, each with its inputs left to visit.
    """
    finished: dict[Node, None] = {}
    order: dict[Layer, int] = {}
    for output in tf.nest.flatten(outputs):
        stack = [_enter(output, order)]
        under_way = {stack[0][0]}
        while stack:
            node, inputs = stack[-1]
            if node in finished or not inputs:
                finished.setdefault(node)
                under_way.discard(node)
                stack.pop()
                continue
            tensor = inputs.pop(0)
            parent = tensor.node
            if parent in under_way:
                raise ValueError(
                    f"{tensor!r} depends on itself: layer `{parent.layer.name}` is part of a cycle. Call "
                    "the layers so that data flows one way."
                )
            if parent not in finished:
                stack.append(_enter(tensor, order))
                under_way.add(parent)
    return list(finished), order


def _enter(tensor: KerasTensor, order: dict[Layer, int]) -> tuple[Node, list[Any]]:
    layer, node_index, _ = tensor._keras_history
    node = layer.inbound_nodes[node_index]
    order.setdefault(layer, len(order))
    return node, [] if node.is_input else list(node.keras_inputs)


def _depths(nodes: Sequence[Node]) -> tuple[dict[Node, int], dict[Layer, int]]:
    """The depth of every call and of every layer; a layer is as deep as its deepest call."""
    node_depths: dict[Node, int] = {}
    layer_depths: dict[Layer, int] = {}
    for node in reversed(nodes):
        depth = max(node_depths.setdefault(node, 0), layer_depths.get(node.layer, 0))
        layer_depths[node.layer] = node_depths[node] = depth
        for parent in node.parent_nodes:
            node_depths[parent] = max(depth + 1, node_depths.get(parent, 0))
    return node_depths, layer_depths


def _require_connected(inputs: Iterable[KerasTensor], nodes: Iterable[Node]) -> None:
    known = {id(tensor) for tensor in inputs}
    reached: list[str] = []
    for node in nodes:
        if node.is_input:
            continue
        for tensor in node.keras_inputs:
            if id(tensor) not in known:
                raise ValueError(
                    f"The graph is disconnected: layer `{node.layer.name}` needs {tensor!r}, which none of "
                    f"the model's inputs leads to. Layers reached so far: {reached}. Add the missing "
                    "tensor to `inputs`."
                )
        known.update(node.flat_output_ids)
        reached.append(node.layer.name)


def _require_unique_names(layers: Iterable[Layer]) -> None:
    seen: set[str] = set()
    for layer in layers:
        if layer.name in seen:
            raise ValueError(
                f"Two layers of the model are called `{layer.name}`. Give one of them another `name`."
            )
        seen.add(layer.name)
