"""Adam with decoupled weight decay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace.keras.saving.object_registration import register_keras_serializable

from ._adam_rule import AdamRule
from .optimizer import Optimizer


@register_keras_serializable()
class AdamW(Optimizer):
    """`Adam`, with weights that shrink by ``learning_rate * weight_decay * weight`` before every update.

    Loshchilov & Hutter 2019; arguments as `Adam`.

    Raises:
        ValueError: if `weight_decay` is None.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        name: str = "AdamW",
        **kwargs: Any,
    ) -> None:
        if weight_decay is None:
            raise ValueError("`weight_decay` is None; AdamW needs a number (`Adam` is the one without).")
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
            "weight_decay": self.weight_decay,
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "amsgrad": self.amsgrad,
        }
