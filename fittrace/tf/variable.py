"""Variables: named arrays that change in place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .arrays import Array, TensorLike
from .convert import array_of, constant, number
from .dtypes import DType, as_dtype, dtype_of
from .errors import InvalidArgumentError
from .slice_updates import SliceUpdates
from .tensor import Operators, Reference, Tensor, new_key, read_only, text_of
from .tensor_shape import TensorShape, known_shape
from .thread import thread

__all__ = ["Variable"]


class Variable(SliceUpdates, Operators):
    """A tensor-like value that can be assigned, with a name.

    Assignments work in place.  Where somebody still holds a tensor that was read
    from the variable, that tensor keeps its values: the variable then moves to a
    new array (copy on write, as TensorFlow's resource variables do).

    Args:
        initial_value: the first value, or a function that gives it.
        trainable: whether tapes watch it and optimizers change it.
        name: its name; open name scopes go before it and ``:0`` after it.
        dtype: the type to convert `initial_value` to.
        constraint: a function that projects the value after an optimizer's update.
        shape: the shape to check `initial_value` against.
        validate_shape, caching_device, import_scope, synchronization, aggregation:
            there for TensorFlow's signature; without effect.

    Attributes:
        array: the current values, shared; do not write to it.
        key: what tapes know the variable by.
    """

    __slots__ = ("__dict__", "__weakref__", "_name", "_trainable", "array", "constraint", "key")

    def __init__(
        self,
        initial_value: TensorLike | Callable[[], TensorLike] | None = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: Any = None,
        constraint: Callable[[Any], Any] | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
    ) -> None:
        if initial_value is None:
            raise ValueError(
                "tf.Variable needs an `initial_value`: a tensor-like, or a function that gives one."
            )
        value = initial_value() if callable(initial_value) else initial_value
        self.array: np.ndarray[Any, Any] = _owned(array_of(value, None if dtype is None else as_dtype(dtype)))
        self.key = new_key()
        self.constraint = constraint
        self._trainable = trainable is None or bool(trainable)
        self._name = "/".join((*thread.scopes, name or "Variable")) + ":0"
        if shape is not None:
            self.shape.assert_is_compatible_with(shape)

    @property
    def name(self) -> str:
        """The name with its scopes, such as ``"dense/kernel:0"``."""
        return self._name

    @property
    def _shared_name(self) -> str:
        return self._name[:-2]

    @property
    def _unique_id(self) -> str:
        return f"{self._shared_name}_{self.key}"

    @property
    def trainable(self) -> bool:
        """Whether tapes watch the variable by themselves."""
        return self._trainable

    @property
    def shape(self) -> TensorShape:
        """The lengths of the axes."""
        return known_shape(self.array.shape)

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return dtype_of(self.array)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.array.ndim

    @property
    def device(self) -> str:
        """The name TensorFlow gives the first CPU."""
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Check that the shape is compatible with `shape`; ValueError otherwise."""
        self.shape.assert_is_compatible_with(shape)

    def value(self) -> Tensor:
        """The current value as a tensor; tapes that watch variables see this read."""
        tensor = Tensor(self.array)
        tensor.key = self.key
        if thread.tapes:
            for tape in thread.tapes:
                tape.variable_read(self)
        return tensor

    def read_value(self) -> Tensor:
        """The same as `value`."""
        return self.value()

    def numpy(self) -> Any:
        """A copy of the current values; of a scalar a numpy scalar."""
        return self.array.copy() if self.array.ndim else self.array[()]

    def assign(
        self, value: TensorLike, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Variable:
        """Replace the value.

        Raises:
            ValueError: the shape differs, or `value` is a tensor of another dtype.
        """
        if thread.in_scratch_graph:
            return self
        array = self._operand(value)
        if array.shape != self.array.shape:
            raise ValueError(
                f"Variable {self.name!r} has shape {self.shape}; a value of shape {array.shape} cannot be "
                "assigned to it. Give a value of the variable's shape."
            )
        if array.base is None and array.flags.writeable and array.flags.c_contiguous:
            self.array = array  # taken over as it is: if a tensor still holds it, the next update copies
        elif self._is_mine_alone():
            np.copyto(self.array, array)
        else:
            self.array = array.copy()
        return self

    def assign_add(
        self, delta: TensorLike, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Variable:
        """Add `delta`, which has the variable's shape; InvalidArgumentError otherwise."""
        return self._update(np.add, delta)

    def assign_sub(
        self, delta: TensorLike, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Variable:
        """Subtract `delta`, which has the variable's shape; InvalidArgumentError otherwise."""
        return self._update(np.subtract, delta)

    def writable(self) -> Array:
        """The array with the current values, for an update in place: what is written to it is the new value.

        Where a tensor still shows the present values, the variable moves to a copy first.
        """
        if not self._is_mine_alone():
            self.array = self.array.copy()
        return self.array

    def ref(self) -> Reference:
        """A hashable stand-in for this variable, for use as a key."""
        return Reference(self)

    def _update(self, ufunc: np.ufunc, delta: TensorLike) -> Variable:
        if thread.in_scratch_graph:
            return self
        is_count = type(delta) is int and self.array.dtype.kind in "if"
        array = number(delta, self.array.dtype).array if is_count else self._operand(delta)
        if array.shape != self.array.shape:
            raise InvalidArgumentError(
                None,
                None,
                f"Variable {self.name!r} has shape {self.shape}; it cannot be updated with a value of shape "
                f"{array.shape}. Give a value of the variable's shape.",
            )
        out = self.array if self._is_mine_alone() else np.empty_like(self.array)
        self.array = thread.run(ufunc, self.array, array, out)
        return self

    def _operand(self, value: TensorLike) -> Array:
        return (
            value.array
            if type(value) is Tensor and value.array.dtype == self.array.dtype
            else array_of(value, self.dtype)
        )

    def _is_mine_alone(self) -> bool:
        # two references: the attribute, and the argument of getrefcount
        return sys.getrefcount(self.array) <= 2

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return read_only(self.array, dtype, copy)

    def __len__(self) -> int:
        return len(self.value())

    def __iter__(self) -> Iterator[Tensor]:
        return iter(self.value())

    def __bool__(self) -> bool:
        return bool(self.array)

    def __int__(self) -> int:
        return int(self.array)

    def __float__(self) -> float:
        return float(self.array)

    def __index__(self) -> int:
        return int(self.array.__index__())

    __hash__ = None  # type: ignore[assignment]  # == is elementwise; see ref()

    def __copy__(self) -> Variable:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        twin = Variable(constant(self.array), trainable=self.trainable, constraint=self.constraint)
        twin._name = self._name
        memo[id(self)] = twin
        return twin

    def __repr__(self) -> str:
        about = f"{self.name!r} shape={self.shape} dtype={self.dtype.name}"
        return f"<tf.Variable {about}, numpy={text_of(self.array)}>"


def _owned(array: Array) -> Array:
    """The array itself if no other object can see its memory, else a copy."""
    return np.array(array, order="C")
