"""Layers that a model runs although no output depends on them: its losses and metrics of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..base_layer import AddLoss, AddMetric
from ..node import Node
from ._config import skips_first_node
from ._graph import _map_graph_network

if TYPE_CHECKING:
    from ..base_layer import Layer
    from ..keras_tensor import KerasTensor

__all__ = ["add_loss_to_graph", "add_metric_to_graph", "connect_ancillary_layers", "insert_layers"]


def add_loss_to_graph(model: Any, loss: KerasTensor) -> None:
    """Have a functional model add a loss that is computed from its inputs, its layers' outputs or weights.

    Raises:
        ValueError: if it depends on another input.
    """
    _add(model, loss, AddLoss(unconditional=False, dtype=loss.dtype))


def add_metric_to_graph(model: Any, value: KerasTensor, aggregation: str | None, name: str) -> None:
    """Have a functional model report the mean of a value; ValueError if it depends on another input."""
    _add(model, value, AddMetric(aggregation, name, dtype=value.dtype))


def _add(model: Any, tensor: KerasTensor, layer: Any) -> None:
    found = _map_graph_network(model.inputs, [tensor])
    layer(tensor)
    insert_layers(model, [*found.layers, layer], [*found.nodes, *layer.inbound_nodes])


def insert_layers(model: Any, layers: Iterable[Layer], nodes: Iterable[Node]) -> None:
    """Take layers and their calls into a functional model; its outputs stay as they are."""
    model._graph.insert(nodes)
    model._call_order = [node for node in model._graph.nodes if not node.is_input]
    owned = model._self_tracked_trackables
    known = {id(item) for item in owned}
    owned += [layer for layer in layers if id(layer) not in known]


def connect_ancillary_layers(model: Any, created_layers: Mapping[str, Layer]) -> Any:
    """The model with those of the layers that its outputs do not depend on."""
    within = {id(layer) for layer in model.layers}
    ancillary = [layer for layer in created_layers.values() if id(layer) not in within]
    if ancillary:
        nodes = [
            node
            for layer in created_layers.values()
            for node in layer.inbound_nodes[skips_first_node(layer) :]
        ]
        insert_layers(model, ancillary, nodes)
    return model
