"""Transformations that make new elements: batches, the results of functions, rows."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import nest
from ..errors import OperatorNotAllowedInGraphError
from ..ops.joining import unstack
from ..tensor import Tensor
from ..tensor_shape import TensorShape
from ..tensor_spec import TensorSpec
from . import cardinality as size_of
from . import pipeline
from . import structure as st
from .base import Base, positive

if TYPE_CHECKING:
    from .dataset import Dataset

__all__ = ["Content"]


class Content(Base):
    """The methods of `Dataset` that make new elements."""

    def batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """`batch_size` elements at a time, side by side along a new first axis.

        With `drop_remainder` a last batch that would be shorter is left out.  `num_parallel_calls`
        and `deterministic` have no effect.

        Raises:
            InvalidArgumentError: `batch_size` is not above 0.
        """
        size = positive("batch_size", batch_size)
        return self.derived(
            lambda: map(st.stacked, pipeline.batched(self, size, drop_remainder)),
            lambda: st.batch_spec(self.element_spec, size if drop_remainder else None),
            size_of.divided(self.size(), size, drop_remainder),
        )

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """As `batch`, every tensor filled up to `padded_shapes`, or to the longest where None."""
        size = positive("batch_size", batch_size)
        return self.derived(
            lambda: (
                st.padded(rows, padded_shapes, padding_values)
                for rows in pipeline.batched(self, size, drop_remainder)
            ),
            lambda: _padded_spec(self.element_spec, size if drop_remainder else None),
            size_of.divided(self.size(), size, drop_remainder),
        )

    def unbatch(self, name: str | None = None) -> Dataset:
        """The rows of every element, one after the other."""
        return self.derived(
            lambda: pipeline.flattened(_rows(element) for element in self),
            lambda: st.row_spec(self.element_spec),
            size_of.UNKNOWN,
        )

    def map(
        self,
        map_func: Callable[..., Any],
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """What `map_func` gives for every element; the items of a tuple are its arguments."""

        def stream() -> Iterator[Any]:
            return (st.as_element(st.call(map_func, element)) for element in self)

        return self.derived(stream, lambda: _result_spec(map_func, self, stream), self.size())

    def filter(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements for which `predicate` gives True."""
        return self.derived(
            lambda: (element for element in self if bool(st.call(predicate, element))),
            lambda: self.element_spec,
            size_of.UNKNOWN if self.size() else 0,
        )

    def take_while(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements up to the first for which `predicate` gives False."""

        def stream() -> Iterator[Any]:
            for element in self:
                if not bool(st.call(predicate, element)):
                    return
                yield element

        return self.derived(stream, lambda: self.element_spec, size_of.UNKNOWN)

    def flat_map(self, map_func: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements of the datasets that `map_func` gives, one dataset after the other."""
        return self.derived(
            lambda: pipeline.flattened(st.call(map_func, element) for element in self),
            lambda: _first_of(st.call(map_func, element).element_spec for element in self),
            size_of.UNKNOWN,
        )

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = None,
        block_length: Any = None,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """The elements of the datasets that `map_func` gives: blocks from `cycle_length` of them in turn."""
        cycle = 1 if cycle_length is None else positive("cycle_length", cycle_length)
        block = 1 if block_length is None else positive("block_length", block_length)
        return self.derived(
            lambda: pipeline.interleaved((st.call(map_func, element) for element in self), cycle, block),
            lambda: _first_of(st.call(map_func, element).element_spec for element in self),
            size_of.UNKNOWN,
        )

    def enumerate(self, start: int = 0, name: str | None = None) -> Dataset:
        """Pairs of a running number (int64) and an element."""
        return self.derived(
            lambda: ((Tensor(np.int64(i)), element) for i, element in builtins.enumerate(self, start)),
            lambda: (TensorSpec((), "int64"), self.element_spec),
            self.size(),
        )

    def reduce(
        self, initial_state: Any, reduce_func: Callable[[Any, Any], Any], name: str | None = None
    ) -> Any:
        """The last state of ``state = reduce_func(state, element)``, from `initial_state` on."""
        state = st.as_element(initial_state)
        for element in self:
            state = st.as_element(reduce_func(state, element))
        return state


def _rows(element: Any) -> Iterator[Any]:
    columns = [unstack(tensor) for tensor in nest.flatten(element)]
    return (nest.pack_sequence_as(element, row) for row in zip(*columns, strict=True))


def _padded_spec(spec: Any, size: int | None) -> Any:
    return nest.map_structure(
        lambda s: TensorSpec(TensorShape([size]).concatenate([None] * (s.shape.rank or 0)), s.dtype), spec
    )


def _result_spec(function: Callable[..., Any], source: Any, stream: Callable[[], Iterator[Any]]) -> Any:
    """The specs of a function's results: found symbolically, or from the first result if it needs values."""
    try:
        return st.traced_spec(function, source.element_spec)
    except (OperatorNotAllowedInGraphError, AttributeError):
        return _first_of(st.spec_of_element(element) for element in stream())


def _first_of(specs: Iterator[Any]) -> Any:
    for spec in specs:
        return spec
    raise ValueError("The dataset is empty, so nobody knows the specs of its elements.")
