"""`Sequence`: batches by number."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any


class Sequence:
    """Base class for data that gives batch number `index` on demand.

    Unlike a generator it can be read in any order and by several threads.
    """

    @abstractmethod
    def __getitem__(self, index: int) -> Any:
        """The batch with that number: ``x``, ``(x, y)`` or ``(x, y, sample_weight)``."""
        raise NotImplementedError

    @abstractmethod
    def __len__(self) -> int:
        """How many batches there are."""
        raise NotImplementedError

    def on_epoch_end(self) -> None:
        """Called when every batch has been taken once."""

    def __iter__(self) -> Iterator[Any]:
        for index in range(len(self)):
            yield self[index]
