"""`Functional`: a model that is a graph of layers."""

from __future__ import annotations

import inspect
import warnings
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.generic_utils import default, to_snake_case, validate_kwargs
from fittrace.keras.utils.io_utils import logger
from fittrace.keras.utils.tf_utils import get_shapes
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import GraphNetworkReady

from ..base_layer._tracking import untracked
from ..input_spec import InputSpec
from ..keras_tensor import KerasTensor
from ..node import Node
from ..training import Model
from ._ancillary import add_loss_to_graph, add_metric_to_graph
from ._cloning import clone_graph_nodes
from ._config import get_network_config
from ._graph import GraphMap, _map_graph_network

__all__ = ["Functional"]


class Functional(Model):
    """A model between given inputs and outputs.

    Args:
        inputs: `KerasTensor` or structure of them, from `keras.Input` or from inside another model.
        outputs: likewise, from layers called on the inputs.
        name: by default ``model``, numbered.
        trainable: whether training changes its weights.

    Raises:
        ValueError: if the outputs cannot be computed from the inputs.
    """

    _graph: GraphMap
    _nested_inputs: Any
    _nested_outputs: Any
    _manual_input_spec: Any

    @untracked
    def __init__(
        self,
        inputs: Any = None,
        outputs: Any = None,
        name: str | None = None,
        trainable: bool = True,
        **kwargs: Any,
    ) -> None:
        if kwargs.pop("skip_init", False):
            return  # `Model.__new__` made the object; Python calls `__init__` again with the same arguments
        validate_kwargs(kwargs, ())
        super().__init__(name=name, trainable=trainable)
        if not all(_is_model_input(tensor) for tensor in tf.nest.flatten(inputs)):
            inputs, outputs = clone_graph_nodes(inputs, outputs)
        self._init_graph_network(inputs, outputs)

    def _init_set_name(self, name: str | None, zero_based: bool = True) -> None:
        if not name:
            class_name = "Model" if type(self) is Functional else type(self).__name__
            name = backend.unique_object_name(to_snake_case(class_name), zero_based=zero_based)
        self._name = name

    @hook
    @untracked
    def _init_graph_network(self, inputs: Any, outputs: Any) -> None:
        """Take the layers between inputs and outputs for the model's own."""
        self._is_graph_network = True
        self._nested_inputs = _only_item(inputs)
        self._nested_outputs = _only_item(outputs)
        self.inputs = tf.nest.flatten(inputs)
        self.outputs = tf.nest.flatten(outputs)
        self._check_ends()
        self.built = True
        self._build_input_shape = get_shapes(self._nested_inputs)
        self._compute_output_and_mask_jointly = True
        self._call_spec.expects_training_arg = True
        self._call_spec.expects_mask_arg = True
        self._autocast = False
        self._graph = _map_graph_network(self.inputs, self.outputs)
        self._call_order = [node for node in self._graph.nodes if not node.is_input]
        self._self_tracked_trackables = list(self._graph.layers)
        self._input_layers = [tensor._keras_history.layer for tensor in self.inputs]
        self._output_layers = [tensor._keras_history.layer for tensor in self.outputs]
        self.input_names = [layer.name for layer in self._input_layers]
        self.output_names = _distinct([layer.name for layer in self._output_layers])
        self._graph_input_spec = self._spec_of_inputs()
        emit(
            GraphNetworkReady,
            layers=self._graph.layers,
            inputs=self._nested_inputs,
            outputs=self._nested_outputs,
        )

    def _check_ends(self) -> None:
        if len({id(tensor) for tensor in self.inputs}) != len(self.inputs):
            raise ValueError(f"`inputs` of model `{self._name}` names the same tensor twice: {self.inputs}.")
        for argument, tensors in (("inputs", self.inputs), ("outputs", self.outputs)):
            for tensor in tensors:
                if not hasattr(tensor, "_keras_history"):
                    raise ValueError(
                        f"`{argument}` of model `{self._name}` holds {tensor!r}, a "
                        f"{type(tensor).__name__}; expected what `keras.Input` or the call of a layer "
                        "gave."
                    )
        sizes = {tensor.shape[0] for tensor in self.inputs if tensor.shape} - {None}
        if len(sizes) > 1:
            logger.warning(
                "The inputs of model `%s` have different fixed batch sizes: %s.", self._name, sorted(sizes)
            )

    def _spec_of_inputs(self) -> list[InputSpec] | None:
        nested = self._nested_inputs
        if isinstance(nested, (dict, list, tuple)) and len(nested) != len(self.inputs):
            return None
        if isinstance(nested, dict):
            named = [(name, nested[name]) for name in sorted(nested)]
        else:
            named = [(tensor._keras_history.layer.name, tensor) for tensor in self.inputs]
        return [
            InputSpec(shape=_any_batch(tensor.shape), allow_last_axis_squeeze=True, name=name)
            for name, tensor in named
        ]

    @property
    def input(self) -> Any:
        """The model's inputs, in the structure they were given."""
        return self._nested_inputs

    @property
    def output(self) -> Any:
        """The model's outputs, in the structure they were given."""
        return self._nested_outputs

    @property
    def input_shape(self) -> Any:
        """The shapes of `input`, as tuples."""
        return tf.nest.map_structure(backend.int_shape, self.input)

    @property
    def output_shape(self) -> Any:
        """The shapes of `output`, as tuples."""
        return tf.nest.map_structure(backend.int_shape, self.output)

    @property
    def input_spec(self) -> Any:
        """What the model expects of its inputs: their shapes, whatever the batch size."""
        return self.__dict__.get("_manual_input_spec", self._graph_input_spec)

    @input_spec.setter
    @untracked
    def input_spec(self, value: Any) -> None:
        self._manual_input_spec = value

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Compute the outputs by calling every layer in order.

        Args:
            inputs: tensor or structure of tensors; a dictionary may name the input layers.
            training: whether this is for training.
            mask: the masks of the inputs.
        """
        return self._run_internal_graph(inputs, training=training, mask=mask)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks of the outputs."""
        outputs = self._run_internal_graph(inputs, mask=mask)
        return tf.nest.map_structure(lambda tensor: getattr(tensor, "_keras_mask", None), outputs)

    @hook
    def _run_internal_graph(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Call each layer as it was called during construction, on these inputs."""
        tensors = self._flatten_to_reference_inputs(inputs)
        masks = [None] * len(tensors) if mask is None else self._flatten_to_reference_inputs(mask)
        values: dict[int, Any] = {}
        for reference, tensor, input_mask in zip(self.inputs, tensors, masks, strict=False):
            tensor._keras_mask = input_mask
            values[id(reference)] = _conformed(tensor, reference)
        for node in self._call_order:
            if all(identity in values for identity in node.flat_input_ids):
                args, kwargs = node.map_arguments(values)
                outputs = node.layer(*args, **kwargs)
                values.update(zip(node.flat_output_ids, tf.nest.flatten(outputs), strict=True))
        return tf.nest.pack_sequence_as(self._nested_outputs, [values[id(tensor)] for tensor in self.outputs])

    def _flatten_to_reference_inputs(self, tensors: Any) -> list[Any]:
        """The tensors in the order of `inputs`; a dictionary is read by the names of the inputs."""
        if not isinstance(tensors, dict) or not self._takes_names():
            return tf.nest.flatten(tensors)
        nested = self._nested_inputs
        names = sorted(nested) if isinstance(nested, dict) else self.input_names
        unknown = [name for name in tensors if name not in names]
        if len(tensors) > len(names):
            warnings.warn(
                f"The dictionary of inputs has the keys {unknown}, which model `{self._name}` has no input "
                "for; they are ignored.",
                stacklevel=2,
            )
        if any(name not in tensors for name in names):
            return tf.nest.flatten(tensors)
        return [tensors[name] for name in names]

    def _takes_names(self) -> bool:
        """Whether the inputs are flat, so that each can be called by a name."""
        nested = self._nested_inputs
        if isinstance(nested, dict):
            nested = list(nested.values())
        return not isinstance(nested, (list, tuple)) or not any(tf.nest.is_nested(item) for item in nested)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shapes of the outputs for inputs of these shapes, layer by layer."""
        given = [tf.TensorShape(shape) for shape in _shapes_in(input_shape)]
        if len(given) != len(self.inputs):
            raise ValueError(
                f"`input_shape` is {input_shape}, but model `{self._name}` has {len(self.inputs)} input(s)."
            )
        shapes = {id(reference): shape for reference, shape in zip(self.inputs, given, strict=True)}
        for node in self._call_order:
            inputs = tf.nest.map_structure(lambda tensor: shapes[id(tensor)], node.call_args[0])
            found = _shapes_in(node.layer.compute_output_shape(inputs))
            shapes.update(zip(node.flat_output_ids, map(tf.TensorShape, found), strict=True))
        return tf.nest.pack_sequence_as(self._nested_outputs, [shapes[id(tensor)] for tensor in self.outputs])

    @default
    def get_config(self) -> dict[str, Any]:
        """The layers, how they are connected, and the model's ends; `from_config` is the way back.

        A subclass with a constructor of its own gives what that was given, as a layer does.

        Raises:
            NotImplementedError: if a layer cannot tell its config.
            TypeError: if a layer was called with an argument that JSON cannot hold.
        """
        config: dict[str, Any] = {"name": self._name, "trainable": self.trainable}
        if has_functional_like_constructor(type(self)):
            return deepcopy(config | get_network_config(self))
        return config if self._constructor_arguments is None else self._with_noted_arguments(config)

    def _add_symbolic_loss(self, loss: KerasTensor) -> None:
        add_loss_to_graph(self, loss)

    def _add_symbolic_metric(self, value: KerasTensor, name: str) -> None:
        add_metric_to_graph(self, value, "mean", name)

    def _assert_weights_created(self) -> None:
        """They are: every layer has been called."""


def has_functional_like_constructor(cls: type) -> bool:
    """Whether a class is made from inputs and outputs, as `Functional` is, so that a graph describes it."""
    own = inspect.getfullargspec(cls.__init__).args  # type: ignore[misc]  # only its signature is looked at
    return own == inspect.getfullargspec(Functional.__init__).args


def _is_model_input(tensor: Any) -> bool:
    if not hasattr(tensor, "_keras_history"):
        raise ValueError(
            f"`inputs` holds {tensor!r}, a {type(tensor).__name__}; expected what `keras.Input` or the "
            "call of a layer gave."
        )
    node: Node = tensor.node
    return node.is_input


def _only_item(structure: Any) -> Any:
    """The only tensor of a list; every other structure as it is."""
    flat = tf.nest.flatten(structure)
    return flat[0] if isinstance(structure, list) and len(flat) == 1 else structure


def _any_batch(shape: Sequence[int | None]) -> tuple[int | None, ...]:
    return (None, *shape[1:]) if len(shape) else ()


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, with a number where one has come before."""
    distinct: list[str] = []
    seen: Counter[str] = Counter()
    for name in names:
        proposal = name
        while proposal in distinct:
            seen[name] += 1
            proposal = f"{name}_{seen[name]}"
        distinct.append(proposal)
    return distinct


def _conformed(tensor: Any, reference: KerasTensor) -> Any:
    """The tensor in the dtype of the input it stands for; a last axis of length 1 comes or goes as needed."""
    shape, wanted = tensor.shape, reference.shape
    if shape != wanted:
        if len(shape) == len(wanted) + 1 and shape[-1] == 1:
            tensor = tf.squeeze(tensor, axis=-1)
        elif len(shape) == len(wanted) - 1 and wanted[-1] == 1:
            tensor = tf.expand_dims(tensor, axis=-1)
    return tensor if tensor.dtype == reference.dtype else tf.cast(tensor, reference.dtype)


def _shapes_in(structure: Any) -> list[Any]:
    """Every shape in a structure of shapes."""
    if isinstance(structure, tf.TensorShape):
        return [structure]
    if isinstance(structure, dict):
        return [shape for key in sorted(structure) for shape in _shapes_in(structure[key])]
    if all(length is None or isinstance(length, int) for length in structure):
        return [tuple(structure)]
    return [shape for item in structure for shape in _shapes_in(item)]
