"""Schedules that fall like half a cosine wave; Loshchilov & Hutter 2017."""

from __future__ import annotations

import math
from typing import Any

from fittrace import tf

from ._base import LearningRateSchedule, rate_and_step


class CosineDecay(LearningRateSchedule):
    """``initial_learning_rate * ((1 - alpha) * (1 + cos(pi * step / decay_steps)) / 2 + alpha)``.

    Args:
        alpha: the share of the initial rate that is left from `decay_steps` on.
    """

    def __init__(
        self, initial_learning_rate: Any, decay_steps: Any, alpha: float = 0.0, name: str | None = None
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The rate of iteration `step`."""
        rate, step = rate_and_step(self.initial_learning_rate, step)
        steps = tf.cast(self.decay_steps, rate.dtype)
        return rate * _half_wave(tf.minimum(step, steps) / steps, 1.0, self.alpha)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "alpha": self.alpha,
            "name": self.name,
        }


class CosineDecayRestarts(LearningRateSchedule):
    """`CosineDecay` that starts again, each time longer and from a different rate.

    Args:
        first_decay_steps: iterations of the first period.
        t_mul: how many times as long as the last one a period is.
        m_mul: how many times as high it starts.
        alpha: the share of the initial rate that a period ends with.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        first_decay_steps: Any,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str | None = None,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self._t_mul = t_mul
        self._m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The rate of iteration `step`.

        After n periods ``1 + t_mul + ... + t_mul^(n - 1) = (1 - t_mul^n) / (1 - t_mul)`` first periods
        have passed, which solved for n says which period it is.
        """
        rate, step = rate_and_step(self.initial_learning_rate, step)
        passed = step / tf.cast(self.first_decay_steps, rate.dtype)
        t_mul, m_mul = (tf.cast(factor, rate.dtype) for factor in (self._t_mul, self._m_mul))
        if self._t_mul == 1.0:
            period = tf.floor(passed)
            share = passed - period
        else:
            period = tf.floor(tf.math.log(1.0 - passed * (1.0 - t_mul)) / tf.math.log(t_mul))
            length = t_mul**period
            share = (passed - (1.0 - length) / (1.0 - t_mul)) / length
        return rate * _half_wave(share, m_mul**period, self.alpha)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "first_decay_steps": self.first_decay_steps,
            "t_mul": self._t_mul,
            "m_mul": self._m_mul,
            "alpha": self.alpha,
            "name": self.name,
        }


def _half_wave(share: Any, height: Any, alpha: float) -> Any:
    """From `height` (at 0) down to `alpha` (at 1)."""
    wave = 0.5 * height * (1.0 + tf.cos(math.pi * share))
    return (1 - alpha) * wave + alpha
