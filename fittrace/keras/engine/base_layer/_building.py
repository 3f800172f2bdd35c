"""When a layer's weights come into being: at its first call, once the shape of its input is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import Context
from functools import partial
from inspect import unwrap
from types import MethodType
from typing import Any, Final

from fittrace import tf
from fittrace.keras.utils.generic_utils import default, is_default
from fittrace.keras.utils.tf_utils import get_shapes
from fittrace.trace import State, emit, hook
from fittrace.trace.catalogue import LayerBuilt

from ..input_spec import InputSpec, assert_input_compatibility
from . import _nodes
from ._call_spec import CallFunctionSpec, MadeByConstructor
from ._tracking import untracked

__all__ = ["Layer"]

_ENGINE: Final = __name__.partition(".")[0] + "."


class Layer(_nodes.Layer):
    """The part of `Layer` that builds.

    Attributes:
        built: whether the layer has all it needs to be called.
    """

    built = State(False)
    _call_spec: CallFunctionSpec = MadeByConstructor()  # type: ignore[assignment]  # until the instance has its own
    _compute_dtype_object: tf.DType
    _autocast: bool
    _dynamic: bool
    _input_spec: Any
    _build_input_shape: Any
    _initial_weights: Sequence[Any] | None

    @hook
    @default
    @untracked
    def build(self, input_shape: Any) -> None:
        """Make the layer's weights; a layer with weights overrides this.

        Args:
            input_shape: the `tf.TensorShape` of the input, or a structure of them.
        """
        self._build_input_shape = input_shape
        self.built = True

    @hook
    @default
    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Compute the output; a layer overrides this.

        Args:
            inputs: tensor or structure of tensors.
            *args: whatever else the layer takes.
            **kwargs: likewise; `training` and `mask` are passed where the layer names them.
        """
        return inputs

    @hook
    def _maybe_build(self, inputs: Any) -> None:
        """Build the layer for these inputs, unless it is built."""
        if not self.built:
            assert_input_compatibility(self.input_spec, inputs, self._name)
            shapes = get_shapes(inputs) if _have_shapes(inputs) else None
            if not is_default(self.build):
                with tf.init_scope():
                    self.build(shapes)
            Layer.build(self, shapes)
            emit(LayerBuilt, layer=self, input_shape=shapes, output_shape=_ShapeBehind(self, shapes))
        if self._initial_weights is not None:
            with tf.init_scope():
                self.set_weights(self._initial_weights)
            self._initial_weights = None

    @property
    def input_spec(self) -> Any:
        """What the layer expects of its inputs: an `InputSpec`, a structure of them, or None."""
        return self._input_spec

    @input_spec.setter
    @untracked
    def input_spec(self, value: Any) -> None:
        for spec in tf.nest.flatten(value):
            if spec is not None and not isinstance(spec, InputSpec):
                raise TypeError(
                    f"`input_spec` of layer `{self._name}` holds {spec!r}; expected "
                    "`keras.layers.InputSpec` objects."
                )
        self._input_spec = value

    @property
    def dtype(self) -> str:
        """The dtype of the layer's weights."""
        return self._dtype

    @property
    def variable_dtype(self) -> str:
        """The same as `dtype`."""
        return self._dtype

    @property
    def compute_dtype(self) -> str:
        """The dtype the layer computes in; there is no mixed precision here, so it is `dtype`."""
        return self._dtype

    @property
    def _compute_dtype(self) -> str:
        return self._dtype

    @property
    def dynamic(self) -> bool:
        """Whether the layer, or one inside, was made with ``dynamic=True``."""
        return any(layer._dynamic for layer in self._flatten_layers())

    def _set_dtype(self, dtype: Any) -> None:
        self._compute_dtype_object = tf.as_dtype(dtype)
        self._dtype = self._compute_dtype_object.name

    def _maybe_cast_inputs(self, inputs: Any, flat_inputs: Sequence[Any]) -> Any:
        """The inputs, floats among them cast to the dtype the layer computes in."""
        wanted = self._compute_dtype_object
        if not self._autocast or not wanted.is_floating:
            return inputs
        for tensor in flat_inputs:
            dtype = getattr(tensor, "dtype", wanted)
            if dtype is not wanted and dtype != wanted and dtype.is_floating:
                return tf.nest.map_structure(partial(_cast_float, dtype=wanted), inputs)
        return inputs

    def _call_for_shapes(self) -> Callable[..., Any]:
        """`call` as it runs while shapes are inferred.

        Keras has AutoGraph rewrite the `call` of a user's own layer there, and what runs is the
        rewritten function; the method itself is not called.  So it goes unrecorded here, too.
        """
        written = type(self).call
        if written.__module__.startswith(_ENGINE):
            return self.call
        return MethodType(unwrap(written), self)


def _have_shapes(inputs: Any) -> bool:
    return any(hasattr(item, "shape") for item in tf.nest.flatten(inputs))


class _ShapeBehind:
    """The shape of a layer's output, worked out only if somebody asks and the layer has a formula for it."""

    def __init__(self, layer: Any, input_shape: Any) -> None:
        self._layer, self._input_shape = layer, input_shape

    @property
    def shape(self) -> Any:
        """The shape; None where it would take a call of the layer, or of one inside, to find out."""
        compute = self._layer.compute_output_shape
        if is_default(compute) or any(self._layer._flatten_layers(include_self=False)):
            return None
        return Context().run(compute, self._input_shape)  # a context of its own, in which nobody records


def _cast_float(tensor: Any, dtype: tf.DType) -> Any:
    return tf.cast(tensor, dtype) if hasattr(tensor, "dtype") and tensor.dtype.is_floating else tensor
