"""`fit`: the training loop."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from fittrace.keras import optimizers
from fittrace.keras.callbacks import CallbackList, History
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.keras.utils.words import what_it_is
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import FitConfigured, LogsWritten

from ..data_adapter import DataHandler, get_data_handler, train_validation_split, unpack_x_y_sample_weight
from . import _saving
from ._epoch_end import as_logs, is_due, is_finite
from ._evaluate import _verbosity
from ._trainable import RespectCompiledTrainableState

__all__ = ["Model"]


@dataclass(frozen=True, slots=True)
class Validation:
    """What the model is evaluated on between epochs.

    Attributes:
        data: the arguments of `get_data_handler` and `evaluate` that say which data.
        steps: batches of it, None for all.
        freq: after every so many epochs, or after the epochs in the list, counted from 1.
    """

    data: dict[str, Any]
    steps: int | None
    freq: int | list[int]


class Model(_saving.Model):
    """The part of `Model` that is fitted."""

    history: History | None = None

    @hook
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> History:
        """Train the model.

        Args:
            x: inputs: arrays, or a dataset, generator or sequence of whole batches.
            y: targets.
            batch_size: rows a batch, 32 unless told.
            epochs: how often the data is gone through, counted from `initial_epoch`'s 0.
            verbose: 0 silent, 1 progress bar, 2 a line an epoch; "auto" is 1.
            callbacks: `keras.callbacks.Callback` objects.
            validation_split: share of the rows, the last ones, to evaluate on instead of learning from them.
            validation_data: data to evaluate on after each epoch.
            shuffle: whether arrays are shuffled before each epoch; "batch" shuffles whole batches.
            class_weight: weight of each class in the loss.
            sample_weight: weight of each sample in the loss.
            initial_epoch: number of the first epoch.
            steps_per_epoch: batches an epoch; by default what the data holds.
            validation_steps: batches of `validation_data`; by default all.
            validation_batch_size: rows a batch of `validation_data`; by default `batch_size`.
            validation_freq: after every so many epochs, or a list of epochs counted from 1.
            max_queue_size: batches prepared ahead.
            workers: threads that prepare them.
            use_multiprocessing: served by threads as well.

        Returns:
            The `History`: loss and metrics of every epoch in ``history.history``.

        Raises:
            RuntimeError: if the model is not compiled.
            ValueError: if there is no data, or data that does not fit the model.
        """
        self._assert_compile_was_called()
        self._check_call_args("fit")
        verbose = _verbosity(verbose)
        emit(FitConfigured, epochs=epochs, initial_epoch=initial_epoch, shuffle=shuffle)
        loading = {
            "max_queue_size": max_queue_size,
            "workers": workers,
            "use_multiprocessing": use_multiprocessing,
        }
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = train_validation_split(
                (x, y, sample_weight), validation_split
            )
        validation = None
        if _is_there(validation_data):
            names = ("x", "y", "sample_weight")
            data = dict(zip(names, unpack_x_y_sample_weight(validation_data), strict=True), **loading)
            data["batch_size"] = validation_batch_size or batch_size
            validation = Validation(data, validation_steps, validation_freq)
        with RespectCompiledTrainableState(self):
            data_handler = get_data_handler(
                x=x,
                y=y,
                sample_weight=sample_weight,
                batch_size=batch_size,
                steps_per_epoch=steps_per_epoch,
                initial_epoch=initial_epoch,
                epochs=epochs,
                shuffle=shuffle,
                class_weight=class_weight,
                model=self,
                steps_per_execution=self._steps_per_execution,
                **loading,
            )
            callbacks = self._callback_list(callbacks, verbose, epochs, data_handler.inferred_steps)
            self.stop_training = False
            self.train_function = self.make_train_function()
            self._train_counter.assign(0)
            callbacks.on_train_begin()
            data_handler.begin_at(
                *self._maybe_load_initial_counters_from_ckpt(
                    steps_per_epoch or data_handler.inferred_steps, initial_epoch
                )
            )
            logs = self._train_epochs(data_handler, callbacks, validation)
            if isinstance(self.optimizer, optimizers.Optimizer) and epochs > 0:
                self.optimizer.finalize_variable_values(self.trainable_variables)
            self._eval_data_handler = None
            callbacks.on_train_end(logs=logs)
            assert self.history is not None  # a CallbackList has set it
            return self.history

    def _train_epochs(
        self, data_handler: DataHandler, callbacks: CallbackList, validation: Validation | None
    ) -> dict[str, Any] | None:
        """Train epoch after epoch; the last one's logs."""
        logs: Any = None
        epoch_logs: dict[str, Any] | None = None
        was_finite = True
        with closing(data_handler.enumerate_epochs()) as epochs:
            for epoch, iterator in epochs:
                self.reset_metrics()
                callbacks.on_epoch_begin(epoch)
                logs = self._train_epoch(data_handler, callbacks, iterator, logs)
                logs = self._validate_and_get_metrics_result(logs)
                epoch_logs = as_logs(logs)
                if validation is not None and is_due(epoch, validation.freq):
                    epoch_logs.update(self._validate(validation, callbacks))
                for key, value in epoch_logs.items():
                    emit(LogsWritten, callback="fit", key=key, value=value)
                was_finite = is_finite(epoch_logs, epoch, was_finite)
                callbacks.on_epoch_end(epoch, epoch_logs)
                if self.stop_training:
                    break
        return epoch_logs

    def _train_epoch(
        self, data_handler: DataHandler, callbacks: CallbackList, iterator: Any, logs: Any
    ) -> Any:
        """Train on one epoch's batches; the last step's logs.

        Args:
            data_handler: gives the steps.
            callbacks: told of each of them.
            iterator: gives the batches.
            logs: those of the epoch before, which stay where the data has ended before this one; None in
                the first epoch.

        Raises:
            ValueError: if there was no batch in the first epoch.
        """
        has_run = False
        with data_handler.catch_stop_iteration():
            for step in data_handler.steps():
                callbacks.on_train_batch_begin(step)
                logs = self.train_function(iterator)
                has_run = True
                callbacks.on_train_batch_end(step + data_handler.step_increment, logs)
                if self.stop_training:
                    break
        if logs is None:
            raise ValueError(
                "`train_step` returned None; expected a dictionary of logs, such as {'loss': loss}."
                if has_run
                else "`fit` got no batch to train on: the data is empty, or it ended before this epoch. Pass "
                "data with at least one sample an epoch."
            )
        return sync_to_numpy_or_python_type(logs)

    def _validate(self, validation: Validation, callbacks: CallbackList) -> dict[str, Any]:
        """Evaluate between two epochs; the results under names that begin with ``val_``."""
        if self._eval_data_handler is None:
            self._eval_data_handler = get_data_handler(
                steps_per_epoch=validation.steps,
                initial_epoch=0,
                epochs=1,
                model=self,
                steps_per_execution=self._steps_per_execution,
                **validation.data,
            )
        results = self.evaluate(
            steps=validation.steps,
            callbacks=callbacks,
            return_dict=True,
            _use_cached_eval_dataset=True,
            **validation.data,
        )
        return {f"val_{name}": value for name, value in results.items()}


def _is_there(validation_data: Any) -> bool:
    """Whether there is validation data; raises ValueError for an array by itself."""
    try:
        return bool(validation_data)
    except ValueError:
        raise ValueError(
            f"`validation_data` is {what_it_is(validation_data)}; expected a tuple `(x, y)` or "
            "`(x, y, sample_weight)`, or a dataset of such batches."
        ) from None
