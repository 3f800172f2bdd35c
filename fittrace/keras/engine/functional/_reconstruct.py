"""From a graph's config to layers that were called on one another as the config says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fittrace import tf

from ..input_layer import InputLayer
from ._config import CONSTANT, skips_first_node

if TYPE_CHECKING:
    from ..base_layer import Layer

__all__ = ["reconstruct_from_config"]


def reconstruct_from_config(
    config: Mapping[str, Any],
    custom_objects: Mapping[str, Any] | None = None,
    created_layers: Mapping[str, Layer] | None = None,
) -> tuple[Any, Any, dict[str, Layer]]:
    """The layers of a config, called as they were when it was written.

    Args:
        config: what `get_network_config` gave.
        custom_objects: the user's own classes and functions, by name.
        created_layers: layers to use instead of making them, by name; they are called once more.

    Returns:
        Inputs and outputs in their structures, and every layer by name.

    Raises:
        ValueError: for a class nobody knows, or calls that depend on one another in a circle.
    """
    graph = _Graph(created_layers or {})
    waiting = [
        (graph.layer(entry, custom_objects), list(entry["inbound_nodes"])) for entry in config["layers"]
    ]
    while waiting:
        before = sum(len(calls) for _, calls in waiting)
        for layer, calls in waiting:
            while calls and graph.call(layer, calls[0]):
                calls.pop(0)
        waiting = [(layer, calls) for layer, calls in waiting if calls]
        if sum(len(calls) for _, calls in waiting) == before:
            names = [layer.name for layer, _ in waiting]
            raise ValueError(
                f"`config` has calls of the layers {names} that depend on calls which are not there, or on "
                "one another in a circle. Write the config anew with `get_config`."
            )
    inputs = _mapped(config["input_layers"], graph.tensor)
    outputs = _mapped(config["output_layers"], graph.tensor)
    return inputs, outputs, graph.layers


class _NotYet(Exception):
    """A call needs the output of one that has not been made."""


class _Graph:
    """The layers made so far, and which of their calls stands for which call of the config."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        self.layers = dict(layers)
        self._calls: dict[tuple[str, int], int] = {}
        self._made: dict[str, int] = {}

    def layer(self, entry: Mapping[str, Any], custom_objects: Mapping[str, Any] | None) -> Layer:
        """The layer of an entry, made unless it is there."""
        name = entry["name"]
        if name not in self.layers:
            from fittrace.keras.layers import deserialize  # here, because layers are built on the engine

            self.layers[name] = deserialize(entry, custom_objects)
        layer = self.layers[name]
        self._made[layer.name] = int(skips_first_node(layer))
        return layer

    def call(self, layer: Any, described: Any) -> bool:
        """Call a layer as described; False where something it needs is not there yet."""
        others: dict[str, Any] = {}

        def value(item: list[Any]) -> Any:
            others.update(item[3] if len(item) == 4 else {})
            return item[2] if item[0] == CONSTANT else self.tensor(item)

        try:
            inputs = _mapped(described, value)
            kwargs = {name: self._argument(item) for name, item in others.items()}
        except _NotYet:
            return False
        if not layer._preserve_input_structure_in_config:
            inputs = _only_tensor(inputs)
        outputs = layer(inputs, **kwargs)
        history = tf.nest.flatten(outputs)[0]._keras_history
        self._calls[layer.name, self._made[layer.name]] = history.node_index
        self._made[layer.name] += 1
        return True

    def _argument(self, item: Any) -> Any:
        return _mapped(item, self.tensor)

    def tensor(self, item: list[Any]) -> Any:
        """The output that ``[layer, call, output]`` stands for."""
        layer = self.layers[item[0]]
        place = 0 if isinstance(layer, InputLayer) else self._calls.get((layer.name, item[1]))
        if place is None:
            raise _NotYet
        return tf.nest.flatten(layer.inbound_nodes[place].outputs)[item[2]]


def _mapped(structure: Any, function: Any) -> Any:
    """The structure with the function of every ``[name, call, output, ...]`` in its place."""
    if _is_origin(structure):
        return function(structure)
    if isinstance(structure, dict):
        return {key: _mapped(item, function) for key, item in structure.items()}
    if isinstance(structure, (list, tuple)):
        return type(structure)(_mapped(item, function) for item in structure)
    return structure


def _is_origin(item: Any) -> bool:
    return isinstance(item, list) and len(item) in (3, 4) and isinstance(item[0], str)


def _only_tensor(structure: Any) -> Any:
    """The only tensor of a list; anything else as it is."""
    flat = tf.nest.flatten(structure)
    return flat[0] if isinstance(structure, (list, tuple)) and len(flat) == 1 else structure
