"""Nadam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class Nadam(Optimizer):
    """`Adam` with Nesterov momentum, whose share grows during the first iterations.

    With gradient ``g``, iteration ``t`` counted from 1 and learning rate ``lr``::

        u_t = beta_1 * (1 - 0.96^t / 2);   U_t = u_1 * ... * u_t
        m = m + (1 - beta_1) * (g - m)
        v = v + (1 - beta_2) * (g^2 - v)
        ahead = u_(t+1) * m / (1 - U_(t+1)) + (1 - u_t) * g / (1 - U_t)
        w = w - lr * ahead / (sqrt(v / (1 - beta_2^t)) + epsilon)

    Dozat 2015; the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        beta_1: share of the old mean in the new one.
        beta_2: the same for the mean square.
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
        name: str = "Nadam",
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
        """Create ``m`` and ``v`` for one variable after the other, and the product ``U``."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        self._u_product = tf.Variable(1.0, dtype=var_list[0].dtype, trainable=False)
        self._u_product_counter = 1
        self._momentums, self._velocities = [], []
        for variable in var_list:
            self._momentums.append(self.add_variable_from_reference(variable, "m"))
            self._velocities.append(self.add_variable_from_reference(variable, "v"))

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        index, iteration = self._index_dict[self._var_key(variable)], int(self.iterations) + 1
        g, w = array_of(gradient), writable(variable)
        m, v = writable(self._momentums[index]), writable(self._velocities[index])
        now, ahead = self._momentum_share(iteration, variable), self._momentum_share(iteration + 1, variable)
        product = self._product(iteration, now)
        m += (1 - scalar(self.beta_1, variable)) * (g - m)
        v += (1 - scalar(self.beta_2, variable)) * (np.square(g) - v)
        step = ahead / (1 - product * ahead) * m + (1 - now) / (1 - product) * g
        step *= scalar(self.learning_rate, variable)
        unbiased = v / (1 - scalar(self.beta_2, variable) ** scalar(iteration, variable))
        step /= np.sqrt(unbiased) + self.epsilon
        w -= step

    def _momentum_share(self, iteration: int, variable: Any) -> Any:
        decayed = scalar(0.96, variable) ** scalar(iteration, variable)
        return scalar(self.beta_1, variable) * (1 - decayed / 2)

    def _product(self, iteration: int, share: Any) -> Any:
        """``U_t``, brought up to date by the first variable of an iteration."""
        if self._u_product_counter != iteration + 1:
            self._u_product.assign(self._u_product * share)
            self._u_product_counter += 1
        return self._u_product.numpy()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
