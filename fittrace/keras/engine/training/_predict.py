"""`predict`: the outputs for inputs."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from fittrace import tf
from fittrace.keras.callbacks import CallbackList
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import hook

from ..data_adapter import DataHandler, get_data_handler
from . import _fit
from ._evaluate import _verbosity

__all__ = ["Model"]


class Model(_fit.Model):
    """The part of `Model` that predicts."""

    @hook
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> Any:
        """The outputs for these inputs, computed batch by batch.

        Args:
            x: inputs: arrays, or a dataset, generator or sequence of whole batches.
            batch_size: rows a batch, 32 unless told.
            verbose: 0 silent, 1 progress bar, 2 one line; "auto" is 1.
            steps: batches in all; by default what the data holds.
            callbacks: `keras.callbacks.Callback` objects.
            max_queue_size: batches prepared ahead.
            workers: threads that prepare them.
            use_multiprocessing: served by threads as well.

        Returns:
            numpy arrays with one row a sample, in the structure of the model's outputs.

        Raises:
            ValueError: if there is no data, or data of a kind nobody takes.
        """
        self._check_call_args("predict")
        verbose = _verbosity(verbose)
        data_handler = get_data_handler(
            x=x,
            batch_size=batch_size,
            steps_per_epoch=steps,
            initial_epoch=0,
            epochs=1,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            model=self,
            steps_per_execution=self._steps_per_execution,
        )
        callbacks = self._callback_list(callbacks, verbose, 1, data_handler.inferred_steps)
        self.predict_function = self.make_predict_function()
        self._predict_counter.assign(0)
        callbacks.on_predict_begin()
        batches = self._predict_epoch(data_handler, callbacks)
        if not batches:
            raise ValueError("`predict` got no batch: `x` is empty. Pass at least one sample.")
        callbacks.on_predict_end()
        return sync_to_numpy_or_python_type(_joined(batches))

    def _predict_epoch(self, data_handler: DataHandler, callbacks: CallbackList) -> list[Any]:
        """The outputs of each batch."""
        batches: list[Any] = []
        with closing(data_handler.enumerate_epochs()) as epochs:
            for _, iterator in epochs:
                with data_handler.catch_stop_iteration():
                    for step in data_handler.steps():
                        callbacks.on_predict_batch_begin(step)
                        batches.append(self.predict_function(iterator))
                        callbacks.on_predict_batch_end(
                            step + data_handler.step_increment, {"outputs": batches[-1]}
                        )
        return batches


def _joined(batches: list[Any]) -> Any:
    """The batches' outputs one after the other, in their structure."""
    by_output = zip(*(tf.nest.flatten(batch) for batch in batches), strict=True)
    return tf.nest.pack_sequence_as(batches[-1], [_concatenated(parts) for parts in by_output])


def _concatenated(parts: tuple[Any, ...]) -> Any:
    if len(parts) == 1:
        return parts[0]
    if len({tuple(part.shape)[1:] for part in parts}) > 1:
        raise ValueError(
            f"The outputs of the batches have shapes {sorted({tuple(part.shape) for part in parts})}, "
            "which do not join into one array. Pass inputs of one shape."
        )
    return tf.stack(parts) if len(parts[0].shape) == 0 else tf.concat(parts, axis=0)
