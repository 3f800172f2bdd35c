"""Where an interrupted training was, in a file."""

from __future__ import annotations

import os
import shutil
from typing import Any, Final

import numpy as np

from fittrace.keras.saving.arrays_file import read_arrays, write_arrays
from fittrace.keras.saving.model_state import ModelState
from fittrace.trace import emit
from fittrace.trace.catalogue import StateChanged

__all__ = ["TrainingState"]

_NEVER: Final = -1


class TrainingState:
    """The model's values, its optimizer's, and the epoch and batch they are from.

    Args:
        model: the model that is trained.
        directory: the file is written into its folder ``chief``.
        save_freq: "epoch" where whole epochs are saved, anything else where batches are.
    """

    def __init__(self, model: Any, directory: str, save_freq: Any) -> None:
        self._model = model
        self._directory = os.path.join(directory, "chief")
        self._path = os.path.join(self._directory, "training_state")
        self._saves_batches = isinstance(save_freq, int)
        self.epoch = _NEVER
        self.batch = _NEVER

    def back_up(self) -> None:
        """Write everything; what was written before is replaced in one moment."""
        arrays, about = ModelState.of(self._model, include_optimizer=True).as_arrays()
        arrays["train_counter"] = np.array(self._model._train_counter.numpy())
        os.makedirs(self._directory, exist_ok=True)
        write_arrays(self._path, arrays, {"model": about, "epoch": self.epoch, "batch": self.batch})

    def restore(self) -> None:
        """Read what was written, if anything was.

        Raises:
            ValueError: if it is of a model with other layers or shapes.
            OSError: if the file is damaged.
        """
        try:
            arrays, about = read_arrays(self._path)
        except FileNotFoundError:
            return
        try:
            state = ModelState.from_arrays(arrays, about["model"])
            counter, epoch, batch = arrays["train_counter"], about["epoch"], about["batch"]
        except KeyError as error:
            raise OSError(
                f"{self._path} holds no state of a training: {error} is missing. Remove the file to begin "
                "anew."
            ) from error
        state.restore_to(self._model)
        self._model._train_counter.assign(counter)
        self.epoch, self.batch = epoch, batch

    def delete_backup(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._directory, ignore_errors=True)

    def initial_counters(self, steps_per_epoch: int | None, initial_epoch: int) -> tuple[int, int]:
        """The epoch and the step to go on with, counted from 0; as Keras 2.12 finds them.

        Args:
            steps_per_epoch: None where nobody knows.
            initial_epoch: the epoch to begin with, if nothing was restored.
        """
        epoch, step = self._next(steps_per_epoch, initial_epoch)
        if epoch != initial_epoch:
            before = initial_epoch
            emit(StateChanged, owner=self._model, attribute="initial_epoch", before=before, after=epoch)
        if step != 0:
            emit(StateChanged, owner=self._model, attribute="initial_step", before=0, after=step)
        return epoch, step

    def _next(self, steps_per_epoch: int | None, initial_epoch: int) -> tuple[int, int]:
        if not self._saves_batches:
            return (initial_epoch if self.epoch == _NEVER else self.epoch + 1), 0
        if self.batch == _NEVER:
            return initial_epoch, 0
        if steps_per_epoch is not None and self.batch == steps_per_epoch - 1:
            return self.epoch + 1, 0
        return self.epoch, self.batch + 1
