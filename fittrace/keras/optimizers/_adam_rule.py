"""The update that Adam and AdamW share; `Adam` tells the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._in_place import array_of, scalar, writable


class AdamRule:
    """Slots and update of one optimizer with `beta_1`, `beta_2`, `epsilon` and `amsgrad`.

    Args:
        optimizer: where the settings are, and who creates the slots.
        var_list: the variables; ``m`` and ``v`` are created for one after the other, then all ``vhat``.
    """

    def __init__(self, optimizer: Any, var_list: Sequence[Any]) -> None:
        self._optimizer = optimizer
        self.momentums: list[Any] = []
        self.velocities: list[Any] = []
        self.velocity_hats: list[Any] = []
        for variable in var_list:
            self.momentums.append(optimizer.add_variable_from_reference(variable, "m"))
            self.velocities.append(optimizer.add_variable_from_reference(variable, "v"))
        if optimizer.amsgrad:
            for variable in var_list:
                self.velocity_hats.append(optimizer.add_variable_from_reference(variable, "vhat"))

    def update(self, gradient: Any, variable: Any, index: int) -> None:
        """One step for the variable number `index`."""
        optimizer = self._optimizer
        g, w = array_of(gradient), writable(variable)
        m, v = writable(self.momentums[index]), writable(self.velocities[index])
        change = np.subtract(g, m)
        change *= 1 - optimizer.beta_1
        m += change
        np.square(g, out=change)
        change -= v
        change *= 1 - optimizer.beta_2
        v += change
        if self.velocity_hats:
            greatest = writable(self.velocity_hats[index])
            v = np.maximum(greatest, v, out=greatest)
        step = np.sqrt(v, out=change)
        step += optimizer.epsilon
        np.divide(m, step, out=step)
        step *= self._corrected_rate(variable)
        w -= step

    def _corrected_rate(self, variable: Any) -> Any:
        """The learning rate, corrected for both means having begun at 0."""
        optimizer = self._optimizer
        t = scalar(int(optimizer.iterations) + 1, variable)
        unbias_1 = 1 - scalar(optimizer.beta_1, variable) ** t
        unbias_2 = 1 - scalar(optimizer.beta_2, variable) ** t
        return scalar(optimizer.learning_rate, variable) * np.sqrt(unbias_2) / unbias_1
