"""The eager tensor: one numpy array that nobody writes to."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .arrays import Array
from .dtypes import DType, dtype_of
from .tensor_shape import TensorShape, known_shape

__all__ = ["Operators", "Reference", "Tensor", "new_key"]

new_key: Final = itertools.count(1).__next__
"""A number no other tensor or variable has; what tapes know it by."""


class Operators:
    """The operators of tensors and variables; :mod:`fittrace.tf.operators` says what they do."""

    __slots__ = ()

    # numpy arrays leave `array + tensor` to the tensor
    __array_priority__ = 100

    if TYPE_CHECKING:
        key: Any
        ndim: Any
        shape: Any
        dtype: Any
        numpy: Any

        __add__: Callable[..., Tensor]
        __radd__: Callable[..., Tensor]
        __sub__: Callable[..., Tensor]
        __rsub__: Callable[..., Tensor]
        __mul__: Callable[..., Tensor]
        __rmul__: Callable[..., Tensor]
        __truediv__: Callable[..., Tensor]
        __rtruediv__: Callable[..., Tensor]
        __floordiv__: Callable[..., Tensor]
        __rfloordiv__: Callable[..., Tensor]
        __mod__: Callable[..., Tensor]
        __rmod__: Callable[..., Tensor]
        __pow__: Callable[..., Tensor]
        __rpow__: Callable[..., Tensor]
        __matmul__: Callable[..., Tensor]
        __rmatmul__: Callable[..., Tensor]
        __neg__: Callable[..., Tensor]
        __abs__: Callable[..., Tensor]
        __invert__: Callable[..., Tensor]
        __lt__: Callable[..., Tensor]
        __le__: Callable[..., Tensor]
        __gt__: Callable[..., Tensor]
        __ge__: Callable[..., Tensor]
        __and__: Callable[..., Tensor]
        __rand__: Callable[..., Tensor]
        __or__: Callable[..., Tensor]
        __ror__: Callable[..., Tensor]
        __xor__: Callable[..., Tensor]
        __rxor__: Callable[..., Tensor]
        __getitem__: Callable[..., Tensor]


class Tensor(Operators):
    """A multidimensional array of one dtype that never changes.

    Args:
        array: the values.  The tensor keeps this very array, without a copy: hand
            over one that nobody will write to, or use :func:`~fittrace.tf.constant`.

    Attributes:
        array: the values, shared; read only.
        key: what tapes know this tensor by; None as long as no tape does.
    """

    __slots__ = ("__weakref__", "_keras_logits", "_keras_mask", "array", "key")

    def __init__(self, array: Any) -> None:
        self.array: np.ndarray[Any, Any] = array if type(array) is np.ndarray else np.asarray(array)
        self.key: int | None = None

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

    def numpy(self) -> Any:
        """A copy of the values as a numpy array; of a scalar tensor a numpy scalar."""
        return self.array.copy() if self.array.ndim else self.array[()]

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Check that the shape is compatible with `shape`; ValueError otherwise."""
        self.shape.assert_is_compatible_with(shape)

    def ref(self) -> Reference:
        """A hashable stand-in for this tensor, for use as a key."""
        return Reference(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return read_only(self.array, dtype, copy)

    def __len__(self) -> int:
        if not self.array.ndim:
            raise TypeError("A scalar tensor has no length.")
        return len(self.array)

    def __iter__(self) -> Iterator[Tensor]:
        if not self.array.ndim:
            raise TypeError("A scalar tensor cannot be iterated.")
        return (self[i] for i in range(len(self.array)))

    def __bool__(self) -> bool:
        return bool(self.array)

    def __int__(self) -> int:
        return int(self.array)

    def __float__(self) -> float:
        return float(self.array)

    def __complex__(self) -> complex:
        return complex(self.array)

    def __index__(self) -> int:
        return int(self.array.__index__())

    def __format__(self, spec: str) -> str:
        return format(self.array[()], spec) if spec and not self.array.ndim else format(str(self), spec)

    __hash__ = None  # type: ignore[assignment]  # == is elementwise; see ref()

    def __copy__(self) -> Tensor:
        return Tensor(self.array)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        return Tensor(self.array.copy())

    def __reduce__(self) -> tuple[Any, ...]:
        return Tensor, (self.array,)

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={text_of(self.array)}>"

    def __str__(self) -> str:
        return f"tf.Tensor({self.array[()]}, shape={self.shape}, dtype={self.dtype.name})"


class Reference:
    """A hashable stand-in for a tensor or variable: equal where it stands for the same object."""

    __slots__ = ("_object",)

    def __init__(self, target: Any) -> None:
        self._object = target

    def deref(self) -> Any:
        """The tensor or variable itself."""
        return self._object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._object is other._object

    def __hash__(self) -> int:
        return id(self._object)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._object!r}>"


def read_only(array: Array, dtype: Any, copy: bool | None) -> Array:
    """What ``__array__`` answers: a view that cannot be written to, or a copy where one is due."""
    if copy or (dtype is not None and dtype != array.dtype):
        return array.astype(array.dtype if dtype is None else dtype)
    view = array.view()
    view.flags.writeable = False
    return view


def text_of(array: Array) -> str:
    """The values as they appear in a repr: of a scalar the number alone."""
    return repr(array) if array.ndim else str(array[()])
