"""`BackupAndRestore`: a training that was interrupted goes on where it was."""

from __future__ import annotations

import os
from typing import Any

from ._callback import Callback
from ._training_state import TrainingState

__all__ = ["BackupAndRestore"]


class BackupAndRestore(Callback):
    """Keeps a copy of the training's state in a file; the next `fit` with the same folder goes on from there.

    The epochs that were done are not done again, and `fit` returns a history of the others.  With batches
    as `save_freq`, the epoch goes on after the last saved batch, but its data begins anew (Keras 2.12).
    The file is removed when the training comes to its end.

    Args:
        backup_dir: the folder, for this one training alone.
        save_freq: "epoch", or after how many batches.
        delete_checkpoint: False keeps the file at the end.
        save_before_preemption: there for Keras's signature; nobody announces here that a machine goes away.

    Raises:
        ValueError: if neither `save_freq` nor `save_before_preemption` is set; in `fit`, if the file is
            of a model with other layers.
        OSError: in `fit`, if the file cannot be written or is damaged.
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: str | int | bool = "epoch",
        delete_checkpoint: bool = True,
        save_before_preemption: bool = False,
    ) -> None:
        super().__init__()
        if not save_freq and not save_before_preemption:
            raise ValueError(
                f"`save_freq` of BackupAndRestore is {save_freq!r}, so that nothing would ever be saved; "
                "expected 'epoch' or a number of batches."
            )
        self._supports_tf_logs = True
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.delete_checkpoint = delete_checkpoint
        self.save_before_preemption = save_before_preemption
        self._batches_count = 0
        self._training_state: TrainingState

    def _implements_train_batch_hooks(self) -> bool:
        return self.save_freq != "epoch"

    def on_train_begin(self, logs: Any = None) -> None:
        """Restore what an interrupted training has left; `fit` then asks the state where to begin."""
        self._training_state = TrainingState(self.model, self.backup_dir, self.save_freq)
        self.model._training_state = self._training_state
        self._training_state.restore()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note the epoch."""
        self._training_state.epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Note the batch."""
        self._training_state.batch = batch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Save, if that many batches have passed."""
        if isinstance(self.save_freq, str) or not self.save_freq:
            return
        self._batches_count += 1
        if self._batches_count >= self.save_freq:
            self._batches_count = 0
            self._training_state.back_up()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Save, if whole epochs are."""
        if self.save_freq == "epoch":
            self._training_state.back_up()

    def on_train_end(self, logs: Any = None) -> None:
        """Nothing is left to go on with."""
        if self.delete_checkpoint:
            self._training_state.delete_backup()
        del self._training_state
        del self.model._training_state
