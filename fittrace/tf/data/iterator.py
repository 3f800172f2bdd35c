"""What ``iter(dataset)`` gives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from fittrace.trace import loop

from ..errors import OutOfRangeError

__all__ = ["DatasetIterator", "is_asked_by_a_script", "steps_by_hand"]


@loop("step")
def steps_by_hand(elements: Iterator[Any]) -> Iterator[Any]:
    """The elements, each of them a step of the loop that a script has written around them."""
    yield from elements


def is_asked_by_a_script() -> bool:
    """Whether the function that asks was called from outside fittrace.

    Pipelines and `fit` go through datasets as well; their steps are not the script's.
    """
    name = sys._getframe(2).f_globals.get("__name__", "")
    return not str(name).startswith("fittrace.")


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
