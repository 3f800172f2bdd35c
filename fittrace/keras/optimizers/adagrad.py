"""Adagrad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace.keras.initializers import Constant
from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class Adagrad(Optimizer):
    """Divides the gradient by the root of the sum of its squares so far.

    With gradient ``g`` and learning rate ``lr``::

        a = a + g^2                                       # a is initial_accumulator_value at first
        w = w - lr * g / sqrt(a + epsilon)

    Duchi et al. 2011; the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        initial_accumulator_value: where the sums begin.
        epsilon: keeps the denominator from 0.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "Adagrad",
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
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    def build(self, var_list: Sequence[Any]) -> None:
        """Create the sums ``a``."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        initializer = Constant(self.initial_accumulator_value)
        self._accumulators = [
            self.add_variable_from_reference(
                variable, "accumulator", initial_value=initializer(shape=variable.shape, dtype=variable.dtype)
            )
            for variable in var_list
        ]

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        g, w = array_of(gradient), writable(variable)
        a = writable(self._accumulators[self._index_dict[self._var_key(variable)]])
        step = np.square(g)
        a += step
        np.add(a, self.epsilon, out=step)
        np.sqrt(step, out=step)
        np.divide(g, step, out=step)
        step *= scalar(self.learning_rate, variable)
        w -= step

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "initial_accumulator_value": self.initial_accumulator_value,
            "epsilon": self.epsilon,
        }
