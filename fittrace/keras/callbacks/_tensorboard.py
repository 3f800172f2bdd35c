"""`TensorBoard`: curves of the training, for TensorBoard to draw."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any, Final

from fittrace.keras.optimizers.schedules import LearningRateSchedule
from fittrace.keras.utils.io_utils import logger

from ._callback import Callback
from ._event_file import EventFile
from ._logs import read_log

__all__ = ["TensorBoard"]

_OF_OLD: Final = ("batch_size", "embeddings_data", "embeddings_layer_names", "write_grads")
"""Arguments of Keras 1 that are taken and have no effect."""


class TensorBoard(Callback):
    """Writes losses, metrics and distributions of weights into event files, under Keras 2.12's names.

    The folders ``train`` and ``validation`` get ``epoch_NAME`` over the epochs, ``batch_NAME`` over the
    batches and ``evaluation_NAME_vs_iterations``.  Graphs, images, embeddings and profiles are not written.

    Batches are written in trainings that call batch hooks at all: with a progress bar, with
    `write_steps_per_second`, or with another callback that listens to batches (as in Keras 2.12).

    Args:
        log_dir: the folder, for this callback alone.
        histogram_freq: after every so many epochs, the distribution of every weight; 0 for never.
        write_graph: no effect.
        write_images: no effect.
        write_steps_per_second: whether to write how fast the training is.
        update_freq: "epoch", or every so many batches; "batch" is every batch.
        profile_batch: no effect but on batch hooks; a batch, or the first and the last.
        embeddings_freq: no effect.
        embeddings_metadata: no effect.
        **kwargs: arguments of Keras 1, which have no effect.

    Raises:
        ValueError: for a `profile_batch` that is none, or an unknown keyword.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        _check_keywords(kwargs)
        self._supports_tf_logs = True
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._start_batch, self._stop_batch = _profiled_batches(profile_batch)
        self._should_trace = self._stop_batch > 0
        self._warn_of_what_is_not_written()
        self._files: dict[str, EventFile] = {}
        self._batch_start_time = 0.0
        self._epoch_start_time = 0.0
        self._previous_epoch_iterations = 0

    def _warn_of_what_is_not_written(self) -> None:
        asked = {
            "write_images": self.write_images,
            "profile_batch": self._should_trace,
            "embeddings_freq": self.embeddings_freq,
        }
        for name, value in asked.items():
            if value:
                logger.warning("TensorBoard writes curves and distributions; `%s` has no effect here.", name)

    def set_model(self, model: Any) -> None:
        """Hear which model it is about; new files from here on."""
        self.model = model
        self._close()

    def _file(self, run: str) -> EventFile:
        """The file of ``train`` or ``validation``."""
        if run not in self._files:
            self._files[run] = EventFile(os.path.join(self.log_dir, run))
        return self._files[run]

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}

    def _implements_train_batch_hooks(self) -> bool:
        return bool(self._should_trace or self.write_steps_per_second)

    def on_train_begin(self, logs: Any = None) -> None:
        """Begin the file of the training."""
        self._file("train")

    def on_train_end(self, logs: Any = None) -> None:
        """End the files."""
        self._close()

    def on_test_begin(self, logs: Any = None) -> None:
        """Begin the file of the evaluations."""
        self._file("validation")

    def on_test_end(self, logs: Any = None) -> None:
        """Write the results over the number of updates so far."""
        iterations = getattr(self.model.optimizer, "iterations", None)
        if iterations is None:
            return
        file = self._file("validation")
        for name in logs or {}:
            file.scalar(f"evaluation_{name}_vs_iterations", read_log(self, logs, name), int(iterations))
        file.flush()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Look at the clock."""
        if self.write_steps_per_second:
            self._batch_start_time = time.time()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Write the metrics so far over the number of batches so far, if it is their turn."""
        if isinstance(self.update_freq, str):
            return
        step = int(self.model._train_counter)
        if step % self.update_freq:
            return
        file = self._file("train")
        if self.write_steps_per_second:
            file.scalar("batch_steps_per_second", _rate(1, self._batch_start_time), step)
        for name in logs or {}:
            file.scalar(f"batch_{name}", read_log(self, logs, name), step)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Look at the clock."""
        if self.write_steps_per_second:
            self._previous_epoch_iterations = int(self.model.optimizer.iterations)
            self._epoch_start_time = time.time()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write the epoch's metrics, and distributions if it is their turn."""
        if logs:
            self._write_epoch(epoch, logs)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        for file in self._files.values():
            file.flush()

    def _write_epoch(self, epoch: int, logs: Mapping[str, Any]) -> None:
        for name in logs:
            run = "validation" if name.startswith("val_") else "train"
            tag = f"epoch_{name.removeprefix('val_')}"
            self._file(run).scalar(tag, read_log(self, logs, name), epoch)
        optimizer = self.model.optimizer
        schedule = getattr(optimizer, "_learning_rate", None)
        if isinstance(schedule, LearningRateSchedule):
            self._file("train").scalar("epoch_learning_rate", schedule(optimizer.iterations), epoch)
        if self.write_steps_per_second:
            steps = int(optimizer.iterations) - self._previous_epoch_iterations
            rate = _rate(steps, self._epoch_start_time)
            self._file("train").scalar("epoch_steps_per_second", rate, epoch)

    def _write_weights(self, epoch: int) -> None:
        file = self._file("train")
        for layer in self.model.layers:
            for weight in layer.weights:
                file.histogram(f"{weight.name.replace(':', '_')}/histogram", weight.numpy(), epoch)


def _rate(count: int, since: float) -> float:
    """How many a second; the clock may not have moved yet."""
    return count / max(time.time() - since, 1e-9)


def _check_keywords(kwargs: Mapping[str, Any]) -> None:
    for name, value in kwargs.items():
        if name not in _OF_OLD:
            raise ValueError(
                f"TensorBoard does not know the keyword argument `{name}`, given as {value!r}. Check its "
                "spelling, or leave it out."
            )
        if value:
            logger.warning("`%s` of TensorBoard is an argument of Keras 1 and has no effect.", name)


def _profiled_batches(profile_batch: Any) -> tuple[int, int]:
    """The first and the last batch to profile, 0 and 0 for none."""
    batches = profile_batch
    if isinstance(batches, str):
        batches = tuple(int(number) for number in batches.split(","))
    if isinstance(batches, int):
        batches = (batches, batches)
    if isinstance(batches, (tuple, list)) and len(batches) == 2:
        first, last = batches
        if 0 <= first <= last:
            return first, last
    raise ValueError(
        f"`profile_batch` of TensorBoard is {profile_batch!r}; expected a batch's number, a pair of the "
        "first and the last, or 0 for none."
    )
