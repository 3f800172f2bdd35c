"""What a schedule is: a function from the iteration to the learning rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from fittrace import tf
from fittrace.trace import Hooked, hook


class LearningRateSchedule(Hooked):
    """Base class: a subclass implements ``__call__(step)`` and ``get_config()``."""

    @hook
    def __call__(self, step: Any) -> Any:
        """The learning rate of iteration `step` (counted from 0), a scalar tensor."""
        raise NotImplementedError(f"{type(self).__name__} must implement `__call__(step)`.")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        raise NotImplementedError(f"{type(self).__name__} has no `get_config`; define one to save it.")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The schedule with these constructor arguments."""
        return cls(**config)


def rate_and_step(initial_learning_rate: Any, step: Any) -> tuple[Any, Any]:
    """The rate as a tensor, and the iteration in its dtype."""
    rate = tf.convert_to_tensor(initial_learning_rate)
    return rate, tf.cast(step, rate.dtype)
