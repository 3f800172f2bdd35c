"""Schedules that fall by a formula of the iteration."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ._base import LearningRateSchedule, rate_and_step


class ExponentialDecay(LearningRateSchedule):
    """``initial_learning_rate * decay_rate ^ (step / decay_steps)``.

    Args:
        staircase: round the exponent down, so that the rate falls in steps.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: Any,
        decay_rate: Any,
        staircase: bool = False,
        name: str | None = None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The rate of iteration `step`."""
        rate, step = rate_and_step(self.initial_learning_rate, step)
        exponent = step / tf.cast(self.decay_steps, rate.dtype)
        if self.staircase:
            exponent = tf.floor(exponent)
        return rate * tf.pow(tf.cast(self.decay_rate, rate.dtype), exponent)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }


class InverseTimeDecay(LearningRateSchedule):
    """``initial_learning_rate / (1 + decay_rate * step / decay_steps)``.

    Args:
        staircase: round ``step / decay_steps`` down, so that the rate falls in steps.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: Any,
        decay_rate: Any,
        staircase: bool = False,
        name: str | None = None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The rate of iteration `step`."""
        rate, step = rate_and_step(self.initial_learning_rate, step)
        passed = step / tf.cast(self.decay_steps, rate.dtype)
        if self.staircase:
            passed = tf.floor(passed)
        return rate / (1.0 + tf.cast(self.decay_rate, rate.dtype) * passed)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }


class PolynomialDecay(LearningRateSchedule):
    """``end + (initial - end) * (1 - step / decay_steps) ^ power``, then ``end``.

    Args:
        cycle: instead of staying at the end, stretch `decay_steps` to its next multiple beyond `step`.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: Any,
        end_learning_rate: Any = 0.0001,
        power: Any = 1.0,
        cycle: bool = False,
        name: str | None = None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The rate of iteration `step`."""
        rate, step = rate_and_step(self.initial_learning_rate, step)
        end, steps = tf.cast(self.end_learning_rate, rate.dtype), tf.cast(self.decay_steps, rate.dtype)
        if self.cycle:
            steps = steps * tf.maximum(tf.math.ceil(step / steps), 1.0)
        left = 1 - tf.minimum(step, steps) / steps
        return (rate - end) * tf.pow(left, tf.cast(self.power, rate.dtype)) + end

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "end_learning_rate": self.end_learning_rate,
            "power": self.power,
            "cycle": self.cycle,
            "name": self.name,
        }
