"""`Layer`: what every layer, model and metric is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from fittrace import tf
from fittrace.keras import backend, regularizers
from fittrace.keras.utils.generic_utils import default, is_default, to_snake_case, validate_kwargs
from fittrace.keras.utils.tf_utils import get_shapes
from fittrace.tf.symbolic import placeholder, scratch_graph
from fittrace.tf.thread import thread
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import LayerCalled

from ..call_context import CallState, calls
from ..input_spec import assert_input_compatibility
from ..keras_tensor import KerasTensor
from . import _config
from ._call_spec import CallFunctionSpec
from ._construction import convert_values
from ._tracking import untracked

__all__ = ["Layer"]

_KEYWORDS: Final = frozenset(
    {
        "input_dim",
        "input_shape",
        "batch_input_shape",
        "batch_size",
        "weights",
        "activity_regularizer",
        "autocast",
        "implementation",
    }
)


@tf.Module.register
class Layer(_config.Layer):
    """A computation with weights of its own.

    A layer overrides `call`, and `build` where it has weights whose shapes depend on the input.

    Args:
        trainable: whether training changes its weights.
        name: by default the class's name in snake case, numbered.
        dtype: of its weights and its computation; by default the backend's float dtype.
        dynamic: whether it can only run eagerly, as everything does here.
        **kwargs: `input_shape`, `batch_input_shape`, `input_dim` and `batch_size` tell the shape of the
            input ahead; `weights` are initial values; `activity_regularizer` penalizes the output;
            `autocast=False` leaves float inputs in their dtype.

    Raises:
        TypeError: for a keyword argument Keras does not know, or a value of the wrong type.
    """

    @untracked
    def __init__(
        self,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
        dynamic: bool = False,
        **kwargs: Any,
    ) -> None:
        validate_kwargs(kwargs, _KEYWORDS)
        _require_bool("trainable", trainable)
        _require_bool("dynamic", dynamic)
        self._init_tracking()
        self._trainable = trainable
        self._dynamic = dynamic
        self._stateful = False
        self._input_spec = None
        self._build_input_shape = None
        self._supports_masking = not is_default(self.compute_mask)
        self._init_set_name(name)
        self._activity_regularizer = regularizers.get(kwargs.get("activity_regularizer"))
        self._eager_losses, self._losses, self._callable_losses = [], [], []
        self._set_dtype(dtype or backend.floatx())
        self._autocast = kwargs.get("autocast", True)
        self._inbound_nodes, self._outbound_nodes = [], []
        self._init_call_fn_args()
        self._initial_weights = kwargs.get("weights")
        self._preserve_input_structure_in_config = False
        self._take_shape_from(kwargs)

    def _init_set_name(self, name: str | None, zero_based: bool = True) -> None:
        if name is None:
            name = backend.unique_object_name(to_snake_case(type(self).__name__), zero_based=zero_based)
        elif not isinstance(name, str):
            raise TypeError(f"`name` is {name!r}, a {type(name).__name__}; expected a string.")
        self._name = name

    def _init_call_fn_args(self) -> None:
        self._call_spec = CallFunctionSpec(self.call)

    def _take_shape_from(self, kwargs: dict[str, Any]) -> None:
        """Keep the input shape the user told ahead, if any."""
        if "batch_input_shape" in kwargs:
            self._batch_input_shape = tuple(kwargs["batch_input_shape"])
            return
        shape = kwargs.get("input_shape")
        if "input_dim" in kwargs and shape is None:
            shape = (kwargs["input_dim"],)
        if shape is not None:
            self._batch_input_shape = (kwargs.get("batch_size"), *shape)

    @property
    def name(self) -> str:
        """The layer's name."""
        return self._name

    @hook
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the layer: build it if need be, compute, and pass masks and losses on.

        Args:
            *args: the inputs, then whatever else `call` takes; arrays and numbers become tensors.
            **kwargs: further arguments of `call`.  `training` is handed down from the calling layer
                unless it is given.

        Returns:
            Tensors; `KerasTensor` outputs where the inputs are such.
        """
        spec = self._call_spec
        inputs, args, kwargs = spec.split_out_first_arg(args, kwargs)
        flat_inputs: Sequence[Any] = [inputs] if isinstance(inputs, tf.Tensor) else tf.nest.flatten(inputs)
        if _holds_keras_tensor(flat_inputs, args, kwargs):
            return self._functional_construction_call(inputs, args, kwargs, flat_inputs)
        inputs, flat_inputs = convert_values(inputs, flat_inputs)
        masks, masks_are_implicit = self._get_input_masks(inputs, flat_inputs, args, kwargs)
        if masks_are_implicit and spec.expects_mask_arg:
            kwargs["mask"] = masks
        outer, scopes = calls.state, thread.scopes
        args, kwargs, training = self._set_training_mode(args, kwargs, outer)
        if outer.layer is None:
            self._clear_losses()
        calls.state, thread.scopes = outer.enter(self, training), (*scopes, self._name)
        try:
            assert_input_compatibility(self.input_spec, inputs, self._name)
            if not self.built:
                self._maybe_build(inputs)
            inputs = self._maybe_cast_inputs(inputs, flat_inputs)
            call = self._call_for_shapes() if outer.symbolic else self.call
            outputs = call(inputs, *args, **kwargs)
            if self._activity_regularizer is not None:
                self._handle_activity_regularization(outputs)
            if self._supports_masking:
                self._set_mask_metadata(inputs, outputs, masks)
        finally:
            calls.state, thread.scopes = outer, scopes
        emit(LayerCalled, layer=self, inputs=inputs, outputs=outputs, values=outputs)
        return outputs

    def _set_training_mode(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], outer: CallState
    ) -> tuple[tuple[Any, ...], dict[str, Any], Any]:
        """The arguments with `training` as given, else as in the calling layer, else `call`'s default."""
        spec = self._call_spec
        if not spec.expects_training_arg:
            given = kwargs.pop("training", None)
            return args, kwargs, outer.training if given is None else given
        training = None
        if spec.arg_was_passed("training", args, kwargs):
            training = spec.get_arg_value("training", args, kwargs)
        if training is None:
            training = outer.training if outer.training is not None else spec.default_training_arg
            args, kwargs = spec.set_arg_value("training", training, args, kwargs)
        return args, kwargs, training

    @default
    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output for an input of that shape, found with placeholders unless overridden."""
        inputs = tf.nest.map_structure(lambda shape: placeholder(shape, self.dtype), _as_shapes(input_shape))
        with scratch_graph():
            self._maybe_build(inputs)
            return get_shapes(self(inputs, training=False))

    @property
    def activity_regularizer(self) -> Any:
        """What penalizes the layer's output."""
        return self._activity_regularizer

    @activity_regularizer.setter
    def activity_regularizer(self, regularizer: Any) -> None:
        self._activity_regularizer = regularizer

    @property
    def stateful(self) -> bool:
        """Whether the layer, or one inside, keeps state from batch to batch."""
        return any(layer._stateful for layer in self._flatten_layers())

    @stateful.setter
    def stateful(self, value: bool) -> None:
        self._stateful = value

    def count_params(self) -> int:
        """How many elements the weights have in all.

        Raises:
            ValueError: if the layer is not built.
        """
        if not self.built:
            raise ValueError(
                f"Layer `{self._name}` is not built, so its weights cannot be counted. Call it on data, or "
                "`build(input_shape)`."
            )
        return sum(int(np.prod(tuple(weight.shape))) for weight in self.weights)


def _require_bool(argument: str, value: Any) -> None:
    if not isinstance(value, bool) and not (tf.is_tensor(value) and value.dtype == tf.bool):
        raise TypeError(f"`{argument}` is {value!r}, a {type(value).__name__}; expected True or False.")


def _as_shapes(shape: Any) -> Any:
    """A shape, or a structure of shapes, with every shape a `tf.TensorShape`."""
    if isinstance(shape, tf.TensorShape):
        return shape
    if isinstance(shape, dict):
        return {key: _as_shapes(item) for key, item in shape.items()}
    if all(length is None or isinstance(length, int) for length in shape):
        return tf.TensorShape(shape)
    return type(shape)(_as_shapes(item) for item in shape)


def _holds_keras_tensor(flat_inputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    for item in flat_inputs:
        if isinstance(item, KerasTensor):
            return True
    if not args and (not kwargs or (len(kwargs) == 1 and "training" in kwargs)):
        return False
    return any(isinstance(item, KerasTensor) for item in tf.nest.flatten((args, kwargs)))
