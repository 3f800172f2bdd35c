"""Symbolic tensors: a shape with unknown lengths, and no values.

A symbolic tensor carries *stand-ins*: eager tensors as it might be.  Where a length is
unknown there are two, made under two different guesses.  An operation on a symbolic
tensor is applied to each stand-in, and a length that differs between the two results
is unknown.  So every operation infers shapes, dtypes and errors by the very code
that computes, and ``tf.shape(x)[0]`` can be computed with.

A limit of the method: an unknown length cannot be combined with a known one (None + 5);
TensorFlow would assume that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import numpy as np

from .arrays import Array
from .dtypes import DType, as_dtype
from .errors import InvalidArgumentError, OperatorNotAllowedInGraphError
from .tensor import Tensor
from .tensor_shape import TensorShape
from .thread import ScratchGraph, thread

__all__ = ["SymbolicTensor", "apply", "found", "is_symbolic", "placeholder", "scratch_graph"]

BATCH_GUESSES: Final = (2, 3)
"""The two lengths an unknown first axis is tried with."""
AXIS_GUESSES: Final = (32, 64)
"""Those of any other axis: long enough for windows, and different after being halved five times."""


class SymbolicTensor(Tensor):
    """A tensor without values, as it stands for one inside a model that is being put together.

    Args:
        stand_ins: one eager tensor where all lengths are known, else one a guess.
        name: its name, if it has one.
    """

    __slots__ = ("_shape", "name", "stand_ins")

    def __init__(self, stand_ins: tuple[Tensor, ...], name: str | None = None) -> None:
        self.stand_ins = stand_ins
        self.name = name
        self.key = None
        self._shape = _common_shape([tensor.array.shape for tensor in stand_ins])

    @property
    def shape(self) -> TensorShape:
        """The lengths of the axes, None where unknown."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self.stand_ins[0].dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self._shape)

    @property
    def array(self) -> Array:  # type: ignore[override]  # an attribute of eager tensors; here is none
        """Raises OperatorNotAllowedInGraphError: there are no values."""
        _refuse("its values")

    @property
    def numpy(self) -> Any:
        """Raises AttributeError: there are no values."""
        raise AttributeError("A symbolic tensor has no values, so it has no numpy().")

    def set_shape(self, shape: Any) -> None:
        """Check that the shape is compatible with `shape`, and take over what that knows better."""
        merged = self._shape.merge_with(shape)
        if merged != self._shape:
            self.stand_ins = placeholder(merged, self.dtype).stand_ins
            self._shape = merged

    def __len__(self) -> int:
        if not self._shape or self._shape[0] is None:
            raise TypeError("A symbolic tensor has a length only where its first axis is known.")
        return int(self._shape[0])

    def __iter__(self) -> Iterator[Tensor]:
        if not self._shape or self._shape[0] is None:
            _refuse("the length of its first axis")
        return (self[i] for i in range(self._shape[0]))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        _refuse("its values")

    def __bool__(self) -> bool:
        _refuse("its truth value")

    def __int__(self) -> int:
        _refuse("its values")

    def __float__(self) -> float:
        _refuse("its values")

    def __index__(self) -> int:
        _refuse("its values")

    __hash__ = None  # == is elementwise; see ref()

    def __copy__(self) -> SymbolicTensor:
        return SymbolicTensor(self.stand_ins, self.name)

    def __deepcopy__(self, memo: dict[int, Any]) -> SymbolicTensor:
        return self.__copy__()

    def __reduce__(self) -> tuple[Any, ...]:
        return SymbolicTensor, (self.stand_ins, self.name)

    def __repr__(self) -> str:
        named = f" {self.name!r}" if self.name else ""
        return f"<tf.Tensor{named} shape={self.shape} dtype={self.dtype.name}>"

    __str__ = __repr__


def placeholder(shape: Any, dtype: Any = "float32", name: str | None = None) -> SymbolicTensor:
    """A symbolic tensor with this shape (None for unknown lengths), dtype and name."""
    lengths = TensorShape(shape).as_list()
    numpy_dtype = as_dtype(dtype).numpy_dtype
    worlds = range(2 if None in lengths else 1)
    return SymbolicTensor(
        tuple(Tensor(np.zeros(_guess(lengths, world), numpy_dtype)) for world in worlds), name
    )


def is_symbolic(x: Any) -> bool:
    """Whether `x` is a symbolic tensor."""
    return isinstance(x, SymbolicTensor)


@contextmanager
def scratch_graph() -> Iterator[None]:
    """A block in which shapes are inferred and nothing happens: assignments to variables are left out.

    TensorFlow builds a graph that is never run there.  ``tf.init_scope`` leads out of it, for
    what must happen anyway, such as giving new weights their values.
    """
    before = thread.in_scratch_graph, thread.scopes, thread.scratch_graph
    thread.in_scratch_graph, thread.scopes, thread.scratch_graph = True, (), ScratchGraph()
    try:
        yield
    finally:
        thread.in_scratch_graph, thread.scopes, thread.scratch_graph = before


def found(*arguments: Any) -> bool:
    """Whether there is a symbolic tensor inside nested lists, tuples and dictionaries."""
    return any(
        isinstance(item, SymbolicTensor)
        or (isinstance(item, (list, tuple)) and found(*item))
        or (isinstance(item, dict) and found(*item.values()))
        or (isinstance(item, slice) and found(item.start, item.stop, item.step))
        for item in arguments
    )


def apply(function: Callable[..., Any], args: Any, attributes: Any) -> Any:
    """What `function` gives for these arguments, some of them symbolic, as symbolic tensors.

    No tape sees the calls, and no random number is drawn.
    """
    tapes, thread.tapes = thread.tapes, ()
    inferring, thread.inferring = thread.inferring, True
    try:
        worlds = [
            function(*_in_world(args, world), **_in_world(attributes, world))
            for world in range(_world_count(args, attributes))
        ]
    except InvalidArgumentError as problem:
        problem.message += " (The operand is symbolic: a small number stands for each unknown length.)"
        raise
    finally:
        thread.tapes, thread.inferring = tapes, inferring
    return _merged(worlds)


def _merged(worlds: list[Any]) -> Any:
    first = worlds[0]
    if isinstance(first, Tensor):
        return SymbolicTensor(tuple(worlds))
    if isinstance(first, (list, tuple)) and not isinstance(first, TensorShape):
        items = [_merged(list(each)) for each in zip(*worlds, strict=True)]
        return type(first)(*items) if hasattr(first, "_fields") else type(first)(items)
    if isinstance(first, dict):
        return {key: _merged([world[key] for world in worlds]) for key in first}
    return first


def _world_count(*arguments: Any) -> int:
    """2 where one of the symbolic tensors inside has an unknown length, else 1."""
    counts = [
        len(item.stand_ins) if isinstance(item, SymbolicTensor)
        else _world_count(*item) if isinstance(item, (list, tuple))
        else _world_count(*item.values()) if isinstance(item, dict)
        else _world_count(item.start, item.stop, item.step) if isinstance(item, slice)
        else 1
        for item in arguments
    ]  # fmt: skip
    return max(counts, default=1)


def _in_world(value: Any, world: int) -> Any:
    """The value with every symbolic tensor replaced by its stand-in under one guess."""
    if isinstance(value, SymbolicTensor):
        return value.stand_ins[min(world, len(value.stand_ins) - 1)]
    if isinstance(value, TensorShape):
        return value
    if isinstance(value, (list, tuple)):
        items = [_in_world(item, world) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, dict):
        return {key: _in_world(item, world) for key, item in value.items()}
    if isinstance(value, slice):
        return slice(*(_in_world(item, world) for item in (value.start, value.stop, value.step)))
    return value


def _guess(lengths: list[int | None], world: int) -> tuple[int, ...]:
    return tuple(
        (BATCH_GUESSES if axis == 0 else AXIS_GUESSES)[world] if length is None else length
        for axis, length in enumerate(lengths)
    )


def _common_shape(shapes: list[tuple[int, ...]]) -> TensorShape:
    if len({len(shape) for shape in shapes}) > 1:
        return TensorShape(None)
    return TensorShape(
        [lengths[0] if len(set(lengths)) == 1 else None for lengths in zip(*shapes, strict=True)]
    )


def _refuse(what: str) -> NoReturn:
    raise OperatorNotAllowedInGraphError(
        f"A symbolic tensor was asked for {what}, which it has not: it only stands for a tensor that a model "
        "will be given later. Use tf operations in place of Python's, or compute it inside a layer's call."
    )
