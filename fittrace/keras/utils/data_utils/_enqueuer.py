"""Worker threads that prepare batches ahead of the training loop."""

from __future__ import annotations

import queue
import random
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from threading import Thread
from typing import Any

from fittrace.trace import continued

from ._sequence import Sequence

Task = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...]]


class SequenceEnqueuer:
    """Prepares items in worker threads and hands them out in order.

    While somebody records, each thread is a lane of that run.  `use_multiprocessing` is accepted;
    threads serve it, too.
    """

    def __init__(self, sequence: Any, use_multiprocessing: bool = False) -> None:
        self.sequence = sequence
        self.use_multiprocessing = use_multiprocessing
        self._threads: list[Thread] = []
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._max_queue_size = 10

    def is_running(self) -> bool:
        """Whether workers are at work."""
        return bool(self._threads)

    def start(self, workers: int = 1, max_queue_size: int = 10) -> None:
        """Start `workers` threads, at most `max_queue_size` items ahead."""
        self._max_queue_size = max(max_queue_size, 1)
        self._tasks = queue.SimpleQueue()
        self._threads = [
            Thread(target=_work, args=(self._tasks, continued(f"worker-{number}")), daemon=True)
            for number in range(1, workers + 1)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float | None = None) -> None:
        """Let the items under way finish and end the threads; wait for each at most `timeout` seconds."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(timeout)
        self._threads = []

    @abstractmethod
    def get(self) -> Iterator[Any]:
        """The items, in order."""
        raise NotImplementedError

    def _submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._tasks.put((future, function, args))
        return future


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
        while ahead and self.is_running():
            yield ahead.popleft().result()


class GeneratorEnqueuer(SequenceEnqueuer):
    """Draws the items of a generator in a worker thread, ahead of their use.

    A generator can be advanced by one thread at a time, so more workers gain nothing here.
    """

    def start(self, workers: int = 1, max_queue_size: int = 10) -> None:
        """Start the thread; `workers` has no effect."""
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


def _work(tasks: queue.SimpleQueue[Task | None], lane: Callable[[], AbstractContextManager[None]]) -> None:
    """Do one task after the other until there is a None."""
    with lane():
        while (task := tasks.get()) is not None:
            future, function, args = task
            try:
                future.set_result(function(*args))
            except BaseException as error:  # whoever waits for the item gets it
                future.set_exception(error)
