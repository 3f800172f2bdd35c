"""`History`: what `fit` returns."""

from __future__ import annotations

from typing import Any

from ._callback import Callback
from ._logs import read_log

__all__ = ["History"]


class History(Callback):
    """Keeps the logs of every epoch; there is one in every training.

    Attributes:
        history: a list of values, one an epoch, by name.
        epoch: the numbers of the epochs, counted from 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Any = None) -> None:
        """Start counting epochs anew; the values go on."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the epoch's logs."""
        self.epoch.append(epoch)
        for name in logs or {}:
            self.history.setdefault(name, []).append(read_log(self, logs, name))
        self.model.history = self
