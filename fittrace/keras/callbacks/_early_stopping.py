"""`EarlyStopping`: no more training once it no longer helps."""

from __future__ import annotations

from typing import Any

import numpy as np

from fittrace.keras.utils.io_utils import print_msg
from fittrace.trace import State, emit
from fittrace.trace.catalogue import StateChanged, StopRequested

from ._callback import Callback
from ._monitor import known_mode, read_monitored

__all__ = ["EarlyStopping"]


class EarlyStopping(Callback):
    """Ends the training when a quantity has not improved for some epochs.

    Args:
        monitor: name of the quantity in the logs.
        min_delta: an improvement by less than this is none.
        patience: how many epochs without improvement are borne.
        verbose: 1 tells when it acts.
        mode: "min" where less is better, "max" where more is; "auto" is "max" for names that end in
            ``acc``, ``accuracy`` or ``auc`` (Keras 2.12).
        baseline: patience starts anew only on values better than this as well.
        restore_best_weights: whether to give the model the weights of the best epoch when it stops.
        start_from_epoch: epochs before this one, counted from 0, are not looked at.

    Attributes:
        best: the best value so far.
        best_epoch: its epoch.
        best_weights: its weights, with `restore_best_weights`.
        wait: epochs since the last improvement.
        stopped_epoch: the epoch it stopped after, 0 if it did not.
    """

    best = State()
    wait = State(0)

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__()
        self.monitor = monitor
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.stopped_epoch = 0
        self.best_epoch = 0
        self.best_weights: list[Any] | None = None
        mode = known_mode(self, mode)
        maximize = mode == "max" or (mode == "auto" and monitor.endswith(("acc", "accuracy", "auc")))
        self.monitor_op = np.greater if maximize else np.less
        self.min_delta = abs(min_delta) if maximize else -abs(min_delta)

    def on_train_begin(self, logs: Any = None) -> None:
        """Forget an earlier training."""
        self.wait = 0
        self.stopped_epoch = 0
        self.best = np.inf if self.monitor_op is np.less else -np.inf
        self.best_epoch = 0
        self.best_weights = None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Compare with the best epoch so far."""
        current = self.get_monitor_value(logs)
        if current is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights = self.model.get_weights()  # in case nothing ever improves
        if self._is_improvement(current, self.best):
            self._keep(epoch, current)
        else:
            self.wait += 1
            if self.wait >= self.patience and epoch > 0:
                self._stop(epoch)

    def _keep(self, epoch: int, current: Any) -> None:
        """The epoch is the best so far."""
        self.best = current
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
        beats_baseline = self.baseline is None or self._is_improvement(current, self.baseline)
        self.wait = 0 if beats_baseline else self.wait + 1

    def _stop(self, epoch: int) -> None:
        self.stopped_epoch = epoch
        emit(StopRequested, by=self)
        self.model.stop_training = True
        if self.best_weights is None:
            return
        if self.verbose > 0:
            print_msg(f"The model gets back its weights of epoch {self.best_epoch + 1}, the best one.")
        self.model.set_weights(self.best_weights)
        best = self.best_epoch
        emit(StateChanged, owner=self.model, attribute="weights_of_epoch", before=epoch, after=best)

    def on_train_end(self, logs: Any = None) -> None:
        """Tell where it stopped."""
        if self.stopped_epoch > 0 and self.verbose > 0:
            print_msg(f"Epoch {self.stopped_epoch + 1}: early stopping")

    def get_monitor_value(self, logs: Any) -> Any:
        """The monitored quantity; None, with a warning, where `logs` does not hold it."""
        return read_monitored(self, logs or {}, self.monitor)

    def _is_improvement(self, monitor_value: Any, reference_value: Any) -> bool:
        return bool(self.monitor_op(monitor_value - self.min_delta, reference_value))
