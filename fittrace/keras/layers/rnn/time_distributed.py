"""`TimeDistributed`: a layer applied to every step of a sequence."""

from __future__ import annotations

from typing import Any, Final

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec

from .base_wrapper import Wrapper
from .rnn_utils import as_shapes, has_arg

_ENGINE: Final = __name__.partition(".")[0] + "."


class TimeDistributed(Wrapper):
    """Applies the layer inside to each step of ``(batch, time, ...)`` inputs.

    Keras's own layers are called once on ``(batch * time, ...)``.  A layer of one's own might depend on the
    batch size, so it is called for one step after the other where the batch size is known.

    Args:
        layer: the layer inside.
        **kwargs: as for every layer.

    Raises:
        ValueError: if `layer` is no layer.
    """

    def __init__(self, layer: Any, **kwargs: Any) -> None:
        if not isinstance(layer, Layer):
            raise ValueError(
                f"`layer` is {layer!r}, a {type(layer).__name__}; expected a layer, such as `Dense(3)`."
            )
        super().__init__(layer, **kwargs)
        self.supports_masking = True
        self._always_use_reshape = _is_builtin(layer) and not layer.stateful

    def build(self, input_shape: Any) -> None:
        """Build the layer inside for one step.

        Raises:
            ValueError: for inputs without a time axis.
        """
        shapes = as_shapes(input_shape)
        for shape in tf.nest.flatten(shapes):
            if shape.rank < 3:
                raise ValueError(
                    f"The input of `TimeDistributed` has shape {tuple(shape)}; expected at least 3 axes: "
                    "batch, time, features."
                )
        self.input_spec = tf.nest.map_structure(
            lambda shape: InputSpec(shape=(None, None, *shape[2:])), shapes
        )
        step_shape = tf.nest.map_structure(_without_time, shapes)
        super().build(tuple(step_shape))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the layer's output for one step, with the time axis put back."""
        shapes = as_shapes(input_shape)
        inner = as_shapes(self.layer.compute_output_shape(tf.nest.map_structure(_without_time, shapes)))
        steps = tf.nest.flatten(shapes)[0][1]
        return tf.nest.map_structure(lambda shape: tf.TensorShape([shape[0], steps, *shape[1:]]), inner)

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """The outputs of the layer, for all steps.

        Args:
            inputs: ``(batch, time, ...)``, or a structure of such tensors.
            training: handed to the layer if it takes it.
            mask: ``(batch, time)``, handed to the layer if it takes it.
        """
        options = {"training": training} if has_arg(self.layer.call, "training") else {}
        if self._goes_step_by_step(inputs):

            def step(values: Any, states: Any) -> tuple[Any, Any]:
                return self.layer(values, **options), []

            _, outputs, _ = backend.rnn(step, inputs, initial_states=[], mask=mask)
            return outputs
        if mask is not None and has_arg(self.layer.call, "mask"):
            options["mask"] = _fold(mask)
        outputs = self.layer(tf.nest.map_structure(_fold, inputs), **options)
        return tf.nest.map_structure(lambda tensor: _unfold(tensor, inputs), outputs)

    def _goes_step_by_step(self, inputs: Any) -> bool:
        batch_size = tf.nest.flatten(inputs)[0].shape[0]
        return bool(batch_size) and not self._always_use_reshape

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask the layer gives for each step; else the mask of the steps themselves."""
        if self._goes_step_by_step(inputs):
            return mask
        folded = None if mask is None else _fold(mask)
        output_mask = self.layer.compute_mask(tf.nest.map_structure(_fold, inputs), folded)
        if output_mask is not None:
            return _unfold(output_mask, inputs)
        if mask is None:
            return None
        return tf.reduce_any(mask, axis=list(range(2, mask.shape.rank))) if mask.shape.rank > 2 else mask


def _is_builtin(layer: Any) -> bool:
    """Whether it is one of Keras's layers, or of a class made from one."""
    first = next(cls for cls in type(layer).__mro__ if cls.__module__.startswith(_ENGINE))
    return first is not Layer


def _without_time(shape: tf.TensorShape) -> tf.TensorShape:
    return tf.TensorShape([shape[0], *shape[2:]])


def _length(tensor: Any, axis: int) -> Any:
    """The length of an axis, as a number where it is known, else as a tensor."""
    length = tensor.shape[axis]
    return tf.shape(tensor)[axis] if length is None else length


def _fold(tensor: Any) -> Any:
    """``(batch, time, ...)`` to ``(batch * time, ...)``."""
    return tf.reshape(tensor, [-1, *(_length(tensor, axis) for axis in range(2, tensor.shape.rank))])


def _unfold(tensor: Any, inputs: Any) -> Any:
    """``(batch * time, ...)`` to ``(batch, time, ...)``, with batch and time as in the inputs."""
    first = tf.nest.flatten(inputs)[0]
    batch_size = first.shape[0] or -1
    rest = [_length(tensor, axis) for axis in range(1, tensor.shape.rank)]
    return tf.reshape(tensor, [batch_size, _length(first, 1), *rest])
