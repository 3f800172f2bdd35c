"""Python generators: batches that come one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.keras import backend
from fittrace.keras.utils.data_utils import GeneratorEnqueuer, Sequence, SequenceEnqueuer
from fittrace.keras.utils.words import what_it_is
from fittrace.tf.python_errors import translated

from ._base import DataAdapter, refuse_beside
from ._convert import process_tensorlike
from ._pack import pack_x_y_sample_weight, split_batch, unpack_x_y_sample_weight
from ._read_ahead import in_turn, skip_lost_batch

__all__ = ["BatchStream", "GeneratorDataAdapter"]


class GeneratorDataAdapter(DataAdapter):
    """Takes a generator or another iterator.

    The first batch is looked at ahead of time: it tells the structure, and a model that is not
    built yet is called on it.

    Args:
        x: the generator.
        y: must be left out.
        sample_weights: must be left out.
        workers: with more than one, a thread draws batches ahead.
        use_multiprocessing: likewise.
        max_queue_size: how many batches ahead.
        model: the model the data is for.

    Raises:
        ValueError: for targets or weights beside it.
        StopIteration: if it gives nothing at all.
    """

    kind = "a generator"
    _enqueuer: SequenceEnqueuer | None = None

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether it is an iterator and no `keras.utils.Sequence`."""
        advances = hasattr(x, "__next__") or hasattr(x, "next")
        return advances and hasattr(x, "__iter__") and not isinstance(x, Sequence)

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weights: Any = None,
        workers: int = 1,
        use_multiprocessing: bool = False,
        max_queue_size: int = 10,
        model: Any = None,
        **kwargs: Any,
    ) -> None:
        refuse_beside(self.kind, y=y, sample_weight=sample_weights)
        super().__init__(x, y, **kwargs)
        skip_lost_batch(x)
        self._source = x
        peek, batches = self._peek_and_restore(x)
        peek = as_tensors(pack_x_y_sample_weight(*unpack_x_y_sample_weight(peek)))
        if model is not None and not model.built:
            concrete_x, _, _ = unpack_x_y_sample_weight(peek)
            _call_to_build(model, concrete_x)
        self._first_batch_size = int(tf.nest.flatten(peek)[0].shape[0])
        with_workers = workers > 1 or (workers > 0 and use_multiprocessing)
        self._dataset = BatchStream(
            self._batches_from_workers(batches, workers, use_multiprocessing, max_queue_size)
            if with_workers
            else self._batches_in_turn(batches),
            peek,
        )

    @staticmethod
    def _peek_and_restore(x: Any) -> tuple[Any, Iterable[Any]]:
        """The first batch, and all batches with it."""
        for peek in x:
            return peek, chain([peek], x)
        raise StopIteration(
            f"`x` is {what_it_is(x)} that gave no batch at all. Pass a fresh one: a generator can be run "
            "through only once."
        )

    def _batches_in_turn(self, batches: Any) -> Callable[[], Iterable[Any]]:
        return lambda: in_turn(batches, self._source)

    def _batches_from_workers(
        self, batches: Any, workers: int, use_multiprocessing: bool, max_queue_size: int
    ) -> Callable[[], Iterable[Any]]:
        def ahead() -> Iterable[Any]:
            self._enqueuer = GeneratorEnqueuer(batches, use_multiprocessing=use_multiprocessing)
            self._enqueuer.start(workers=workers, max_queue_size=max_queue_size)
            return self._enqueuer.get()

        return ahead

    def stop_workers(self) -> None:
        """Let the threads finish the batches that they are at, and end them."""
        if self._enqueuer is not None:
            self._enqueuer.stop()

    def get_dataset(self) -> BatchStream:
        """The batches."""
        return self._dataset

    def get_size(self) -> int | None:
        """Nobody knows."""
        return None

    def batch_size(self) -> None:
        """The generator decides."""

    def representative_batch_size(self) -> int:
        """Rows of the first batch."""
        return self._first_batch_size

    def has_partial_batch(self) -> bool:
        """Nobody knows."""
        return False

    def partial_batch_size(self) -> None:
        """Nobody knows."""

    def should_recreate_iterator(self) -> bool:
        """A generator runs once; an epoch goes on where the last one stopped."""
        return False


class BatchStream(tf.data.Dataset):
    """The batches that a function gives, as tensors.

    What making a batch raises comes out as in a pipeline of TensorFlow: a ValueError or TypeError as
    InvalidArgumentError, others mostly as UnknownError, with the original as the cause.

    Args:
        make_batches: called for each iteration.
        example: a batch as tensors; it tells the structure.
    """

    def __init__(self, make_batches: Callable[[], Iterable[Any]], example: Any) -> None:
        self._make_batches = make_batches
        self._example = example

    def __iter__(self) -> Iterator[Any]:
        for batch in translated(self._make_batches(), "`x`"):
            tensors = as_tensors(pack_x_y_sample_weight(*split_batch(batch)))
            self._check(tensors)
            yield tensors

    def _check(self, batch: Any) -> None:
        """Refuse a batch whose structure or ranks are not those of the first one."""
        try:
            tf.nest.assert_same_structure(self._example, batch)
            alike = all(
                len(a.shape) == len(b.shape)
                for a, b in zip(tf.nest.flatten(self._example), tf.nest.flatten(batch), strict=True)
            )
        except (TypeError, ValueError, AttributeError):
            alike = False
        if not alike:
            raise tf.errors.InvalidArgumentError(
                None,
                None,
                f"A batch of `x` is {_in_short(batch)}, but the first one was {_in_short(self._example)}. "
                "All batches must have one structure, and arrays with the same number of axes.",
            )

    @property
    def element_spec(self) -> Any:
        """`tf.TensorSpec` of a batch: ranks and dtypes of the first one."""
        return tf.nest.map_structure(
            lambda tensor: tf.TensorSpec([None] * len(tensor.shape), tensor.dtype), self._example
        )

    def cardinality(self, name: str | None = None) -> tf.Tensor:
        """Nobody knows how many there are."""
        return tf.constant(tf.data.UNKNOWN_CARDINALITY, dtype="int64")


def as_tensors(batch: Any) -> Any:
    """A batch with arrays, lists of numbers and floats as tensors; floats in the backend's dtype."""
    if isinstance(batch, tuple):
        return process_tensorlike(tuple(_as_array(item) for item in batch))
    return process_tensorlike((_as_array(batch),))[0]


def _as_array(structure: Any) -> Any:
    """Numbers that are no arrays yet as arrays, so that they are converted like the rest."""
    return tf.nest.map_structure(
        lambda item: (
            np.asarray(item, dtype=backend.floatx() if isinstance(item, float) else None)
            if isinstance(item, (int, float, np.generic))
            else item
        ),
        structure,
    )


def _in_short(batch: Any) -> str:
    """The batch with shapes in the place of tensors."""
    return str(tf.nest.map_structure(lambda item: tuple(getattr(item, "shape", ())), batch))


def _call_to_build(model: Any, x: Any) -> None:
    try:
        model(x, training=False)
    except NotImplementedError:
        return  # the model overrides only its steps and cannot be called by itself
