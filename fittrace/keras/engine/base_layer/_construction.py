"""Calls without data: a layer is put into a graph of layers, and the shape of its output is inferred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.tf import symbolic
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import LayersConnected

from ..call_context import CallState, calls
from ..keras_tensor import keras_tensor_from_tensor, keras_tensor_to_placeholder
from ..node import Node
from . import _masking

__all__ = ["Layer", "convert_values"]


class Layer(_masking.Layer):
    """The part of `Layer` that is called on `KerasTensor` inputs."""

    _activity_regularizer: Any

    @hook
    def _functional_construction_call(
        self, inputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any], input_list: Sequence[Any]
    ) -> Any:
        """Call the layer on inputs that have shapes but no values, and note the connection."""
        inputs, input_list = convert_values(inputs, input_list)
        spec = self._call_spec
        masks, masks_are_implicit = self._get_input_masks(inputs, input_list, args, kwargs)
        mask_is_ours = masks_are_implicit and spec.expects_mask_arg
        if mask_is_ours:
            kwargs["mask"] = masks
        training, training_is_ours = self._training_for_construction(args, kwargs)
        if training_is_ours:
            args, kwargs = spec.set_arg_value("training", training, args, kwargs)
        outer = calls.state
        calls.state = CallState(self, training, symbolic=True)
        try:
            outputs = self._keras_tensor_symbolic_call(inputs, masks, args, kwargs)
        finally:
            calls.state = outer
        if outputs is None:
            raise ValueError(
                f"`call` of layer `{self._name}` returned None; it must return a tensor or several."
            )
        for name, is_ours in (("training", training_is_ours), ("mask", mask_is_ours)):
            if is_ours:
                kwargs.pop(name, None)
        return self._set_connectivity_metadata((inputs, *args), kwargs, outputs)

    def _training_for_construction(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, bool]:
        """What the call is told about training, and whether the engine adds it to the arguments."""
        spec = self._call_spec
        training = None
        if spec.arg_was_passed("training", args, kwargs):
            training = spec.get_arg_value("training", args, kwargs)
            if not spec.expects_training_arg:
                kwargs.pop("training")
        if training is not None:
            return training, False
        training = calls.state.training
        if training is None:
            training = spec.default_training_arg
        return training, spec.expects_training_arg

    @hook
    def _keras_tensor_symbolic_call(
        self, inputs: Any, input_masks: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """The `KerasTensor` outputs for these inputs."""
        return self._infer_output_signature(inputs, args, kwargs, input_masks)

    @hook
    def _infer_output_signature(
        self, inputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any], input_masks: Any
    ) -> Any:
        """Build the layer if need be, and run `call` on placeholders to see what comes out."""
        inputs, args, kwargs, input_masks = tf.nest.map_structure(
            keras_tensor_to_placeholder, (inputs, args, kwargs, input_masks)
        )
        with symbolic.scratch_graph(), tf.name_scope(f"{self._name}/"):
            self._maybe_build(inputs)
            inputs = self._maybe_cast_inputs(inputs, tf.nest.flatten(inputs))
            outputs = self._call_for_shapes()(inputs, *args, **kwargs)
            if outputs is None:
                return None
            if self._activity_regularizer is not None:
                self._handle_activity_regularization(outputs)
            if self._supports_masking:
                self._set_mask_metadata(inputs, outputs, input_masks)
        return tf.nest.map_structure(keras_tensor_from_tensor, outputs)

    def _handle_activity_regularization(self, outputs: Any) -> None:
        """Add the regularizer's loss for each output, a mean over the batch."""
        for output in tf.nest.flatten(outputs):
            loss = tf.convert_to_tensor(self._activity_regularizer(output))
            self.add_loss(loss / tf.cast(tf.shape(output)[0], loss.dtype))

    @hook
    def _set_connectivity_metadata(self, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> Any:
        """Note the call as a node between layers; an input that is given back becomes a tensor of its own."""
        given = {id(item) for item in tf.nest.flatten((args, kwargs))}
        outputs = tf.nest.map_structure(
            lambda tensor: keras_tensor_from_tensor(tensor) if id(tensor) in given else tensor, outputs
        )
        node = Node(self, call_args=args, call_kwargs=kwargs, outputs=outputs)
        for source, _, _, tensor in node.iterate_inbound():
            emit(LayersConnected, source=source, target=self, shape=tensor.shape, dtype=tensor.dtype)
        return outputs


def convert_values(inputs: Any, input_list: Sequence[Any]) -> tuple[Any, Sequence[Any]]:
    """The inputs with arrays and numbers as tensors, in their structure and flat."""
    if any(isinstance(item, (np.ndarray, float, int)) for item in input_list):
        inputs = tf.nest.map_structure(_as_tensor, inputs)
        return inputs, tf.nest.flatten(inputs)
    return inputs, input_list


def _as_tensor(value: Any) -> Any:
    return tf.convert_to_tensor(value) if isinstance(value, (np.ndarray, float, int)) else value
