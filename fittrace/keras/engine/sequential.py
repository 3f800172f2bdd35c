"""`Sequential`: layers one after the other, built when the first data arrives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from fittrace import tf
from fittrace.keras.saving import serialize_keras_object
from fittrace.keras.utils.generic_utils import default
from fittrace.keras.utils.io_utils import logger
from fittrace.trace import State, emit, hook
from fittrace.trace.catalogue import InputShapeInferred

from .base_layer import Layer
from .base_layer._tracking import untracked
from .functional import Functional
from .input_layer import Input, InputLayer
from .node import Node
from .training import Model

__all__ = ["Sequential"]

_ONE_OUTPUT: Final = (
    "A Sequential model takes layers with one output each; layer `{}` gives {}. Use the functional API."
)


class Sequential(Functional):
    """A stack of layers, each with one input and one output.

    Without an input shape the model waits: the first batch tells it, and the graph of layers is
    built then.  A later batch of another size builds it once more, for any batch size.

    Args:
        layers: the layers, first to last.
        name: by default ``sequential``, numbered.
    """

    _graph_initialized = State(False)

    @untracked
    def __init__(self, layers: Any = None, name: str | None = None) -> None:
        Model.__init__(self, name=name, autocast=False)
        self.supports_masking = True
        self._compute_output_and_mask_jointly = True
        self._auto_track_sub_layers = False
        self._inferred_input_shape: tuple[int | None, ...] | None = None
        self._has_explicit_input_shape = False
        self._created_nodes: set[Node] = set()
        self._use_legacy_deferred_behavior = False
        for layer in layers if isinstance(layers, (list, tuple)) else [layers] if layers is not None else []:
            self.add(layer)

    @property  # type: ignore[misc]  # as in Keras, without the setter that only refuses
    def layers(self) -> list[Layer]:
        """The layers, without the input layer."""
        layers = super().layers
        return layers[1:] if layers and isinstance(layers[0], InputLayer) else layers

    @untracked
    def add(self, layer: Any) -> None:
        """Put a layer on top.

        Args:
            layer: a layer, or what `keras.Input` gives.

        Raises:
            TypeError: if it is no layer.
            ValueError: if its name is taken, or it has several outputs.
        """
        layer = self._checked(layer)
        self.built = False
        starts = not self._self_tracked_trackables and self._start_with(layer)
        if not starts and self._self_tracked_trackables and self.outputs:
            self.outputs = [_only_output(layer, layer(self.outputs[0]))]
            self.built = True
        if starts or self._graph_initialized:
            self._init_graph_network(self.inputs, self.outputs)
            self._graph_initialized = True
        else:
            self._self_tracked_trackables.append(layer)

    def _checked(self, layer: Any) -> Layer:
        history = getattr(layer, "_keras_history", None)
        if history is not None and isinstance(history.layer, InputLayer):
            layer = history.layer
        if not isinstance(layer, Layer):
            raise TypeError(
                f"`layer` is {layer!r}, a {type(layer).__name__}; expected a `keras.layers.Layer`."
            )
        if any(other.name == layer.name and other is not layer for other in self.layers):
            raise ValueError(
                f"`layer` is called `{layer.name}`, as another layer of `{self._name}` is. Give it another "
                "`name`."
            )
        return layer

    def _start_with(self, layer: Layer) -> bool:
        """Make the first layer the graph's beginning, if it knows its input shape; whether it does."""
        if not isinstance(layer, InputLayer):
            shape, dtype = _input_shape_and_dtype(layer)
            if not shape:
                return False
            layer(Input(batch_shape=shape, dtype=dtype, name=f"{layer.name}_input"))
        self.outputs = [_only_output(layer, layer.inbound_nodes[-1].outputs)]
        self.inputs = _inputs_behind(self.outputs[0])
        self.built = True
        self._has_explicit_input_shape = True
        return True

    @untracked
    def pop(self) -> None:
        """Take the last layer off.

        Raises:
            TypeError: if there is none.
        """
        if not self.layers:
            raise TypeError(f"Model `{self._name}` has no layers, so there is none to take off.")
        self._self_tracked_trackables.pop()
        if not self.layers:
            self.outputs = self.inputs = None
            self.built = False
            self._inferred_input_shape = None
            self._has_explicit_input_shape = False
            self._graph_initialized = False
        elif self._graph_initialized:
            self.layers[-1].outbound_nodes.clear()
            self.outputs = [self.layers[-1].output]
            self._init_graph_network(self.inputs, self.outputs)
            self.built = True

    @hook
    @untracked
    def _build_graph_network_for_inferred_shape(self, input_shape: Any, input_dtype: Any = None) -> None:
        """Build the graph for the shape of these inputs, unless it serves them already.

        Lengths in which they differ from the inputs seen before become None, so the graph is built
        at most once more for each axis.
        """
        if input_shape is None or not self.layers:
            return
        if self._has_explicit_input_shape or self._use_legacy_deferred_behavior:
            return
        shape = _relaxed(self._inferred_input_shape, tuple(input_shape))
        if shape is None or shape == self._inferred_input_shape:
            return
        emit(InputShapeInferred, shape=shape)
        with tf.init_scope():
            inputs = Input(batch_shape=shape, dtype=input_dtype, name=f"{self.layers[0].name}_input")
            outputs = self._connect_layers(inputs)
            if outputs is None:
                return
            try:
                self._init_graph_network(inputs, outputs)
                self._graph_initialized = True
            except Exception:
                self._use_legacy_deferred_behavior = True
        self._inferred_input_shape = shape

    def _connect_layers(self, inputs: Any) -> Any:
        """Call each layer on the output of the one before; None where one cannot be called without data."""
        created: set[Node] = set()
        outputs = inputs
        for layer in self.layers:
            _drop_nodes(layer, self._created_nodes)
            try:
                outputs = layer(outputs)
            except Exception:
                self._use_legacy_deferred_behavior = True
                return None
            _only_output(layer, outputs)
            _note_nodes(layer, created)
        self._created_nodes = created
        return outputs

    @default
    def build(self, input_shape: Any = None) -> None:
        """Build the graph of layers ahead of the first data.

        Args:
            input_shape: with the batch axis, ``(None, 784)``.

        Raises:
            ValueError: without a shape, unless the model knows its own.
        """
        if self._graph_initialized:
            self._init_graph_network(self.inputs, self.outputs)
        else:
            if input_shape is None:
                raise ValueError(
                    f"`input_shape` is missing: model `{self._name}` does not know the shape of its input. "
                    "Pass it with the batch axis, such as `build((None, 784))`."
                )
            self._build_graph_network_for_inferred_shape(input_shape)
            if not self.built:
                super().build(tuple(input_shape))
        self.built = True

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Compute the output, building the graph of layers before if need be.

        Args:
            inputs: one tensor.
            training: whether this is for training.
            mask: the mask of the input.
        """
        if not self._has_explicit_input_shape:
            if tf.is_tensor(inputs):
                self._build_graph_network_for_inferred_shape(inputs.shape, inputs.dtype)
            else:
                self._use_legacy_deferred_behavior = True
                logger.warning(
                    "Model `%s` was called on a %s; a Sequential model takes one tensor. Use the "
                    "functional API for several.",
                    self._name,
                    type(inputs).__name__,
                )
        if self._graph_initialized:
            if not self.built:
                self._init_graph_network(self.inputs, self.outputs)
            return super().call(inputs, training=training, mask=mask)
        return self._call_in_turn(inputs, training, mask)

    def _call_in_turn(self, inputs: Any, training: bool | None, mask: Any) -> Any:
        """Call the layers one after the other, for those that cannot be put into a graph."""
        for layer in self.layers:
            offered = {"mask": mask, "training": training}
            takes = layer._call_spec.full_argspec.args
            inputs = layer(inputs, **{name: value for name, value in offered.items() if name in takes})
            mask = tf.nest.map_structure(lambda tensor: getattr(tensor, "_keras_mask", None), inputs)
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output for an input of that shape, layer by layer."""
        shape = input_shape
        for layer in self.layers:
            shape = layer.compute_output_shape(shape)
        return shape

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the output."""
        return getattr(self.call(inputs, mask=mask), "_keras_mask", None)

    @property
    def input_spec(self) -> Any:
        """What the model expects of its input; nothing, while it adapts to whatever comes."""
        if "_manual_input_spec" in self.__dict__:
            return self._manual_input_spec
        return self._graph_input_spec if self._has_explicit_input_shape else None

    @input_spec.setter
    @untracked
    def input_spec(self, value: Any) -> None:
        self._manual_input_spec = value

    def get_config(self) -> dict[str, Any]:
        """The name and every layer's class and config; `from_config` is the way back."""
        config = {
            "name": self._name,
            "layers": deepcopy([serialize_keras_object(layer) for layer in super().layers]),
        }
        if not self._is_graph_network and self._build_input_shape is not None:
            config["build_input_shape"] = self._build_input_shape
        return config

    @classmethod
    def from_config(cls, config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The model that gave this config, with new weights.

        Args:
            config: what `get_config` gave, or a list of layers' configs alone.
            custom_objects: the user's own classes and functions, by name.

        Raises:
            ValueError: for a class nobody knows.
        """
        from fittrace.keras.layers import deserialize  # here, because layers are built on the engine

        whole = config if "name" in config else {"layers": config}
        model = cls(name=whole.get("name"))
        for layer in whole["layers"]:
            model.add(deserialize(layer, custom_objects))
        shape = whole.get("build_input_shape")
        if not model.inputs and isinstance(shape, (tuple, list)) and shape:
            model.build(shape)
        return model

    def _assert_weights_created(self) -> None:
        if not self._graph_initialized:
            Model._assert_weights_created(self)


def _input_shape_and_dtype(layer: Any) -> tuple[Any, Any]:
    """What a layer, or the first layer of a model, was told about its input; (None, None) if nothing."""
    while isinstance(layer, Model) and (layer._is_graph_network or isinstance(layer, Sequential)):
        if not layer.layers:
            raise ValueError(f"Model `{layer.name}` has no layers; an empty model cannot serve as a layer.")
        layer = layer.layers[0]
    shape = getattr(layer, "_batch_input_shape", None)
    return (shape, layer.dtype) if shape else (None, None)


def _only_output(layer: Layer, outputs: Any) -> Any:
    flat = tf.nest.flatten(outputs)
    if len(flat) != 1:
        raise ValueError(_ONE_OUTPUT.format(layer.name, len(flat)))
    return flat[0]


def _inputs_behind(tensor: Any) -> list[Any]:
    """The tensors of input layers that a tensor depends on."""
    node = tensor.node
    if node.is_input:
        return tf.nest.flatten(node.outputs)
    found: dict[int, Any] = {}
    for source in node.keras_inputs:
        found.update((id(item), item) for item in _inputs_behind(source))
    return list(found.values())


def _relaxed(
    known: Sequence[int | None] | None, shape: tuple[int | None, ...]
) -> tuple[int | None, ...] | None:
    """The shape that covers both, None in each length they differ in; None where the ranks differ."""
    if known is None:
        return shape
    if len(known) != len(shape):
        return None
    return tuple(mine if mine == other else None for mine, other in zip(known, shape, strict=True))


def _drop_nodes(layer: Layer, nodes: set[Node]) -> None:
    """Forget the layer's calls among these nodes, on both of its sides."""
    for node in layer.inbound_nodes:
        for source, _, _, _ in node.iterate_inbound():
            source.outbound_nodes[:] = [other for other in source.outbound_nodes if other not in nodes]
    layer.inbound_nodes[:] = [node for node in layer.inbound_nodes if node not in nodes]


def _note_nodes(layer: Layer, nodes: set[Node]) -> None:
    """Add the layer's last call, and the calls that hang on its source."""
    if not layer.inbound_nodes:
        return
    nodes.add(layer.inbound_nodes[-1])
    sources: Iterable[Layer] = (source for source, _, _, _ in layer.inbound_nodes[-1].iterate_inbound())
    nodes.update(source.outbound_nodes[-1] for source in sources if source.outbound_nodes)
