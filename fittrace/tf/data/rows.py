"""The rows of arrays: as long as only their order changes, row numbers are all that is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import nest
from ..ragged_tensor import RaggedTensor
from ..tensor import Tensor
from . import cardinality as size_of
from . import pipeline
from . import structure as st
from .base import positive
from .dataset import Dataset, Stream

__all__ = ["Rows"]


class Rows(Stream):
    """A dataset of the rows of tensors, in the order of some row numbers.

    Shuffling, repeating, taking and skipping work on the numbers, and a batch is taken
    out of the arrays at once.

    Args:
        element: the structure of tensors.
        numbers: called for each pass; gives the row numbers.
        size: how many they are, or a code of `cardinality`.
    """

    def __init__(self, element: Any, numbers: Callable[[], Iterator[int]], size: int) -> None:
        self._element = element
        self._arrays: list[Any] = [
            leaf if isinstance(leaf, RaggedTensor) else leaf.array for leaf in nest.flatten(element)
        ]
        self._numbers = numbers
        super().__init__(self._each, lambda: st.row_spec(st.spec_of_element(element)), size)

    def reordered(self, function: Callable[[Any], Iterator[Any]], size: int) -> Dataset:
        """A dataset of these rows in another order."""
        return Rows(self._element, lambda: function(_Passes(self._numbers)), size)

    def batch(self, batch_size: Any, drop_remainder: bool = False, *args: Any, **options: Any) -> Dataset:
        """`batch_size` rows at a time; see `Dataset.batch`."""
        size = positive("batch_size", batch_size)
        return self.derived(
            lambda: map(self._taken, pipeline.batched(self._numbers(), size, drop_remainder)),
            lambda: st.batch_spec(self.element_spec, size if drop_remainder else None),
            size_of.divided(self._size, size, drop_remainder),
        )

    def _each(self) -> Iterator[Any]:
        element, arrays = self._element, self._arrays
        if not nest.is_nested(element):
            return (_tensor(arrays[0][i]) for i in self._numbers())
        return (
            nest.pack_sequence_as(element, [_tensor(array[i]) for array in arrays]) for i in self._numbers()
        )

    def _taken(self, numbers: list[int]) -> Any:
        first, last = numbers[0], numbers[-1]
        if last - first == len(numbers) - 1 and numbers == list(range(first, last + 1)):
            tensors = [_tensor(array[first : last + 1]) for array in self._arrays]
        else:
            index = np.array(numbers)
            tensors = [_tensor(array.take(index, 0)) for array in self._arrays]
        return nest.pack_sequence_as(self._element, tensors)


def _tensor(rows: Any) -> Any:
    return rows if isinstance(rows, (Tensor, RaggedTensor)) else Tensor(rows)


class _Passes:
    """An iterable that starts a new pass each time it is iterated."""

    def __init__(self, start: Callable[[], Iterator[int]]) -> None:
        self._start = start

    def __iter__(self) -> Iterator[int]:
        return self._start()
