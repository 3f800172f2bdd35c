"""`ModelCheckpoint`: the model's values in a file, every so often or when they are the best so far."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from fittrace.keras.utils.file_errors import as_tensorflow_errors
from fittrace.keras.utils.io_utils import logger, print_msg
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import State

from ._callback import Callback
from ._checkpoint_path import checkpoint_path, latest_checkpoint
from ._monitor import known_mode, read_monitored

__all__ = ["ModelCheckpoint"]


class ModelCheckpoint(Callback):
    """Saves the model, or its weights, while it is trained.

    Args:
        filepath: the file; may name the epoch (counted from 1), the batch and what the logs hold, as in
            ``"{epoch:02d}-{val_loss:.2f}"``.
        monitor: name of the quantity in the logs that says what is best.
        verbose: 1 tells when it saves.
        save_best_only: whether to save only what is better than everything before.
        save_weights_only: whether `model.save_weights` is called, and not `model.save`.
        mode: "min" where less is better, "max" where more is; "auto" is "max" for names that contain
            ``acc`` or begin with ``fmeasure`` (Keras 2.12).
        save_freq: "epoch", or after how many batches.
        options: None; the options of TensorFlow's own formats mean nothing here.
        initial_value_threshold: with `save_best_only`, the value to be better than at first.
        **kwargs: `period`, so many epochs from one file to the next, and `load_weights_on_restart`,
            both of old; others are not looked at, as in Keras.

    Attributes:
        best: the best value so far.

    Raises:
        TypeError: if `options` is given.
        ValueError: for another `save_freq`.
        KeyError: in `fit`, if `filepath` names something that the logs do not hold.
        OSError: in `fit`, if the file is a directory or cannot be written.
    """

    best = State()

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        options: Any = None,
        initial_value_threshold: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if options is not None:
            raise TypeError(
                f"`options` of ModelCheckpoint is {options!r}; expected None. Files here are archives of "
                "numpy arrays, which have no options."
            )
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                f"`save_freq` of ModelCheckpoint is {save_freq!r}; expected 'epoch' or a number of batches."
            )
        self._supports_tf_logs = True
        self.filepath = os.fspath(filepath)
        self.monitor = monitor
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.period = kwargs.get("period", 1)
        self.load_weights_on_restart = kwargs.get("load_weights_on_restart", False)
        self.epochs_since_last_save = 0
        self._batches_seen_since_last_saving = 0
        self._last_batch_seen = 0
        self._current_epoch = 0
        self._warn_of_old_names(kwargs)
        mode = known_mode(self, mode)
        named_so = "acc" in monitor or monitor.startswith("fmeasure")
        maximize = mode == "max" or (mode == "auto" and named_so)
        self.monitor_op = np.greater if maximize else np.less
        worst = -np.inf if maximize else np.inf
        self.best = worst if initial_value_threshold is None else initial_value_threshold

    def _warn_of_old_names(self, kwargs: Mapping[str, Any]) -> None:
        if "period" in kwargs:
            logger.warning("`period` of ModelCheckpoint is of old; pass `save_freq`, in batches, instead.")
        if "load_weights_on_restart" in kwargs:
            logger.warning(
                "`load_weights_on_restart` of ModelCheckpoint is of old; call `model.load_weights` before "
                "`fit` instead."
            )

    def _implements_train_batch_hooks(self) -> bool:
        return self.save_freq != "epoch"

    def on_train_begin(self, logs: Any = None) -> None:
        """Load the last file, where that was asked for."""
        found = latest_checkpoint(self.filepath) if self.load_weights_on_restart else None
        if found is None:
            return
        try:
            self.model.load_weights(found)
        except (OSError, ValueError) as error:
            raise ValueError(
                f"`load_weights_on_restart` is True, and {found} cannot be loaded into model "
                f"`{self.model.name}`: {error}"
            ) from error

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Remember the epoch's number."""
        self._current_epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Save, if that many batches have passed."""
        if self._should_save_on_batch(batch):
            self._save_model(self._current_epoch, batch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Save, unless it is batches that count."""
        self.epochs_since_last_save += 1
        if self.save_freq == "epoch" and self.epochs_since_last_save >= self.period:
            self._save_model(epoch, None, logs)

    def _should_save_on_batch(self, batch: int) -> bool:
        """Count the batches; between two calls there may be several, see `steps_per_execution`."""
        if isinstance(self.save_freq, str):
            return False
        is_new_epoch = batch <= self._last_batch_seen
        self._batches_seen_since_last_saving += batch + 1 if is_new_epoch else batch - self._last_batch_seen
        self._last_batch_seen = batch
        if self._batches_seen_since_last_saving < self.save_freq:
            return False
        self._batches_seen_since_last_saving = 0
        return True

    def _save_model(self, epoch: int, batch: int | None, logs: Any) -> None:
        """Save; with `save_best_only`, only what is better than before."""
        logs = sync_to_numpy_or_python_type(logs or {})
        self.epochs_since_last_save = 0
        path = checkpoint_path(self.filepath, epoch, batch, logs)
        if not self.save_best_only:
            self._tell(f"\nEpoch {epoch + 1}: saving model to {path}")
            self._write(path)
        elif self._is_best(epoch, logs, path):
            self._write(path)

    def _is_best(self, epoch: int, logs: Mapping[str, Any], path: str) -> bool:
        """Whether the model is better than before; from then on, it is what others are compared with."""
        current = read_monitored(self, logs, self.monitor)
        if current is None:
            return False
        if not self.monitor_op(current, self.best):
            self._tell(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {self.best:.5f}")
            return False
        self._tell(
            f"\nEpoch {epoch + 1}: {self.monitor} improved from {self.best:.5f} to {current:.5f}, "
            f"saving model to {path}"
        )
        self.best = current
        return True

    def _write(self, path: str) -> None:
        with as_tensorflow_errors("filepath", path):
            os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
        try:
            if self.save_weights_only:
                self.model.save_weights(path, overwrite=True)
            else:
                self.model.save(path, overwrite=True)
        except IsADirectoryError as error:
            raise OSError(
                f"`filepath` of ModelCheckpoint names {path}, which is a directory. Pass the path of a file."
            ) from error

    def _tell(self, message: str) -> None:
        if self.verbose > 0:
            print_msg(message)
