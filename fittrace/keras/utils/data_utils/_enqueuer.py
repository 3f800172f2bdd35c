"""Worker threads that prepare batches ahead of the training loop."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from ._sequence import Sequence


class SequenceEnqueuer:
    """Prepares items in worker threads and hands them out in order.

    Each task runs in a copy of the context that started the enqueuer, so that work done here
    belongs to the run that asked for it.  `use_multiprocessing` is accepted; threads serve it too.
    """

    def __init__(self, sequence: Any, use_multiprocessing: bool = False) -> None:
        self.sequence = sequence
        self.use_multiprocessing = use_multiprocessing
        self._pool: ThreadPoolExecutor | None = None
        self._max_queue_size = 10

    def is_running(self) -> bool:
        """Whether workers are at work."""
        return self._pool is not None

    def start(self, workers: int = 1, max_queue_size: int = 10) -> None:
        """Start `workers` threads, at most `max_queue_size` items ahead."""
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="keras-worker")
        self._max_queue_size = max(max_queue_size, 1)

    def stop(self, timeout: float | None = None) -> None:
        """Let the items under way finish and end the threads."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    @abstractmethod
    def get(self) -> Iterator[Any]:
        """The items, in order."""
        raise NotImplementedError

    def _submit(self, function: Any, *args: Any) -> Future[Any]:
        assert self._pool is not None
        return self._pool.submit(copy_context().run, function, *args)


class OrderedEnqueuer(SequenceEnqueuer):
    """Prepares the batches of a `Sequence`, epoch after epoch.

    Args:
        sequence: a `Sequence`.
        use_multiprocessing: see `SequenceEnqueuer`.
        shuffle: whether each epoch has its own order.
    """

    def __init__(self, sequence: Sequence, use_multiprocessing: bool = False, shuffle: bool = False) -> None:
        super().__init__(sequence, use_multiprocessing)
        self.shuffle = shuffle

    def get(self) -> Iterator[Any]:
        """The batches without end; the sequence hears `on_epoch_end` after each round."""
        while self.is_running():
            yield from self._round()
            self.sequence.on_epoch_end()

    def _round(self) -> Iterator[Any]:
        order = list(range(len(self.sequence)))
        if self.shuffle:
            random.shuffle(order)
        ahead: deque[Future[Any]] = deque()
        for index in order:
            if not self.is_running():
                return
            ahead.append(self._submit(self.sequence.__getitem__, index))
            if len(ahead) >= self._max_queue_size:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


class GeneratorEnqueuer(SequenceEnqueuer):
    """Draws the items of a generator in a worker thread, ahead of their use.

    A generator can be advanced by one thread at a time, so more workers gain nothing here.
    """

    def start(self, workers: int = 1, max_queue_size: int = 10) -> None:
        """Start the thread."""
        super().start(1, max_queue_size)

    def get(self) -> Iterator[Any]:
        """The items, until the generator ends."""
        items = iter(self.sequence)
        ahead: deque[Future[Any]] = deque()
        end = object()
        while self.is_running():
            while len(ahead) < self._max_queue_size:
                ahead.append(self._submit(next, items, end))
            item = ahead.popleft().result()
            if item is end:
                return
            yield item
