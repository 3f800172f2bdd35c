"""`LearningRateScheduler`: another learning rate every epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.io_utils import print_msg

from ._callback import Callback
from ._learning_rate import learning_rate_of, set_learning_rate
from ._logs import write_log

__all__ = ["LearningRateScheduler"]


class LearningRateScheduler(Callback):
    """Asks a function for the learning rate when an epoch begins; logs it as ``lr``.

    Args:
        schedule: called with the epoch, counted from 0, and the current learning rate, or with the
            epoch alone; gives a float.
        verbose: 1 tells each epoch's learning rate.

    Raises:
        ValueError: in `fit`, if `schedule` gives something else than a float, or if the optimizer
            has no `lr`.
    """

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Ask for the epoch's learning rate, and set it."""
        optimizer = self.model.optimizer
        if not hasattr(optimizer, "lr"):
            raise ValueError(
                f"LearningRateScheduler sets `lr` of the optimizer, and {type(optimizer).__name__} has "
                "none. Compile the model with one of `keras.optimizers`."
            )
        before = float(learning_rate_of(optimizer))
        rate = self._scheduled(epoch, before)
        if not _is_float(rate):
            raise ValueError(
                f"`schedule` of LearningRateScheduler gave {rate!r}, a {type(rate).__name__}, for epoch "
                f"{epoch}; expected a float, or a tensor of a float dtype. Return `float(...)` of it."
            )
        set_learning_rate(optimizer, before, backend.get_value(rate))
        if self.verbose > 0:
            print_msg(f"\nEpoch {epoch + 1}: LearningRateScheduler sets the learning rate to {rate}.")

    def _scheduled(self, epoch: int, rate: float) -> Any:
        try:
            return self.schedule(epoch, rate)
        except TypeError:  # Keras 2.12 takes this for a schedule of the epoch alone
            return self.schedule(epoch)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Log the learning rate."""
        write_log(self, logs or {}, "lr", learning_rate_of(self.model.optimizer))


def _is_float(rate: Any) -> bool:
    if isinstance(rate, tf.Tensor):
        return rate.dtype.is_floating
    return isinstance(rate, (float, np.float32))
