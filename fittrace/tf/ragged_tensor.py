"""Ragged tensors: rows of different lengths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .arrays import Array, TensorLike
from .composite_tensor import CompositeTensor
from .convert import array_of, convert_to_tensor
from .dtypes import DType
from .errors import InvalidArgumentError
from .tensor import Tensor
from .tensor_shape import TensorShape
from .tensor_spec import RaggedTensorSpec

__all__ = ["RaggedTensor"]


class RaggedTensor(CompositeTensor):
    """Rows of different lengths: all their values one after the other, and where each row begins and ends.

    Made by the class methods ``from_...`` and by ``tf.ragged.constant``.  Row i is
    ``values[row_splits[i]:row_splits[i + 1]]``; the values may be ragged themselves.
    """

    __slots__ = ("_splits", "_values")

    def __init__(self, values: Any, row_splits: Array) -> None:
        self._values: Tensor | RaggedTensor = values
        self._splits = row_splits

    @classmethod
    def from_row_splits(
        cls, values: Any, row_splits: TensorLike, name: str | None = None, validate: bool = True
    ) -> RaggedTensor:
        """Rows that begin and end at these places; the first is 0, the last the number of values.

        Raises:
            InvalidArgumentError: places that go back, or do not cover all values.
        """
        values = values if isinstance(values, RaggedTensor) else convert_to_tensor(values)
        splits = array_of(row_splits).astype(np.int64)
        count = int(values.shape[0])
        if (
            splits.ndim != 1
            or not splits.size
            or splits[0]
            or splits[-1] != count
            or (np.diff(splits) < 0).any()
        ):
            raise InvalidArgumentError(
                None,
                None,
                f"`row_splits` is {splits.tolist()}, for {count} values; it must ascend from 0 to the "
                "number of values.",
            )
        return cls(values, splits)

    @classmethod
    def from_row_lengths(
        cls, values: Any, row_lengths: TensorLike, name: str | None = None, validate: bool = True
    ) -> RaggedTensor:
        """Rows of these lengths, which add up to the number of values; InvalidArgumentError otherwise."""
        return cls.from_row_splits(values, np.concatenate([[0], np.cumsum(array_of(row_lengths))]))

    @classmethod
    def from_value_rowids(
        cls,
        values: Any,
        value_rowids: TensorLike,
        nrows: Any = None,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Each value in the row whose number stands beside it, in ascending order."""
        rows = array_of(value_rowids).astype(np.int64)
        count = (int(rows[-1]) + 1 if rows.size else 0) if nrows is None else int(nrows)
        return cls.from_row_lengths(values, np.bincount(rows, minlength=count))

    @classmethod
    def from_tensor(
        cls,
        tensor: TensorLike,
        lengths: Any = None,
        padding: Any = None,
        ragged_rank: int = 1,
        name: str | None = None,
    ) -> RaggedTensor:
        """The rows of a tensor: cut off at `lengths`, or before the `padding` at their ends."""
        array = array_of(tensor)
        width = array.shape[1]
        if padding is not None:
            filled = array != padding
            lengths = np.where(filled.any(1), width - np.argmax(filled[:, ::-1], axis=1), 0)
        lengths = np.full(len(array), width) if lengths is None else array_of(lengths)
        return cls.from_row_lengths(array[np.arange(width) < lengths[:, None]], lengths)

    @property
    def values(self) -> Any:
        """The values of all rows, one row after the other."""
        return self._values

    @property
    def flat_values(self) -> Tensor:
        """The values with all ragged axes undone."""
        return self._values.flat_values if isinstance(self._values, RaggedTensor) else self._values

    @property
    def row_splits(self) -> Tensor:
        """Where rows begin and end, int64, one more than there are rows."""
        return Tensor(self._splits)

    @property
    def nested_row_splits(self) -> tuple[Tensor, ...]:
        """The row splits of every ragged axis, outermost first."""
        inner = self._values.nested_row_splits if isinstance(self._values, RaggedTensor) else ()
        return (self.row_splits, *inner)

    @property
    def ragged_rank(self) -> int:
        """How many axes are ragged."""
        return len(self.nested_row_splits)

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self._values.dtype

    @property
    def shape(self) -> TensorShape:
        """The lengths of the axes, None for the ragged ones."""
        return TensorShape([len(self._splits) - 1, None, *self._values.shape[1:]])

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._values.ndim + 1

    @property
    def spec(self) -> RaggedTensorSpec:
        """What is known of such a tensor before it is there."""
        return RaggedTensorSpec(self.shape, self.dtype, self.ragged_rank)

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def nrows(self, out_type: Any = None, name: str | None = None) -> Tensor:
        """The number of rows, int64."""
        return Tensor(np.int64(len(self._splits) - 1))

    def row_lengths(self, axis: int = 1, name: str | None = None) -> Tensor:
        """The length of every row, int64."""
        return Tensor(np.diff(self._splits))

    def value_rowids(self, name: str | None = None) -> Tensor:
        """For every value the number of its row, int64."""
        return Tensor(np.repeat(np.arange(len(self._splits) - 1), np.diff(self._splits)))

    def bounding_shape(self, axis: Any = None, name: str | None = None, out_type: Any = None) -> Tensor:
        """The lengths of the axes, int64; of a ragged one the longest row's."""
        lengths = np.array([len(self._splits) - 1, *_longest(self), *self.flat_values.shape[1:]], np.int64)
        return Tensor(lengths if axis is None else lengths[axis])

    def with_flat_values(self, new_values: Any) -> RaggedTensor:
        """The same rows, of other values."""
        inner = self._values
        if isinstance(inner, RaggedTensor):
            return RaggedTensor(inner.with_flat_values(new_values), self._splits)
        return RaggedTensor(convert_to_tensor(new_values), self._splits)

    def to_tensor(self, default_value: Any = None, name: str | None = None, shape: Any = None) -> Tensor:
        """A tensor in which rows are filled up with `default_value` (0 or ""), or cut off, to `shape`."""
        from .ops.gathering import gather, tensor_scatter_nd_update

        flat = self.flat_values
        lengths = self.bounding_shape().array.tolist()
        if shape is not None:
            wanted = TensorShape(shape).as_list()
            lengths = [most if given is None else given for most, given in zip(lengths, wanted, strict=False)]
        places = _places(self)
        inside = np.flatnonzero((places < lengths[: places.shape[1]]).all(1))
        if default_value is None:
            default_value = b"" if flat.array.dtype.kind == "O" else 0
        whole = np.full(lengths, array_of(default_value, flat.dtype), flat.array.dtype)
        return tensor_scatter_nd_update(Tensor(whole), places[inside], gather(flat, inside))

    def take(self, numbers: Array, axis: int = 0) -> RaggedTensor:
        """The rows with these numbers, in this order."""
        rows = [np.arange(self._splits[i], self._splits[i + 1]) for i in numbers]
        return RaggedTensor.from_row_lengths(_gathered(self._values, rows), np.diff(self._splits)[numbers])

    def as_tensor(self) -> Tensor:
        """Raises ValueError: what rows are to be filled up with must be said."""
        raise ValueError(
            "A ragged tensor cannot stand for a tensor: its rows have different lengths. Fill them up with "
            "`to_tensor()`."
        )

    def to_list(self) -> list[Any]:
        """Nested lists of numbers (of byte strings)."""
        return [row.to_list() if isinstance(row, RaggedTensor) else row.array.tolist() for row in self]

    def numpy(self) -> Any:
        """An array of objects, one array a row; a plain array if all rows have one length."""
        rows = [row.numpy() for row in self]
        if rows and len({np.shape(row) for row in rows}) == 1 and rows[0].dtype != object:
            return np.stack(rows)
        out = np.empty(len(rows), object)
        out[:] = rows
        return out

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self._splits) - 1))

    def __getitem__(self, index: Any) -> Any:
        first, *rest = index if isinstance(index, tuple) else (index,)
        count = len(self._splits) - 1
        if isinstance(first, slice):
            rows = self.take(np.arange(count)[first])
            if not rest:
                return rows
            if not isinstance(rest[0], slice):
                raise ValueError("A ragged axis can be sliced, but has no single place that all rows have.")
            limits = zip(rows._splits[:-1], rows._splits[1:], strict=True)
            columns = [np.arange(start, end)[rest[0]] for start, end in limits]
            values = _gathered(rows._values, columns)[(slice(None), *rest[1:])]
            return RaggedTensor.from_row_lengths(values, [len(column) for column in columns])
        place = int(first)
        if not -count <= place < count:
            raise InvalidArgumentError(None, None, f"Row {place} was asked for; there are {count} rows.")
        row = self._values[int(self._splits[place % count]) : int(self._splits[place % count + 1])]
        return row[tuple(rest)] if rest else row

    __hash__ = None  # type: ignore[assignment]  # == is elementwise

    def __repr__(self) -> str:
        return f"<tf.RaggedTensor {self.to_list()}>"


def _gathered(values: Any, places: list[Array]) -> Any:
    """The values at all these places, one list of places after the other."""
    from .ops.gathering import gather

    flat = np.concatenate(places).astype(np.int64) if places else np.zeros(0, np.int64)
    return values.take(flat) if isinstance(values, RaggedTensor) else gather(values, flat)


def _longest(x: RaggedTensor) -> list[int]:
    longest = int(np.diff(x._splits).max(initial=0))
    return [longest, *(_longest(x._values) if isinstance(x._values, RaggedTensor) else [])]


def _places(x: RaggedTensor) -> Array:
    """For every flat value its place along the axes up to the last ragged one, shape (values, axes)."""
    numbers = np.arange(x.flat_values.shape[0])
    columns: list[Array] = []
    for splits in reversed([each.array for each in x.nested_row_splits]):
        rows = np.searchsorted(splits, numbers, side="right") - 1
        columns.insert(0, numbers - splits[rows])
        numbers = rows
    return np.stack([numbers, *columns], axis=1)
