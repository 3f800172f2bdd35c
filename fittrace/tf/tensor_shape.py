"""Shapes whose lengths may be unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NoReturn, overload

__all__ = ["TensorShape", "as_shape", "known_shape"]


class TensorShape(tuple[Any, ...]):
    """The lengths of a tensor's axes, a tuple with None for a length that is not known.

    ``TensorShape(None)`` stands for a shape of which not even the rank is known.
    """

    __slots__ = ()

    def __new__(cls, dims: Iterable[Any] | int | None = ()) -> TensorShape:
        """The shape with these lengths; see the class."""
        if dims is None:
            return tuple.__new__(_UnknownShape)
        if isinstance(dims, TensorShape):
            return dims
        lengths = dims if isinstance(dims, Iterable) else (dims,)
        return tuple.__new__(cls, [_length(dim) for dim in lengths])

    @property
    def rank(self) -> int | None:
        """The number of axes, None where unknown."""
        return len(self)

    @property
    def ndims(self) -> int | None:
        """The same as `rank`."""
        return self.rank

    @property
    def dims(self) -> list[Any] | None:
        """The lengths as a list, None where the rank is unknown."""
        return list(self)

    def as_list(self) -> list[Any]:
        """The lengths as a list; ValueError where the rank is unknown."""
        return list(self)

    def is_fully_defined(self) -> bool:
        """Whether every length is known."""
        return None not in tuple(self)

    def num_elements(self) -> int | None:
        """The number of elements, None where a length is unknown."""
        count = 1
        for length in self:
            if length is None:
                return None
            count *= length
        return count

    def is_compatible_with(self, other: Any) -> bool:
        """Whether some tensor could have both shapes."""
        shape = TensorShape(other)
        if self.rank is None or shape.rank is None:
            return True
        return len(self) == len(shape) and all(
            a is None or b is None or a == b for a, b in zip(self, shape, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless `is_compatible_with`."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {TensorShape(other)} are incompatible.")

    def assert_has_rank(self, rank: int) -> None:
        """Raise ValueError where the rank is known and another."""
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}, it has rank {self.rank}.")

    def assert_is_fully_defined(self) -> None:
        """Raise ValueError where a length is unknown."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined.")

    def with_rank(self, rank: int) -> TensorShape:
        """This shape, which must have (or could have) this rank; ValueError otherwise."""
        return self.merge_with((None,) * rank)

    def merge_with(self, other: Any) -> TensorShape:
        """What both shapes know together; ValueError where they contradict each other."""
        shape = TensorShape(other)
        self.assert_is_compatible_with(shape)
        if self.rank is None:
            return shape
        if shape.rank is None:
            return self
        return TensorShape([b if a is None else a for a, b in zip(self, shape, strict=True)])

    def concatenate(self, other: Any) -> TensorShape:
        """The axes of this shape, then those of `other`."""
        other = TensorShape(other)
        if self.rank is None or other.rank is None:
            return TensorShape(None)
        return TensorShape([*self, *other])

    @overload  # type: ignore[override]  # a slice of a shape is a shape
    def __getitem__(self, key: slice) -> TensorShape: ...
    @overload
    def __getitem__(self, key: int) -> Any: ...
    def __getitem__(self, key: Any) -> Any:
        found = tuple.__getitem__(self, key)
        return TensorShape(found) if isinstance(key, slice) else found

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape(other).concatenate(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, list):
            other = tuple(other)
        return tuple.__eq__(self, other) is True  # it may be NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self)

    def __reduce__(self) -> tuple[Any, tuple[Any]]:
        return TensorShape, (list(self),)

    def __repr__(self) -> str:
        return f"TensorShape({list(self)})"

    def __str__(self) -> str:
        return tuple.__repr__(self)


class _UnknownShape(TensorShape):
    """A shape of unknown rank: nothing can be counted or indexed."""

    __slots__ = ()

    @property
    def rank(self) -> int | None:
        return None

    @property
    def dims(self) -> list[Any] | None:
        return None

    def is_fully_defined(self) -> bool:
        return False

    def num_elements(self) -> int | None:
        return None

    def as_list(self) -> list[Any]:
        raise ValueError("The shape has no list of lengths: its rank is unknown.")

    def __len__(self) -> int:
        raise ValueError("The shape has no length: its rank is unknown.")

    def __iter__(self) -> Iterator[Any]:
        raise ValueError("The shape cannot be iterated: its rank is unknown.")

    def __getitem__(self, key: Any) -> Any:
        return TensorShape(None) if isinstance(key, slice) else None

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _UnknownShape)

    def __hash__(self) -> int:
        return hash("unknown rank")

    def __reduce__(self) -> tuple[Any, tuple[Any]]:
        return TensorShape, (None,)

    def __repr__(self) -> str:
        return "TensorShape(None)"

    def __str__(self) -> str:
        return "<unknown>"


@lru_cache(maxsize=4096)
def known_shape(lengths: tuple[int, ...]) -> TensorShape:
    """The `TensorShape` of a numpy array's shape; one object for equal shapes."""
    return tuple.__new__(TensorShape, lengths)


def as_shape(value: Any) -> TensorShape:
    """The `TensorShape` of anything that describes one."""
    return value if isinstance(value, TensorShape) else TensorShape(value)


def _length(dim: Any) -> int | None:
    if dim is None:
        return None
    try:
        length = int(dim.__index__())
    except (AttributeError, TypeError):
        _refuse(dim)
    if length < 0:
        raise ValueError(f"A length in a shape must be 0 or more, or None; {length} was given.")
    return length


def _refuse(dim: Any) -> NoReturn:
    raise TypeError(f"A length in a shape must be an integer or None; {dim!r} was given.")
