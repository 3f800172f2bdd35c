"""`ReduceLROnPlateau`: smaller steps once larger ones no longer help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fittrace.keras.utils.io_utils import logger, print_msg
from fittrace.trace import State

from ._callback import Callback
from ._learning_rate import learning_rate_of, set_learning_rate
from ._logs import write_log
from ._monitor import known_mode, read_monitored

__all__ = ["ReduceLROnPlateau"]


class ReduceLROnPlateau(Callback):
    """Reduces the learning rate when a quantity has not improved for some epochs; logs it as ``lr``.

    Args:
        monitor: name of the quantity in the logs.
        factor: the learning rate is multiplied by this; less than 1.
        patience: after how many epochs without improvement.
        verbose: 1 tells when it acts.
        mode: "min" where less is better, "max" where more is; "auto" is "max" for names that contain
            ``acc`` (Keras 2.12).
        min_delta: an improvement by less than this is none.
        cooldown: for so many epochs after a reduction, no epoch counts as one without improvement.
        min_lr: the learning rate is not reduced below this.
        **kwargs: `epsilon`, the old name of `min_delta`; others are not looked at, as in Keras.

    Attributes:
        best: the best value so far.
        wait: epochs since the last improvement.
        cooldown_counter: epochs of `cooldown` still to come.

    Raises:
        ValueError: if `factor` is 1 or more.
    """

    best = State(0)
    wait = State(0)
    cooldown_counter = State(0)

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if factor >= 1.0:
            raise ValueError(
                f"`factor` of ReduceLROnPlateau is {factor}; expected a number less than 1, such as 0.1, so "
                "that the learning rate becomes smaller."
            )
        if "epsilon" in kwargs:
            min_delta = kwargs["epsilon"]
            logger.warning("`epsilon` of ReduceLROnPlateau is an old name; pass `min_delta` instead.")
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.min_delta = min_delta
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.mode = known_mode(self, mode)
        self.monitor_op: Callable[[Any, Any], Any]
        self._reset()

    def _reset(self) -> None:
        """Begin anew."""
        maximize = self.mode == "max" or (self.mode == "auto" and "acc" in self.monitor)
        self.monitor_op = self._is_greater if maximize else self._is_less
        self.best = -np.inf if maximize else np.inf
        self.cooldown_counter = 0
        self.wait = 0

    def _is_less(self, value: Any, best: Any) -> Any:
        return np.less(value, best - self.min_delta)

    def _is_greater(self, value: Any, best: Any) -> Any:
        return np.greater(value, best + self.min_delta)

    def on_train_begin(self, logs: Any = None) -> None:
        """Forget an earlier training."""
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Log the learning rate, and compare with the best epoch so far."""
        logs = logs or {}
        write_log(self, logs, "lr", learning_rate_of(self.model.optimizer))
        current = read_monitored(self, logs, self.monitor)
        if current is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.monitor_op(current, self.best):
            self.best = current
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        """Reduce the learning rate, unless it is as small as it may be; then waiting goes on."""
        optimizer = self.model.optimizer
        before = learning_rate_of(optimizer)
        if before <= np.float32(self.min_lr):
            return
        rate = max(float(before) * self.factor, self.min_lr)
        set_learning_rate(optimizer, before, rate)
        if self.verbose > 0:
            print_msg(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reduces the learning rate to {rate}.")
        self.cooldown_counter = self.cooldown
        self.wait = 0

    def in_cooldown(self) -> bool:
        """Whether the last reduction is so recent that nothing is counted."""
        return bool(self.cooldown_counter > 0)
