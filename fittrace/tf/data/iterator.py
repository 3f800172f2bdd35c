"""What ``iter(dataset)`` gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import OutOfRangeError

__all__ = ["DatasetIterator"]


class DatasetIterator(Iterator[Any]):
    """The elements of one pass over a dataset.

    Args:
        elements: the elements.
        dataset: the dataset they come from.
    """

    def __init__(self, elements: Iterator[Any], dataset: Any) -> None:
        self._elements = elements
        self._dataset = dataset

    def __next__(self) -> Any:
        return next(self._elements)

    def get_next(self) -> Any:
        """The next element; OutOfRangeError where there is none."""
        for element in self._elements:
            return element
        raise OutOfRangeError(None, None, "The dataset has no more elements.")

    @property
    def element_spec(self) -> Any:
        """The specs of the elements."""
        return self._dataset.element_spec
