"""Transformations that leave the elements as they are: which of them come, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import nest, random
from ..tensor_shape import TensorShape
from ..tensor_spec import TensorSpec
from . import cardinality as size_of
from . import pipeline
from .base import Base, positive

if TYPE_CHECKING:
    from .dataset import Dataset

__all__ = ["Order"]


class Order(Base):
    """The methods of `Dataset` that choose and arrange elements."""

    def shuffle(
        self,
        buffer_size: Any,
        seed: int | None = None,
        reshuffle_each_iteration: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """The elements in random order, each drawn from a buffer of the next `buffer_size`.

        With a buffer for all elements every order is equally likely.  `seed` makes the orders
        repeatable, together with `tf.random.set_seed`.  Every pass has an order of its own,
        unless `reshuffle_each_iteration` is False.

        Raises:
            InvalidArgumentError: `buffer_size` is not above 0.
        """
        size = positive("buffer_size", buffer_size)
        if reshuffle_each_iteration is False:
            fixed = int(random.generator().integers(2**63)) if seed is None else seed
            return self.reordered(
                lambda items: pipeline.shuffled(items, size, random.new_generator(fixed)), self.size()
            )
        rng = None if seed is None else random.new_generator(seed)
        return self.reordered(
            lambda items: pipeline.shuffled(items, size, rng or random.generator()), self.size()
        )

    def repeat(self, count: Any = None, name: str | None = None) -> Dataset:
        """The elements `count` times over; without end where it is None or -1."""
        times = -1 if count is None else int(count)
        return self.reordered(
            lambda items: pipeline.repeated(items, times), size_of.repeated(self.size(), times)
        )

    def take(self, count: Any, name: str | None = None) -> Dataset:
        """The first `count` elements; all where it is -1."""
        number = int(count)
        return self.reordered(lambda items: pipeline.taken(items, number), size_of.taken(self.size(), number))

    def skip(self, count: Any, name: str | None = None) -> Dataset:
        """What comes after the first `count` elements; nothing where it is -1."""
        number = int(count)
        return self.reordered(
            lambda items: pipeline.skipped(items, number), size_of.skipped(self.size(), number)
        )

    def shard(self, num_shards: Any, index: Any, name: str | None = None) -> Dataset:
        """Every `num_shards`-th element, from number `index` on."""
        step, first = positive("num_shards", num_shards), int(index)
        size = self.size() if self.size() < 0 else len(range(first, self.size(), step))
        return self.reordered(lambda items: pipeline.sharded(items, step, first), size)

    def cache(self, filename: str = "", name: str | None = None) -> Dataset:
        """The same elements, remembered on the first whole pass; `filename` has no effect, memory is used."""
        stream = pipeline.remembered(self)
        return self.derived(stream, lambda: self.element_spec, self.size())

    def prefetch(self, buffer_size: Any, name: str | None = None) -> Dataset:
        """The same elements; nothing is prepared ahead, as nothing runs beside."""
        return self.reordered(iter, self.size())

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """These elements, then those of `dataset`.

        Raises:
            TypeError: the elements' structures or dtypes differ.
        """
        mine, other = self.element_spec, dataset.element_spec
        nest.assert_same_structure(mine, other)
        pairs = list(zip(nest.flatten(mine), nest.flatten(other), strict=True))
        if any(a.dtype != b.dtype for a, b in pairs):
            raise TypeError(
                f"Datasets can be concatenated where their elements are alike; {mine} and {other} differ."
            )
        spec = nest.pack_sequence_as(mine, [_common(a, b) for a, b in pairs])
        size = size_of.concatenated(self.size(), dataset.size())
        return self.derived(lambda: _one_then_other(self, dataset), spec, size)


def _one_then_other(first: Any, second: Any) -> Iterator[Any]:
    yield from first
    yield from second


def _common(a: Any, b: Any) -> Any:
    if a.shape.rank is None or b.shape.rank is None or a.shape.rank != b.shape.rank:
        return TensorSpec(TensorShape(None), a.dtype)
    return TensorSpec([m if m == n else None for m, n in zip(a.shape, b.shape, strict=True)], a.dtype)
