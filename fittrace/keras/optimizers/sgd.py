"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace.keras.saving.object_registration import register_keras_serializable

from ._in_place import array_of, scalar, writable
from .optimizer import Optimizer


@register_keras_serializable()
class SGD(Optimizer):
    """Gradient descent, with momentum.

    With the velocity ``m`` (0 at first), gradient ``g`` and learning rate ``lr``::

        m = momentum * m - lr * g
        w = w + m                          # with Nesterov momentum: w + momentum * m - lr * g

    Sutskever et al. 2013; the rule of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        momentum: between 0 and 1.
        nesterov: look ahead along the velocity.

    Raises:
        ValueError: for a momentum out of range.
    """

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: Any = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "SGD",
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
        self.momentum = momentum
        self.nesterov = nesterov
        if isinstance(momentum, (int, float)) and not 0 <= momentum <= 1:
            raise ValueError(f"`momentum` is {momentum}; expected a number between 0 and 1.")

    def build(self, var_list: Sequence[Any]) -> None:
        """Create the velocities ``m``, also where momentum is 0 (as Keras 2.12 does)."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self.momentums = [
            self.add_variable_from_reference(model_variable=variable, variable_name="m")
            for variable in var_list
        ]
        self._built = True

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule above."""
        lr, momentum = scalar(self.learning_rate, variable), scalar(self.momentum, variable)
        w, m = writable(variable), writable(self.momentums[self._index_dict[self._var_key(variable)]])
        step = array_of(gradient) * lr
        m *= momentum
        m -= step
        if self.nesterov:
            w += momentum * m
            w -= step
        else:
            w += m

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "momentum": self.momentum,
            "nesterov": self.nesterov,
        }
