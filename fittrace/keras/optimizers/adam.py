"""Adam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace.keras.saving.object_registration import register_keras_serializable

from ._adam_rule import AdamRule
from .optimizer import Optimizer


@register_keras_serializable()
class Adam(Optimizer):
    """Steps along a running mean of the gradient, divided by the root of a running mean of its square.

    With gradient ``g``, iteration ``t`` counted from 1 and slots that are 0 at first::

        m = m + (1 - beta_1) * (g - m)
        v = v + (1 - beta_2) * (g^2 - v)
        alpha = lr * sqrt(1 - beta_2^t) / (1 - beta_1^t)
        w = w - alpha * m / (sqrt(v) + epsilon)           # with amsgrad: the greatest v so far

    Kingma & Ba 2014 (in the form just before its section 2.1), Reddi et al. 2018 for amsgrad; the rule
    of Keras 2.12.

    Args:
        learning_rate: a number or a schedule.
        beta_1: share of the old mean in the new one.
        beta_2: the same for the mean square.
        epsilon: keeps the denominator from 0.
        amsgrad: never let the denominator shrink.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "Adam",
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
        self.amsgrad = amsgrad

    def build(self, var_list: Sequence[Any]) -> None:
        """Create the slots ``m`` and ``v``, and with amsgrad ``vhat``."""
        super().build(var_list)
        if getattr(self, "_built", False):
            return
        self._built = True
        self._rule = AdamRule(self, var_list)

    def update_step(self, gradient: Any, variable: Any) -> None:
        """One step of the rule."""
        self._rule.update(gradient, variable, self._index_dict[self._var_key(variable)])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "learning_rate": self._serialize_hyperparameter(self._learning_rate),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "amsgrad": self.amsgrad,
        }
