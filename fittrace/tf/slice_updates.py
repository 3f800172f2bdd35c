"""Updates of some slices of a variable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .arrays import Array, TensorLike
from .convert import array_of
from .errors import InvalidArgumentError
from .indexed_slices import IndexedSlices
from .thread import thread

__all__ = ["SliceUpdates"]


class SliceUpdates:
    """The ``scatter_...`` methods of variables: each changes the slices at given places.

    Where a place comes repeatedly, its updates follow one another.  They raise TypeError
    for a `sparse_delta` that is not IndexedSlices, and InvalidArgumentError for a place outside the variable.
    """

    __slots__ = ()

    array: Any
    dtype: Any
    writable: Callable[[], Array]

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Add the slices."""
        return self._scatter(np.add.at, sparse_delta)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Subtract the slices."""
        return self._scatter(np.subtract.at, sparse_delta)

    def scatter_mul(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Multiply by the slices."""
        return self._scatter(np.multiply.at, sparse_delta)

    def scatter_div(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Divide by the slices."""
        return self._scatter(np.divide.at, sparse_delta)

    def scatter_max(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Keep the greater of the values and the slices."""
        return self._scatter(np.maximum.at, sparse_delta)

    def scatter_min(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Keep the lesser of the values and the slices."""
        return self._scatter(np.minimum.at, sparse_delta)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Replace by the slices."""
        return self._scatter(_replace, sparse_delta)

    def scatter_nd_add(self, indices: TensorLike, updates: TensorLike, name: str | None = None) -> Any:
        """Add `updates` at the index tuples in the last axis of `indices`."""
        return self._change(np.add.at, _tuples(indices), updates)

    def scatter_nd_sub(self, indices: TensorLike, updates: TensorLike, name: str | None = None) -> Any:
        """Subtract `updates` at the index tuples in the last axis of `indices`."""
        return self._change(np.subtract.at, _tuples(indices), updates)

    def scatter_nd_update(self, indices: TensorLike, updates: TensorLike, name: str | None = None) -> Any:
        """Put `updates` at the index tuples in the last axis of `indices`."""
        return self._change(_replace, _tuples(indices), updates)

    def _scatter(self, change: Callable[..., None], slices: Any) -> Any:
        if not isinstance(slices, IndexedSlices):
            raise TypeError(
                f"`sparse_delta` must be tf.IndexedSlices, not {slices!r}. "
                "Make them with tf.IndexedSlices(values, indices)."
            )
        return self._change(change, (array_of(slices.indices),), slices.values)

    def _change(self, change: Callable[..., None], places: tuple[Array, ...], values: TensorLike) -> Any:
        for axis, indices in enumerate(places):
            if indices.size and not 0 <= indices.min() <= indices.max() < self.array.shape[axis]:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"The indices along axis {axis} go from {indices.min()} to {indices.max()}; they must "
                    f"lie between 0 and {self.array.shape[axis] - 1}.",
                )
        if not thread.in_scratch_graph:
            thread.run(change, self.writable(), places, array_of(values, self.dtype))
        return self


def _replace(whole: Array, places: Any, values: Array) -> None:
    whole[places] = values


def _tuples(indices: TensorLike) -> tuple[Array, ...]:
    return tuple(np.moveaxis(array_of(indices), -1, 0))
