"""`keras.utils.Sequence`: batches by number."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fittrace.keras.utils.data_utils import OrderedEnqueuer, Sequence

from ._generator import GeneratorDataAdapter

__all__ = ["KerasSequenceAdapter"]


class KerasSequenceAdapter(GeneratorDataAdapter):
    """Takes a `keras.utils.Sequence`.

    Args:
        x: the sequence.
        y: must be left out.
        sample_weights: must be left out.
        shuffle: whether each epoch has its own order of batches.
        workers: with more than one, threads prepare batches ahead.
        use_multiprocessing: likewise.
        max_queue_size: how many batches ahead.
        model: the model the data is for.

    Raises:
        ValueError: for targets or weights beside it.
    """

    kind = "a keras.utils.Sequence"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether it is a sequence."""
        return isinstance(x, Sequence)

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weights: Any = None,
        shuffle: bool = False,
        workers: int = 1,
        use_multiprocessing: bool = False,
        max_queue_size: int = 10,
        model: Any = None,
        **kwargs: Any,
    ) -> None:
        self._shuffle_sequence = shuffle
        self._keras_sequence = x
        super().__init__(
            x,
            y,
            sample_weights,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            max_queue_size=max_queue_size,
            model=model,
            **kwargs,
        )

    @staticmethod
    def _peek_and_restore(x: Any) -> tuple[Any, Iterable[Any]]:
        return x[0], x

    def _batches_in_turn(self, batches: Any) -> Callable[[], Iterable[Any]]:
        def in_turn() -> Iterator[Any]:
            order = list(range(len(batches)))
            if self._shuffle_sequence:
                random.shuffle(order)
            for index in order:
                yield batches[index]

        return in_turn

    def _batches_from_workers(
        self, batches: Any, workers: int, use_multiprocessing: bool, max_queue_size: int
    ) -> Callable[[], Iterable[Any]]:
        def ahead() -> Iterable[Any]:
            self._enqueuer = OrderedEnqueuer(
                batches, use_multiprocessing=use_multiprocessing, shuffle=self._shuffle_sequence
            )
            self._enqueuer.start(workers=workers, max_queue_size=max_queue_size)
            return self._enqueuer.get()

        return ahead

    def get_size(self) -> int:
        """Batches an epoch."""
        return len(self._keras_sequence)

    def should_recreate_iterator(self) -> bool:
        """Each epoch begins at the first batch."""
        return True

    def on_epoch_end(self) -> None:
        """Stop the workers, and tell the sequence."""
        self.stop_workers()
        self._keras_sequence.on_epoch_end()
