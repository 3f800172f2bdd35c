"""Masks: which positions of a sequence count, handed from layer to layer beside the tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf
from fittrace.keras.utils.generic_utils import default

from . import _building

__all__ = ["Layer"]


class Layer(_building.Layer):
    """The part of `Layer` that finds the masks of its inputs and puts masks on its outputs."""

    _supports_masking: bool
    _compute_output_and_mask_jointly = False

    @property
    def supports_masking(self) -> bool:
        """Whether the layer passes masks on."""
        return self._supports_masking

    @supports_masking.setter
    def supports_masking(self, value: bool) -> None:
        self._supports_masking = value

    @default
    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the output; by default the mask of the input.

        Raises:
            TypeError: if there is a mask and the layer does not pass masks on.
        """
        if self._supports_masking:
            return mask
        if any(item is not None for item in tf.nest.flatten(mask)):
            raise TypeError(
                f"Layer `{self._name}` was given a `mask` and does not support masking. Set "
                "`self.supports_masking = True` in its constructor if a mask can pass through it."
            )
        return None

    def _get_input_masks(
        self, inputs: Any, flat_inputs: Sequence[Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, bool]:
        """The masks of the inputs, and whether they came with the tensors rather than as an argument."""
        if not self._supports_masking and not self._call_spec.expects_mask_arg:
            return None, False
        if self._call_spec.arg_was_passed("mask", args, kwargs):
            return self._call_spec.get_arg_value("mask", args, kwargs), False
        masks = [getattr(tensor, "_keras_mask", None) for tensor in flat_inputs]
        for mask in masks:
            if mask is not None:
                return tf.nest.pack_sequence_as(inputs, masks), True
        return None, False

    def _set_mask_metadata(self, inputs: Any, outputs: Any, previous_mask: Any) -> None:
        """Put the output's mask on it, unless `call` has done so."""
        if self._compute_output_and_mask_jointly:
            return
        flat_outputs = tf.nest.flatten(outputs)
        for tensor in flat_outputs:
            if getattr(tensor, "_keras_mask", None) is None:
                break
        else:
            return
        masks = self.compute_mask(inputs, previous_mask)
        if masks is not None:
            for tensor, mask in zip(flat_outputs, tf.nest.flatten(masks), strict=False):
                tensor._keras_mask = mask
