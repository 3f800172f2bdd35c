"""`Dataset`: a stream of elements that can be gone through again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..tensor import Tensor
from .content import Content
from .iterator import DatasetIterator, is_asked_by_a_script, steps_by_hand
from .order import Order
from .sources import Sources

__all__ = ["Dataset", "Options", "Stream"]


class Options:
    """Settings of a pipeline; any attribute can be set, none has an effect."""


class Dataset(Sources, Order, Content):
    """A stream of elements, each a tensor or a nested structure of tensors.

    Every method gives a new dataset and leaves this one alone; nothing is computed
    before someone iterates.
    """

    def apply(self, transformation_func: Callable[[Dataset], Dataset]) -> Dataset:
        """What the function gives for this dataset."""
        return transformation_func(self)

    def options(self) -> Options:
        """The settings."""
        return Options()

    def with_options(self, options: Options, name: str | None = None) -> Dataset:
        """This dataset; settings have no effect."""
        return self


class Stream(Dataset):
    """A dataset given by a function that starts a pass.

    Args:
        stream: called for each pass; gives the elements.
        spec: the element spec, or a function that finds it.
        size: the number of elements, -1 for infinite, -2 for unknown.
    """

    def __init__(self, stream: Callable[[], Iterator[Any]], spec: Any, size: int) -> None:
        self._stream = stream
        self._spec = spec
        self._size = size

    def __iter__(self) -> DatasetIterator:
        elements = self._stream()
        return DatasetIterator(steps_by_hand(elements) if is_asked_by_a_script() else elements, self)

    @property
    def element_spec(self) -> Any:
        """What is known of every element: a structure of `TensorSpec`."""
        if callable(self._spec):
            self._spec = self._spec()
        return self._spec

    def cardinality(self, name: str | None = None) -> Tensor:
        """The number of elements as an int64 tensor: -1 where infinite, -2 where unknown."""
        return Tensor(np.int64(self._size))
