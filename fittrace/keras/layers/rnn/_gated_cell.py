"""What the cells of GRU and LSTM share: gates, and two ways to compute them."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import activations

from ._weighted_cell import WeightedCell


class GatedCell(WeightedCell):
    """Base of cells with gates.

    Args:
        recurrent_activation: of the gates.
        implementation: 1 multiplies the inputs with the kernel of one gate after the other, each with a
            dropout mask of its own; 2 with all at once, under one mask.  With `recurrent_dropout` it is 1.
        **kwargs: as for `WeightedCell`.
    """

    def __init__(self, recurrent_activation: Any, **kwargs: Any) -> None:
        implementation = kwargs.pop("implementation", 2)
        super().__init__(**kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.implementation = 1 if self.recurrent_dropout else implementation

    def _gate_columns(self, gate: int) -> slice:
        """The columns of a kernel (the elements of a bias) that belong to one gate."""
        return slice(gate * self.units, (gate + 1) * self.units)

    def _project(self, values: Any, masks: Any, rate: float, kernel: Any, bias: Any, gates: int) -> list[Any]:
        """``values @ kernel + bias``, a tensor ``(batch, units)`` a gate.

        Args:
            values: inputs or state.
            masks: a dropout mask for every gate, or None.
            rate: the share that they drop.
            kernel: of all gates.
            bias: of all gates, or None.
            gates: how many there are.
        """
        drops = 0.0 < rate < 1.0
        if self.implementation != 1:
            values = values * masks[0] if drops else values
            return tf.split(_affine(values, kernel, bias), gates, axis=-1)
        parts = []
        for gate in range(gates):
            columns = self._gate_columns(gate)
            kept = values * masks[gate] if drops else values
            parts.append(_affine(kept, kernel[:, columns], None if bias is None else bias[columns]))
        return parts

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "recurrent_activation": activations.serialize(self.recurrent_activation),
            "implementation": self.implementation,
        }


def _affine(values: Any, kernel: Any, bias: Any) -> Any:
    product = tf.matmul(values, kernel)
    return product if bias is None else tf.nn.bias_add(product, bias)
