"""Models that begin in the middle of another: their part of the graph is copied behind inputs of its own."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ..input_layer import Input
from ..keras_tensor import KerasTensor
from ..node import Node, is_keras_tensor

__all__ = ["clone_graph_nodes"]


def clone_graph_nodes(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """Inputs and outputs of a copy of the calls between them; the layers are shared with the original.

    Args:
        inputs: structure of `KerasTensor`, some of them outputs of layers.
        outputs: structure of `KerasTensor` that depend on them.

    Raises:
        ValueError: if the outputs depend on another input as well, or not on every one of these.
    """
    nodes = _nodes_between(tf.nest.flatten(inputs), tf.nest.flatten(outputs))
    copies: dict[int, KerasTensor] = {}
    for tensor in tf.nest.flatten(inputs):
        copies[id(tensor)] = (
            tensor if tensor.node.is_input else Input(tensor=KerasTensor(tensor.shape, tensor.dtype))
        )

    def copy_of(item: Any) -> Any:
        if not is_keras_tensor(item):
            return item
        if id(item) not in copies:
            copies[id(item)] = KerasTensor(item.shape, item.dtype, item.name)
            copies[id(item)]._keras_history = item._keras_history
        return copies[id(item)]

    cloned_outputs = tf.nest.map_structure(copy_of, outputs)
    for node in nodes:
        Node(
            node.layer,
            call_args=tf.nest.map_structure(copy_of, node.call_args),
            call_kwargs=tf.nest.map_structure(copy_of, node.call_kwargs),
            outputs=tf.nest.map_structure(copy_of, node.outputs),
        )
    return tf.nest.map_structure(copy_of, inputs), cloned_outputs


def _nodes_between(inputs: list[KerasTensor], outputs: list[KerasTensor]) -> list[Node]:
    for tensor in outputs:
        if not is_keras_tensor(tensor):
            raise ValueError(
                f"`outputs` holds {tensor!r}; expected what `keras.Input` or the call of a layer gave."
            )
    ends = {id(tensor) for tensor in inputs}
    reached: set[int] = set()
    nodes: dict[Node, None] = {}
    pending = [tensor.node for tensor in outputs]
    while pending:
        node = pending.pop(0)
        if node is None or node in nodes:
            continue
        nodes[node] = None
        for tensor in node.keras_inputs:
            if id(tensor) in ends:
                reached.add(id(tensor))
            elif tensor.node is None or tensor.node.is_input:
                raise ValueError(
                    f"`outputs` depends on {tensor!r}, which is an input and not among `inputs`. Add it "
                    "there."
                )
            else:
                pending.append(tensor.node)
    missing = [tensor for tensor in inputs if id(tensor) not in reached]
    if missing:
        raise ValueError(f"`outputs` does not depend on {missing}. Leave them out of `inputs`.")
    return list(nodes)
