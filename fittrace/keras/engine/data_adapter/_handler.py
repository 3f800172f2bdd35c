"""The handler: epochs and steps over whatever the adapter gives."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from typing import Any

from fittrace import tf
from fittrace.keras.utils.arguments import check_real, check_whole
from fittrace.keras.utils.io_utils import logger
from fittrace.trace import Hooked, emit, hook, loop
from fittrace.trace.catalogue import StepsInferred

from ._class_weight import with_class_weight
from ._select import select_data_adapter

__all__ = ["DataHandler", "get_data_handler"]


class DataHandler(Hooked):
    """Gives the training loop its epochs and steps.

    Args:
        x: inputs, or the source of whole batches.
        y: targets.
        sample_weight: one weight a sample.
        batch_size: rows a batch.
        steps_per_epoch: batches an epoch; -1 for an epoch without end.
        initial_epoch: number of the first epoch.
        epochs: number after the last one.
        shuffle: see the adapters.
        class_weight: weight by class number.
        max_queue_size: batches prepared ahead.
        workers: threads that prepare them.
        use_multiprocessing: served by threads as well.
        model: the model the data is for.
        steps_per_execution: variable with the number of batches a call of the step function takes.
    """

    @hook
    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        steps_per_epoch: int | None = None,
        initial_epoch: int = 0,
        epochs: int = 1,
        shuffle: bool | str = False,
        class_weight: Mapping[int, float] | None = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        model: Any = None,
        steps_per_execution: tf.Variable | None = None,
    ) -> None:
        check_whole("epochs", epochs)
        check_whole("initial_epoch", initial_epoch)
        if steps_per_epoch is not None:
            check_real("steps_per_epoch", steps_per_epoch)
        self.begin_at(initial_epoch, 0)
        self._epochs = epochs
        self._epoch = initial_epoch
        self._insufficient_data = False
        self._steps_per_epoch = steps_per_epoch
        self._steps_per_execution = tf.Variable(1) if steps_per_execution is None else steps_per_execution
        adapter = select_data_adapter(x, y)
        self._adapter = adapter(
            x,
            y,
            batch_size=batch_size,
            steps=steps_per_epoch,
            epochs=epochs - initial_epoch,
            sample_weights=sample_weight,
            shuffle=shuffle,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            model=model,
        )
        self._current_step = 0
        self._step_increment = self._batches_per_execution - 1
        self._configure_dataset_and_inferred_steps(steps_per_epoch, class_weight)

    def begin_at(self, epoch: int, step: int) -> None:
        """Begin with that epoch, and within it with that step."""
        self._initial_epoch, self._initial_step = epoch, step

    @hook
    def _configure_dataset_and_inferred_steps(
        self, steps_per_epoch: int | None, class_weight: Mapping[int, float] | None
    ) -> None:
        dataset = self._adapter.get_dataset()
        if class_weight:
            dataset = with_class_weight(dataset, class_weight)
        self._inferred_steps = self._infer_steps(steps_per_epoch, dataset)
        self._dataset = dataset
        self._validate_data_handler()

    @hook
    def _infer_steps(self, steps: int | None, dataset: Any) -> int | None:
        """Batches an epoch: as told, or as the adapter or the dataset knows; None where nobody does."""
        if steps == -1:
            logger.warning(
                "`steps_per_epoch` is -1: the epoch has no end. A callback can set `stop_training`."
            )
            steps = None
        elif steps is None:
            steps = self._adapter.get_size()
            if steps is None:
                steps = _cardinality_of(dataset)
        emit(
            StepsInferred,
            steps=steps,
            samples=getattr(self._adapter, "_samples", None),
            batch_size=getattr(self._adapter, "_batch_size", None),
            last_batch=getattr(self._adapter, "_partial_batch_size", None),
        )
        return steps

    @hook
    def _validate_data_handler(self) -> None:
        if self._batches_per_execution > 1 and self._inferred_steps is None:
            raise ValueError(
                f"`steps_per_execution` is {self._batches_per_execution}, which needs a known number of "
                "steps, and the data does not tell it. Pass `steps_per_epoch`."
            )

    @property
    def _batches_per_execution(self) -> int:
        return int(self._steps_per_execution.numpy())

    def _is_last_epoch(self, _: object = None) -> bool:
        return self._epoch == self._epochs - 1

    @loop("epoch", index=lambda item: item[0], last=_is_last_epoch)
    def enumerate_epochs(self) -> Generator[tuple[int, Iterator[Any]]]:
        """The number of each epoch, with the iterator over its batches; to be closed when it is left."""
        with self._truncate_execution_to_epoch(), self._workers():
            data_iterator = iter(self._dataset)
            for epoch in range(self._initial_epoch, self._epochs):
                if self._insufficient_data:
                    break
                if self._adapter.should_recreate_iterator():
                    data_iterator = iter(self._dataset)
                    steps = self._infer_steps(self._steps_per_epoch, self._dataset)
                    if steps is not None:
                        self._inferred_steps = steps
                self._epoch = epoch
                yield epoch, data_iterator
                self._adapter.on_epoch_end()

    @contextmanager
    def _workers(self) -> Iterator[None]:
        """No thread is left preparing batches, however the epochs end."""
        try:
            yield
        finally:
            self._adapter.stop_workers()

    @contextmanager
    def _truncate_execution_to_epoch(self) -> Iterator[None]:
        """No call of the step function takes more batches than an epoch has."""
        told = self._batches_per_execution
        should_truncate = self._inferred_steps is not None and told > self._inferred_steps
        try:
            if should_truncate:
                self._steps_per_execution.assign(self._inferred_steps)
            yield
        finally:
            if should_truncate:
                self._steps_per_execution.assign(told)

    @contextmanager
    def catch_stop_iteration(self) -> Iterator[None]:
        """End the epoch where the data ends; data that ends too early ends the training."""
        try:
            yield
        except (StopIteration, tf.errors.OutOfRangeError):
            if self._inferred_steps is None:
                self._inferred_steps = self._current_step
                return
            self._insufficient_data = True
            wanted = (self._epochs - self._initial_epoch) * self._inferred_steps
            logger.warning(
                "The data ended before the training did, so the training ends here: %d batches were expected "
                "(`steps_per_epoch` times epochs). A dataset can be repeated with `repeat()`.",
                wanted,
            )

    def _is_last_step(self, step: int) -> bool:
        steps = self._inferred_steps
        return steps is not None and self._is_last_epoch() and step + self._step_increment + 1 >= steps

    @loop("step", last=_is_last_step)
    def steps(self) -> Iterator[int]:
        """The number of the first batch of each call of the step function."""
        self._current_step = self._initial_step
        self._initial_step = 0
        while self._inferred_steps is None or self._current_step < self._inferred_steps:
            if self._insufficient_data:
                break
            told = self._batches_per_execution
            left = told if self._inferred_steps is None else ceil(self._inferred_steps - self._current_step)
            taken = min(told, left)
            if taken < told:
                self._steps_per_execution.assign(taken)
            self._step_increment = taken - 1
            yield self._current_step
            self._current_step += taken
            if taken < told:
                self._steps_per_execution.assign(told)

    @property
    def step_increment(self) -> int:
        """How many batches beyond the first the last call of the step function took."""
        return self._step_increment

    @property
    def inferred_steps(self) -> int | None:
        """Batches an epoch, None while nobody knows."""
        return self._inferred_steps


@hook
def get_data_handler(**kwargs: Any) -> DataHandler:
    """The handler for these arguments, see `DataHandler`."""
    return DataHandler(**kwargs)


def _cardinality_of(dataset: Any) -> int | None:
    """Batches of a dataset; None where it does not know.

    Raises:
        ValueError: if it never ends.
    """
    if not isinstance(dataset, tf.data.Dataset):
        return None
    size = int(dataset.cardinality())
    if size == tf.data.INFINITE_CARDINALITY:
        raise ValueError(
            "The dataset never ends, so nobody knows when an epoch is over. Pass `steps_per_epoch`, or "
            "leave out `repeat()`."
        )
    return size if size >= 0 else None
