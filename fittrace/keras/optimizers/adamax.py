"""Adamax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class Adamax(Optimizer):
    """`Adam` with the infinity norm: divides by the greatest recent gradient.

    With gradient ``g``, iteration ``t`` counted from 1, learning rate ``lr`` and slots that are 0 at first::

        m = m + (1 - beta_1) * (g - m)
        u = max(beta_2 * u, |g|)
        w = w - lr / (1 - beta_1^t) * m / (u + epsilon)

    Kingma & Ba 2014, section 7.1; the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        beta_1: share of the old mean in the new one.
        beta_2: how much of a great gradient is left one step later.
        epsilon: keeps the denominator from 0.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "Adamax",
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
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, var_list: Sequence[Any]) -> None:
        """Create ``m`` and ``u`` for one variable after the other."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        self._m, self._u = [], []
        for variable in var_list:
            self._m.append(self.add_variable_from_reference(variable, "m"))
            self._u.append(self.add_variable_from_reference(variable, "u"))

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        index = self._index_dict[self._var_key(variable)]
        g, w = array_of(gradient), writable(variable)
        m, u = writable(self._m[index]), writable(self._u[index])
        t = scalar(int(self.iterations) + 1, variable)
        rate = scalar(self.learning_rate, variable) / (1 - scalar(self.beta_1, variable) ** t)
        m += (1 - self.beta_1) * (g - m)
        u *= self.beta_2
        np.maximum(u, np.abs(g), out=u)
        step = m / (u + self.epsilon)
        step *= rate
        w -= step

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
