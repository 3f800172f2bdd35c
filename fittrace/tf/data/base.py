"""What every dataset is: something to go through, its specs, and its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import nest
from ..convert import convert_to_tensor
from ..errors import InvalidArgumentError
from ..tensor import Tensor
from . import cardinality as size_of
from .iterator import steps_by_hand

if TYPE_CHECKING:
    from .dataset import Dataset

__all__ = ["Base", "positive"]


class Base:
    """A stream of elements: tensors, or nested structures of tensors.

    Subclasses give ``__iter__``, `element_spec` and `cardinality`.
    """

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} must define __iter__.")

    @property
    def element_spec(self) -> Any:
        """What is known of every element: a structure of `TensorSpec`."""
        raise NotImplementedError(f"{type(self).__name__} must define element_spec.")

    def cardinality(self, name: str | None = None) -> Tensor:
        """The number of elements as an int64 tensor: -1 where infinite, -2 where unknown."""
        return convert_to_tensor(np.int64(size_of.UNKNOWN))

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements with numpy arrays in the place of tensors."""
        return steps_by_hand(nest.map_structure(lambda tensor: tensor.numpy(), element) for element in self)

    def get_single_element(self, name: str | None = None) -> Any:
        """The one element; InvalidArgumentError where there are none or more."""
        elements = [element for element, _ in zip(self, range(2), strict=False)]
        if len(elements) != 1:
            raise InvalidArgumentError(
                None,
                None,
                f"get_single_element needs one element; the dataset has {'more' if elements else 'none'}.",
            )
        return elements[0]

    def size(self) -> int:
        """The number of elements as a Python integer, with the same two codes as `cardinality`."""
        return int(self.cardinality())

    def __len__(self) -> int:
        """The number of elements; TypeError where it is infinite or unknown."""
        size = self.size()
        if size < 0:
            kind = "infinite" if size == size_of.INFINITE else "unknown"
            raise TypeError(f"The dataset has no len(): its number of elements is {kind}.")
        return size

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} element_spec={self.element_spec}>"

    def derived(self, stream: Callable[[], Iterator[Any]], spec: Any, size: int) -> Dataset:
        """A dataset whose elements are made from this one's.

        Args:
            stream: called for each pass; gives the elements.
            spec: the element spec, or a function that finds it.
            size: the number of elements, or a code of `cardinality`.
        """
        from .dataset import Stream  # made of this class

        return Stream(stream, spec, size)

    def reordered(self, function: Callable[[Any], Iterator[Any]], size: int) -> Dataset:
        """A dataset of this one's elements in another order: `function` takes an iterable and gives one."""
        return self.derived(lambda: function(self), lambda: self.element_spec, size)


def positive(name: str, value: Any) -> int:
    """The value as an integer; InvalidArgumentError unless it is above 0."""
    number = int(value)
    if number <= 0:
        raise InvalidArgumentError(None, None, f"`{name}` must be above 0; {number} was given.")
    return number
