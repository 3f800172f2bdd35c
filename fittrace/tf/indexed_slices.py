"""Slices of a larger tensor that is zero elsewhere: the gradient of a table of which a few rows were used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .composite_tensor import CompositeTensor
from .convert import convert_to_tensor
from .dtypes import DType
from .tensor import Tensor
from .tensor_shape import TensorShape

__all__ = ["IndexedSlices", "joined", "on_values", "slices_at"]


class IndexedSlices(CompositeTensor):
    """Slices along the first axis, and where they belong.

    What they stand for is zero except for ``dense[indices[i]] += values[i]``: an index
    may come repeatedly, and its slices are then added up.

    Args:
        values: the slices, shape (count, ...).
        indices: for each slice a place along the first axis, shape (count,).
        dense_shape: the shape of the whole, if it is known.
    """

    __slots__ = ("_dense_shape", "_indices", "_values")

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self._values = values
        self._indices = indices
        self._dense_shape = dense_shape

    @property
    def values(self) -> Any:
        """The slices."""
        return self._values

    @property
    def indices(self) -> Any:
        """The place of each slice."""
        return self._indices

    @property
    def dense_shape(self) -> Any:
        """The shape of the whole as a vector, or None."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The shape of the whole, as far as it is known."""
        return TensorShape(None if self._dense_shape is None else np.asarray(self._dense_shape).tolist())

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return convert_to_tensor(self._values).dtype

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def as_tensor(self) -> Tensor:
        """The whole, zeros included.

        Raises:
            ValueError: its shape is not known.
        """
        from .ops.gathering import ungather

        if self._dense_shape is None:
            raise ValueError(
                f"{self} cannot become a tensor: nobody knows how long its first axis is. "
                "Make the IndexedSlices with `dense_shape`."
            )
        return ungather(self._values, self._indices, 0, 0, tuple(self.shape))

    def __neg__(self) -> IndexedSlices:
        return on_values(self, lambda values: -values)

    def __str__(self) -> str:
        known = "" if self._dense_shape is None else f", dense_shape={self._dense_shape}"
        return f"IndexedSlices(indices={self._indices}, values={self._values}{known})"


def slices_at(gradient: Tensor, indices: Tensor, shape: tuple[int, ...]) -> IndexedSlices:
    """The gradient of a table of this shape, given that of its rows at indices of any shape."""
    from .ops.shaping import reshape

    flat = Tensor(indices.array.reshape(-1))
    values = reshape(gradient, (flat.array.size, *shape[1:]))
    return IndexedSlices(values, flat, Tensor(np.array(shape, np.int32)))


def joined(parts: Sequence[IndexedSlices]) -> IndexedSlices:
    """The sum of several slices of one whole: all their slices."""
    if len(parts) == 1:
        return parts[0]
    from .ops.joining import concat

    values = concat([part.values for part in parts], 0)
    places = np.concatenate([np.asarray(part.indices) for part in parts])
    return IndexedSlices(values, Tensor(places), parts[0].dense_shape)


def on_values(x: IndexedSlices, function: Callable[[Any], Any]) -> IndexedSlices:
    """The same slices with `function` applied to their values."""
    return IndexedSlices(function(x.values), x.indices, x.dense_shape)
