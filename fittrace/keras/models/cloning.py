"""`clone_model`: a model of the same layers with weights of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fittrace import tf
from fittrace.keras.engine.base_layer import AddMetric, Layer
from fittrace.keras.engine.functional import (
    Functional,
    get_network_config,
    has_functional_like_constructor,
    insert_layers,
    reconstruct_from_config,
    skips_first_node,
)
from fittrace.keras.engine.input_layer import Input, InputLayer
from fittrace.keras.engine.keras_tensor import KerasTensor
from fittrace.keras.engine.sequential import Sequential
from fittrace.keras.engine.training import Model
from fittrace.keras.utils.generic_utils import is_default

__all__ = ["clone_model"]


def clone_model(
    model: Model, input_tensors: Any = None, clone_function: Callable[[Layer], Layer] | None = None
) -> Any:
    """A model of the same layers, made anew, so that its weights are other weights.

    Args:
        model: functional, sequential, or of a class that can be made from its config.
        input_tensors: what to begin with instead of new inputs, one for each.
        clone_function: gives the layer to take in place of each layer that is no input; by default one
            made from its config.

    Raises:
        ValueError: for `clone_function` or `input_tensors` with a model that is neither functional nor
            sequential, or several tensors for a sequential model.
        TypeError: for a sequential model with losses or metrics on its graph, as in Keras 2.12.
        NotImplementedError: if a layer cannot tell its config.
    """
    if isinstance(model, Sequential):
        return _clone_sequential(model, input_tensors, clone_function or _clone_layer)
    chosen = clone_function is not None or input_tensors is not None
    if isinstance(model, Functional) and (is_default(model.get_config) or chosen):
        return _clone_functional(model, input_tensors, clone_function or _clone_layer)
    if chosen:
        raise ValueError(
            f"`clone_function` and `input_tensors` are for functional and sequential models; `model` is a "
            f"{type(model).__name__}. Leave them out, and give its class a `get_config`."
        )
    return type(model).from_config(model.get_config())


def _clone_layer(layer: Any) -> Any:
    return type(layer).from_config(layer.get_config())


def _clone_functional(model: Any, input_tensors: Any, clone: Callable[[Any], Any]) -> Any:
    given = {
        layer: _input_layer(tensor, layer.name)
        for layer, tensor in zip(model._input_layers, tf.nest.flatten(input_tensors or []), strict=False)
    }
    created: dict[str, Any] = {}

    def cloned(layer: Any) -> dict[str, Any]:
        if layer in model._input_layers and layer not in given:
            created[layer.name] = InputLayer(**layer.get_config())
        else:
            created[layer.name] = given[layer] if layer in given else clone(layer)
        return {}

    config = get_network_config(model, cloned)
    inputs, outputs, layers = reconstruct_from_config(config, created_layers=created)
    cls = type(model) if has_functional_like_constructor(type(model)) else Model
    copy = cls(inputs, outputs, name=model.name)
    within = set(copy.layers)
    ancillary = [layer for layer in layers.values() if layer not in within]
    if ancillary:
        nodes = [node for layer in layers.values() for node in layer.inbound_nodes[skips_first_node(layer) :]]
        insert_layers(copy, _metrics_last(ancillary, model.metrics_names), nodes)
    return copy


def _clone_sequential(model: Any, input_tensors: Any, clone: Callable[[Any], Any]) -> Any:
    tensors = tf.nest.flatten(input_tensors) if input_tensors is not None else []
    if len(tensors) > 1:
        raise ValueError(f"`input_tensors` has {len(tensors)} tensors; a Sequential model has one input.")
    if model._is_graph_network and any(depth < 0 for depth in model._graph.nodes_by_depth):
        raise TypeError(
            f"`model` is a Sequential model with losses or metrics on its graph; Keras 2.12 cannot clone "
            f"`{model.name}`. Make it with the functional API, or add them in a layer's `call`."
        )
    start = [_input_layer(tensors[0], tensors[0].name, only_inputs=True)] if tensors else []
    copies = [
        _clone_layer(layer) if isinstance(layer, InputLayer) else clone(layer)
        for layer in model._flatten_layers(include_self=False, recursive=False)
        if not (tensors and isinstance(layer, InputLayer))
    ]
    return Sequential([*start, *copies], name=model.name)


def _metrics_last(layers: list[Any], metrics_names: list[str]) -> list[Any]:
    """The layers, those that report metrics at the end and in the order the model reports them in."""
    metrics = [layer for layer in layers if isinstance(layer, AddMetric)]
    metrics.sort(key=lambda layer: metrics_names.index(str(layer.metric_name)))
    return [layer for layer in layers if not isinstance(layer, AddMetric)] + metrics


def _input_layer(tensor: Any, name: str, only_inputs: bool = False) -> Any:
    """The layer a given tensor comes from; one around it, where it comes from none."""
    if not isinstance(tensor, KerasTensor):
        return Input(tensor=tensor, name=f"input_wrapper_for_{name}")._keras_history.layer
    layer = tensor._keras_history.layer
    if only_inputs and not isinstance(layer, InputLayer):
        raise ValueError(
            f"`input_tensors` is {tensor!r}; a Sequential model can only begin with a `keras.Input`. Use the "
            "functional API."
        )
    return layer
