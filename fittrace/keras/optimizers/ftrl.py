"""FTRL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class Ftrl(Optimizer):
    """Follows the regularized leader, which keeps weights at exactly 0 with enough l1.

    With gradient ``g``, learning rate ``lr``, power ``p = -learning_rate_power`` and strengths l1, l2::

        a' = a + g^2                                      # a is initial_accumulator_value at first
        z = z + g + 2 * shrinkage * w - (a'^p - a^p) / lr * w
        w = (clip(z, -l1, l1) - z) / (a'^p / lr + 2 * (l2 + beta / (2 * lr)))
        a = a'

    McMahan et al. 2013; the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        learning_rate_power: 0 or less; 0 for a fixed rate.
        initial_accumulator_value: where the sums of squares begin.
        l1_regularization_strength, l2_regularization_strength: 0 or more.
        l2_shrinkage_regularization_strength: 0 or more; shrinks weights in proportion to themselves.
        beta: lifts the l2 strength by ``beta / (2 * lr)``.

    Raises:
        ValueError: for a setting out of range.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "Ftrl",
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
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        self._check_ranges()

    def _check_ranges(self) -> None:
        if self.learning_rate_power > 0:
            raise ValueError(
                f"`learning_rate_power` is {self.learning_rate_power}; expected 0 or a negative number."
            )
        for name in (
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
        ):
            if getattr(self, name) < 0:
                raise ValueError(f"`{name}` is {getattr(self, name)}; expected 0 or a positive number.")

    def build(self, var_list: Sequence[Any]) -> None:
        """Create ``a`` and ``z`` for one variable after the other."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._accumulators, self._linears = [], []
        for variable in var_list:
            start = tf.cast(tf.fill(variable.shape, self.initial_accumulator_value), variable.dtype)
            self._accumulators.append(
                self.add_variable_from_reference(variable, "accumulator", initial_value=start)
            )
            self._linears.append(self.add_variable_from_reference(variable, "linear"))
        self._built = True

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        index, power = self._index_dict[self._var_key(variable)], -self.learning_rate_power
        lr, l1 = scalar(self.learning_rate, variable), self.l1_regularization_strength
        g, w = array_of(gradient), writable(variable)
        a, z = writable(self._accumulators[index]), writable(self._linears[index])
        old = np.power(a, power)
        a += np.square(g)
        new = np.power(a, power)
        z += g + 2 * self.l2_shrinkage_regularization_strength * w - (new - old) / lr * w
        l2 = self.l2_regularization_strength + self.beta / (2 * lr)
        np.divide(np.clip(z, -l1, l1) - z, new / lr + 2 * l2, out=w)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "learning_rate_power": self.learning_rate_power,
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
            "l2_shrinkage_regularization_strength": self.l2_shrinkage_regularization_strength,
            "beta": self.beta,
        }
