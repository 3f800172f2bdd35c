"""A graph of layers as plain data: every layer with its config, and the calls that connect them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fittrace import tf
from fittrace.keras.saving import serialize_keras_object, shared_objects

from ..input_layer import InputLayer
from ..node import Node, is_keras_tensor

if TYPE_CHECKING:
    from ..base_layer import Layer

__all__ = ["CONSTANT", "get_network_config", "skips_first_node"]

CONSTANT: Final = "_CONSTANT_VALUE"
"""Stands for the name of a layer where the first argument of a call is a value rather than an output."""


def get_network_config(network: Any, serialize_layer: Callable[[Layer], Any] | None = None) -> dict[str, Any]:
    """The config of a functional model; `reconstruct_from_config` is the way back.

    Args:
        network: the model.
        serialize_layer: what is written of a layer; by default its class and its config.

    Returns:
        The model's name; its layers, each with its calls as `inbound_nodes`; and where inputs and
        outputs come from, as ``[layer, call, output]`` in the structures they were given in.

    Raises:
        NotImplementedError: if a layer cannot tell its config.
        TypeError: if a layer was called with an argument that JSON cannot hold.
    """
    calls = _Calls(network)
    with shared_objects.saving():
        layers = [_layer_config(layer, calls, serialize_layer) for layer in network.layers]
    return {
        "name": network.name,
        "layers": layers,
        "input_layers": _ends(network._nested_inputs, calls),
        "output_layers": _ends(network._nested_outputs, calls),
    }


def skips_first_node(layer: Any) -> bool:
    """Whether the layer's first call is none of a user's: models come with a call on their own inputs."""
    from ._functional import Functional  # here, because it imports this

    if not isinstance(layer, Functional):
        return False
    owned = layer._self_tracked_trackables
    return not owned or isinstance(owned[0], InputLayer)


class _Calls:
    """The calls that belong to a model, counted anew for each layer."""

    def __init__(self, network: Any) -> None:
        self._within = set(network._graph.nodes)
        self._numbers: dict[Node, int] = {}
        for layer in network._flatten_layers(include_self=False, recursive=False):
            kept = self.of(layer)
            start = 1 if skips_first_node(layer) else 0
            self._numbers.update((node, start + place) for place, node in enumerate(kept))

    def of(self, layer: Layer) -> list[Node]:
        """The calls of a layer."""
        return [node for node in layer.inbound_nodes if node in self._within]

    def origin(self, tensor: Any) -> list[Any]:
        """Layer, call and output that a tensor comes from."""
        layer, node_index, tensor_index = tensor._keras_history
        return [layer.name, self._numbers.get(layer.inbound_nodes[node_index], 0), tensor_index]


def _layer_config(layer: Any, calls: _Calls, serialize_layer: Callable[[Layer], Any] | None) -> Any:
    inbound = [_call_config(node, calls) for node in calls.of(layer) if not node.is_input]
    config = (serialize_layer or serialize_keras_object)(layer)
    config["name"] = layer.name
    config["inbound_nodes"] = inbound
    return config


def _call_config(node: Node, calls: _Calls) -> Any:
    """The first argument's structure, with ``[layer, call, output, other arguments]`` for each tensor."""
    inputs, args, kwargs = node.layer._call_spec.split_out_first_arg(node.call_args, node.call_kwargs)
    others = dict(zip(node.layer._call_spec.arg_names[1:], args, strict=False)) | kwargs
    others = tf.nest.map_structure(lambda value: _plain(value, calls), others)
    _require_json(node.layer, others)

    def described(value: Any) -> list[Any]:
        start = calls.origin(value) if is_keras_tensor(value) else [CONSTANT, -1, _plain(value, calls)]
        return [*start, others]

    structure = tf.nest.map_structure(described, inputs)
    if tf.nest.is_nested(inputs) or node.layer._preserve_input_structure_in_config:
        return structure
    return [structure]


def _plain(value: Any, calls: _Calls) -> Any:
    if is_keras_tensor(value):
        return calls.origin(value)
    if isinstance(value, slice):
        return {"start": value.start, "stop": value.stop, "step": value.step}
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if tf.is_tensor(value):
        return value.numpy().tolist()
    return value.name if isinstance(value, (tf.DType, np.dtype)) else value


def _require_json(layer: Layer, arguments: dict[str, Any]) -> None:
    try:
        json.dumps(arguments, default=_shape_as_list)
    except TypeError as error:
        kinds = {name: type(value).__name__ for name, value in arguments.items()}
        raise TypeError(
            f"Layer `{layer.name}` was called with arguments that JSON cannot hold: {kinds}. Pass numbers, "
            "text, tensors, or lists and dictionaries of them, or give the values to its constructor."
        ) from error


def _shape_as_list(value: Any) -> list[Any]:
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{value!r} is a {type(value).__name__}.")


def _ends(structure: Any, calls: _Calls) -> Any:
    described = tf.nest.map_structure(calls.origin, structure)
    return described if tf.nest.is_nested(structure) else [described]
