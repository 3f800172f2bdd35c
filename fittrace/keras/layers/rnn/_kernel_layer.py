"""What GRU and LSTM share: where their cell is the usual one, all steps are computed without calling it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from fittrace import tf
from fittrace.keras import activations
from fittrace.keras.engine.base_layer import BaseRandomLayer

from ._cell_layer import CellLayer
from .dropout_rnn_cell_mixin import DropoutRNNCellMixin


class KernelLayer(DropoutRNNCellMixin, CellLayer, BaseRandomLayer):
    """Base of layers with a function for all steps at once.

    Keras has such a function for cuDNN, and an equal one for the CPU, used under the same conditions.
    """

    def __init__(self, cell: Any, activity_regularizer: Any, **kwargs: Any) -> None:
        super().__init__(cell, activity_regularizer, **kwargs)
        self._could_use_gpu_kernel = (
            cell.activation in (activations.tanh, tf.tanh)
            and cell.recurrent_activation in (activations.sigmoid, tf.sigmoid)
            and cell.recurrent_dropout == 0
            and not self.unroll
            and cell.use_bias
        )

    def _prepare(
        self, inputs: Any, mask: Any, training: Any, initial_state: Any, gates: int
    ) -> tuple[Any, Any, Any]:
        """The inputs after dropout, the states to begin with, and the mask of the sequence."""
        inputs, initial_state, _ = self._process_inputs(inputs, initial_state, None)
        self.reset_dropout_mask()
        masks = self.get_dropout_mask_for_cell(inputs, training, count=gates)
        if masks is not None:
            inputs = inputs * masks[0]
        return inputs, initial_state, mask[0] if isinstance(mask, list) else mask

    def _kernel_arguments(self, inputs: Any, mask: Any) -> dict[str, Any]:
        return {
            "inputs": inputs,
            "kernel": self.cell.kernel.value(),
            "recurrent_kernel": self.cell.recurrent_kernel.value(),
            "bias": self.cell.bias.value(),
            "mask": mask,
            "time_major": self.time_major,
            "go_backwards": self.go_backwards,
            "zero_output_for_mask": self.zero_output_for_mask,
            "return_sequences": self.return_sequences,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The layer that gave this config; `implementation` 0, from the days of Keras 1, becomes 1."""
        if config.get("implementation") == 0:
            config = config | {"implementation": 1}
        return super().from_config(config, custom_objects)
