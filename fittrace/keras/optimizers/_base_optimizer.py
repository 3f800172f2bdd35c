"""What an optimizer knows: settings, learning rate, iterations, and variables of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

from fittrace import tf
from fittrace.keras import backend, initializers
from fittrace.trace import Hooked

from ._callable_list import CallableList
from ._settings import check_arguments, check_settings
from .schedules import learning_rate_schedule
from .schedules.learning_rate_schedule import LearningRateSchedule


class BaseOptimizer(Hooked):
    """The state and the settings of an `Optimizer`, which tells the arguments."""

    _learning_rate: Any
    _current_learning_rate: Any

    def __init__(
        self,
        name: str,
        weight_decay: float | None = 0,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        jit_compile: bool = True,
        **kwargs: Any,
    ) -> None:
        check_arguments(type(self).__name__, kwargs)
        check_settings(clipnorm, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency)
        self.name = name
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.jit_compile = False
        self._iterations = tf.Variable(0, name="iteration", dtype="int64", trainable=False)
        self._variables: list[Any] = [self._iterations]
        self._index_dict: dict[Any, int] = {}
        self._followed: Any = None
        self._not_decayed: tuple[set[Any], list[str]] = (set(), [])

    @property
    def iterations(self) -> Any:
        """How many times gradients were applied, an int64 variable."""
        return self._iterations

    @iterations.setter
    def iterations(self, variable: Any) -> None:
        if getattr(self, "_built", False):
            raise RuntimeError(
                f"Optimizer {self.name!r} is built: `iterations` cannot be replaced any more. Assign to the "
                "variable, or replace it before the first update."
            )
        self._iterations = variable

    @property
    def learning_rate(self) -> Any:
        """The current learning rate, a variable; ValueError if the subclass has set none."""
        rate = getattr(self, "_learning_rate", None)
        if rate is None:
            raise ValueError(
                f"{type(self).__name__} has no learning rate; its constructor must set "
                "`self._learning_rate = self._build_learning_rate(learning_rate)`."
            )
        return self._current_learning_rate if isinstance(rate, LearningRateSchedule) else rate

    @learning_rate.setter
    def learning_rate(self, learning_rate: Any) -> None:
        if isinstance(learning_rate, LearningRateSchedule):
            self._learning_rate = learning_rate
        elif isinstance(self._learning_rate, LearningRateSchedule):
            raise TypeError(
                f"The learning rate of optimizer {self.name!r} follows a "
                f"`{type(self._learning_rate).__name__}`; "
                "to set it by hand, create the optimizer with a number."
            )
        else:
            self._learning_rate.assign(learning_rate)

    lr = learning_rate

    def _build_learning_rate(self, learning_rate: Any) -> Any:
        if isinstance(learning_rate, LearningRateSchedule):
            self._set_current_learning_rate(learning_rate(self.iterations))
            return learning_rate
        try:
            return tf.Variable(learning_rate, name="learning_rate", dtype=backend.floatx(), trainable=False)
        except (TypeError, ValueError) as error:
            raise type(error)(
                f"`learning_rate` is {learning_rate!r}; expected a number, or a schedule of "
                "`keras.optimizers.schedules`."
            ) from error

    def _set_current_learning_rate(self, value: Any) -> None:
        if hasattr(self, "_current_learning_rate"):
            self._current_learning_rate.assign(value)
        else:
            self._current_learning_rate = tf.Variable(value, name="current_learning_rate", trainable=False)

    def add_variable(
        self, shape: Any, dtype: Any = None, initializer: Any = "zeros", name: str | None = None
    ) -> Any:
        """A new variable of the optimizer's own."""
        value = initializers.get(initializer)(() if shape is None else shape, dtype or backend.floatx())
        variable = tf.Variable(value, name=name, trainable=False)
        self._variables.append(variable)
        return variable

    @property
    def variables(self) -> CallableList:
        """Iteration counter and slots, in the order they were created."""
        return CallableList(self._variables)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set all of `variables`; ValueError before `build`, or where a shape differs."""
        if not getattr(self, "_built", False):
            raise ValueError(
                f"Optimizer {self.name!r} has no slot variables yet; call `build(model.trainable_variables)` "
                "before `set_weights`."
            )
        for variable, weight in zip(self._variables, weights, strict=False):
            if tuple(variable.shape) != tuple(weight.shape):
                raise ValueError(
                    f"`weights` has an array of shape {tuple(weight.shape)} for {variable.name}; expected "
                    f"{tuple(variable.shape)}."
                )
            variable.assign(weight)

    def exclude_from_weight_decay(
        self, var_list: Sequence[Any] | None = None, var_names: Sequence[str] | None = None
    ) -> None:
        """Variables that do not shrink; ValueError once the optimizer is built.

        Args:
            var_list: these variables.
            var_names: those in whose names one of these regular expressions is found, e.g. ``["bias"]``.
        """
        if getattr(self, "_built", False):
            raise ValueError(
                f"Optimizer {self.name!r} is built; `exclude_from_weight_decay` must be called before that."
            )
        self._not_decayed = ({self._var_key(variable) for variable in var_list or ()}, list(var_names or ()))

    def _use_weight_decay(self, variable: Any) -> bool:
        keys, names = self._not_decayed
        return self._var_key(variable) not in keys and not any(
            re.search(name, variable.name) for name in names
        )

    def _var_key(self, variable: Any) -> Any:
        return variable.key

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, without state."""
        return {
            "name": self.name,
            "weight_decay": self.weight_decay,
            "clipnorm": self.clipnorm,
            "global_clipnorm": self.global_clipnorm,
            "clipvalue": self.clipvalue,
            "use_ema": self.use_ema,
            "ema_momentum": self.ema_momentum,
            "ema_overwrite_frequency": self.ema_overwrite_frequency,
            "jit_compile": self.jit_compile,
            "is_legacy_optimizer": False,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The optimizer with these constructor arguments."""
        settings = dict(config)
        if isinstance(settings.get("learning_rate"), Mapping):
            settings["learning_rate"] = learning_rate_schedule.deserialize(
                settings["learning_rate"], custom_objects=custom_objects
            )
        return cls(**settings)

    def _serialize_hyperparameter(self, hyperparameter: Any) -> Any:
        if isinstance(hyperparameter, LearningRateSchedule):
            return learning_rate_schedule.serialize(hyperparameter)
        if tf.is_tensor(hyperparameter):
            return hyperparameter.numpy()
        return hyperparameter() if callable(hyperparameter) else hyperparameter
