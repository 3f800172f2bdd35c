"""RMSprop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class RMSprop(Optimizer):
    """Divides the gradient by a running root mean square of it.

    With gradient ``g``, learning rate ``lr`` and slots that are 0 at first::

        v = rho * v + (1 - rho) * g^2
        a = rho * a + (1 - rho) * g                       # only if centered, else a = 0
        step = lr * g / sqrt(v - a^2 + epsilon)
        m = momentum * m + step                           # only with momentum, else m = step
        w = w - m

    Hinton 2012, lecture 6e of "Neural networks for machine learning"; the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        rho: share of the old mean in the new one.
        momentum: share of the last step in this one.
        epsilon: keeps the denominator from 0.
        centered: subtract the squared mean gradient, so that the root is a standard deviation.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = 100,
        jit_compile: bool = True,
        name: str = "RMSprop",
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
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def build(self, var_list: Sequence[Any]) -> None:
        """Create the slots: all of ``v``, then all of ``m``, then all of ``a``, as far as they are used."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        self._velocities = self._slots(var_list, "velocity")
        self._momentums = self._slots(var_list, "momentum") if self.momentum > 0 else []
        self._average_gradients = self._slots(var_list, "average_gradient") if self.centered else []

    def _slots(self, var_list: Sequence[Any], name: str) -> list[Any]:
        return [self.add_variable_from_reference(variable, name) for variable in var_list]

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        lr, index = scalar(self.learning_rate, variable), self._index_dict[self._var_key(variable)]
        g, w, v = array_of(gradient), writable(variable), writable(self._velocities[index])
        step = np.square(g)
        step *= 1 - self.rho
        v *= self.rho
        v += step
        np.add(v, self.epsilon, out=step)
        if self.centered:
            a = writable(self._average_gradients[index])
            a *= self.rho
            a += (1 - self.rho) * g
            step -= np.square(a)
        np.sqrt(step, out=step)
        np.divide(g, step, out=step)
        step *= lr
        if self.momentum > 0:
            m = writable(self._momentums[index])
            m *= self.momentum
            m += step
            step = m
        w -= step

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "rho": self.rho,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }
