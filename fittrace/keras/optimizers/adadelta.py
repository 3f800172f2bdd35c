"""Adadelta."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class Adadelta(Optimizer):
    """Steps as large as the last steps were, relative to the gradients.

    With gradient ``g``, learning rate ``lr`` and slots that are 0 at first::

        a = rho * a + (1 - rho) * g^2
        step = g * sqrt(d + epsilon) / sqrt(a + epsilon)
        d = rho * d + (1 - rho) * step^2
        w = w - lr * step

    Zeiler 2012 (whose paper has no learning rate: it is 1 there); the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        rho: share of the old means in the new ones.
        epsilon: lets the first step be other than 0.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "Adadelta",
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
            ema_overwrite_frequency,
            jit_compile,
            **kwargs,
        )
        self._learning_rate = self._build_learning_rate(learning_rate)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, var_list: Sequence[Any]) -> None:
        """Create the means ``a`` and ``d`` for one variable after the other."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        self._accumulated_grads, self._accumulated_delta_vars = [], []
        for variable in var_list:
            self._accumulated_grads.append(self.add_variable_from_reference(variable, "accumulated_grad"))
            self._accumulated_delta_vars.append(
                self.add_variable_from_reference(variable, "accumulated_delta_var")
            )

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        index = self._index_dict[self._var_key(variable)]
        g, w = array_of(gradient), writable(variable)
        a, d = writable(self._accumulated_grads[index]), writable(self._accumulated_delta_vars[index])
        a *= self.rho
        a += (1 - self.rho) * np.square(g)
        step = np.sqrt(d + self.epsilon)
        step /= np.sqrt(a + self.epsilon)
        step *= g
        d *= self.rho
        d += (1 - self.rho) * np.square(step)
        step *= scalar(self.learning_rate, variable)
        w -= step

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "rho": self.rho,
            "epsilon": self.epsilon,
        }
