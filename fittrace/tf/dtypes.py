"""Data types: TensorFlow's names for numpy's dtypes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

__all__ = [
    "DType",
    "as_dtype",
    "bool",
    "complex64",
    "complex128",
    "double",
    "dtype_of",
    "float16",
    "float32",
    "float64",
    "half",
    "int8",
    "int16",
    "int32",
    "int64",
    "string",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
]


class DType:
    """The type of a tensor's elements.

    Equal to its name and to the numpy dtype or scalar type it stands for.

    Attributes:
        name: such as ``"float32"``.
        numpy_dtype: the dtype of the arrays that hold such elements; strings are
            kept as Python ``bytes`` in object arrays.
    """

    __slots__ = ("kind", "name", "numpy_dtype")

    def __init__(self, name: str, numpy_dtype: Any) -> None:
        self.name = name
        self.numpy_dtype: np.dtype[Any] = np.dtype(numpy_dtype)
        self.kind: str = self.numpy_dtype.kind

    @property
    def as_numpy_dtype(self) -> type[Any]:
        """The numpy scalar type."""
        return self.numpy_dtype.type

    @property
    def base_dtype(self) -> DType:
        """The type itself; there are no reference types here."""
        return self

    @property
    def real_dtype(self) -> DType:
        """The type of the real part: of complex numbers their component, else the type itself."""
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    @property
    def is_floating(self) -> builtins_bool:
        """Whether it is a (real) floating-point type."""
        return self.kind == "f"

    @property
    def is_integer(self) -> builtins_bool:
        """Whether it is an integer type, signed or not; booleans are none."""
        return self.kind in "iu"

    @property
    def is_unsigned(self) -> builtins_bool:
        """Whether it is an unsigned integer type."""
        return self.kind == "u"

    @property
    def is_complex(self) -> builtins_bool:
        """Whether it is a complex type."""
        return self.kind == "c"

    @property
    def is_bool(self) -> builtins_bool:
        """Whether it is the boolean type."""
        return self.kind == "b"

    @property
    def is_numpy_compatible(self) -> builtins_bool:
        """True: every type here is held in numpy arrays."""
        return True

    @property
    def size(self) -> int:
        """Bytes of one element; 1 for strings, as in TensorFlow."""
        return 1 if self.kind == "O" else self.numpy_dtype.itemsize

    @property
    def min(self) -> Any:
        """The least finite value; TypeError for types without order."""
        return self._limit("min", False)

    @property
    def max(self) -> Any:
        """The greatest finite value; TypeError for types without order."""
        return self._limit("max", True)

    @property
    def limits(self) -> tuple[float, float]:
        """The range of a pixel of this type: (0, 1) for floats, (least, greatest) for integers."""
        return (0, 1) if self.kind in "fb" else (self.min, self.max)

    def is_compatible_with(self, other: Any) -> builtins_bool:
        """Whether `other` is the same type."""
        return self.__eq__(other)

    def _limit(self, which: str, of_bool: builtins_bool) -> Any:
        if self.kind == "b":
            return of_bool
        if self.kind == "f":
            return getattr(np.finfo(self.numpy_dtype), which)
        if self.kind in "iu":
            return getattr(np.iinfo(self.numpy_dtype), which)
        raise TypeError(f"{self!r} has no {which}: its values have no order.")

    def __eq__(self, other: object) -> builtins_bool:
        if self is other:
            return True
        if other is None or isinstance(other, DType):
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __ne__(self, other: object) -> builtins_bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: {self.name!r}>"


builtins_bool = bool  # the name `bool` is tf.bool below, as in TensorFlow

float16: Final = DType("float16", np.float16)
float32: Final = DType("float32", np.float32)
float64: Final = DType("float64", np.float64)
int8: Final = DType("int8", np.int8)
int16: Final = DType("int16", np.int16)
int32: Final = DType("int32", np.int32)
int64: Final = DType("int64", np.int64)
uint8: Final = DType("uint8", np.uint8)
uint16: Final = DType("uint16", np.uint16)
uint32: Final = DType("uint32", np.uint32)
uint64: Final = DType("uint64", np.uint64)
complex64: Final = DType("complex64", np.complex64)
complex128: Final = DType("complex128", np.complex128)
half: Final = float16
double: Final = float64
string: Final = DType("string", object)
bool: Final = DType("bool", np.bool_)

_TYPES: Final = (
    float32, float64, float16, int32, int64, int8, int16,
    uint8, uint16, uint32, uint64, bool, complex64, complex128, string,
)  # fmt: skip
_BY_NUMPY: Final = {dtype.numpy_dtype: dtype for dtype in _TYPES}
_BY_NAME: Final = {dtype.name: dtype for dtype in _TYPES} | {
    "half": float16, "float": float32, "double": float64,
}  # fmt: skip
_BY_PYTHON: Final[dict[Any, DType]] = {
    float: float32, builtins_bool: bool, str: string, bytes: string, complex: complex128,
}  # fmt: skip


def as_dtype(value: Any) -> DType:
    """The `DType` for a DType, a name, a numpy dtype or scalar type, or a Python type.

    Python's ``float`` is float32; ``int`` is refused, as TensorFlow 2.12 refuses it.

    Raises:
        TypeError: no such type.
    """
    if isinstance(value, DType):
        return value
    if isinstance(value, str):
        found = _BY_NAME.get(value)
    elif isinstance(value, type) and not issubclass(value, np.generic):
        found = _BY_PYTHON.get(value)
    else:
        found = _from_numpy(value)
    if found is None:
        raise TypeError(
            f"{value!r} is not a data type. Give a tf.DType, a name such as 'float32', or a numpy dtype."
        )
    return found


def dtype_of(array: np.ndarray[Any, np.dtype[Any]]) -> DType:
    """The `DType` of a numpy array.

    Raises:
        ValueError: a dtype that tensors do not have, such as datetime64.
    """
    found = _BY_NUMPY.get(array.dtype) or _from_numpy(array.dtype)
    if found is None:
        raise ValueError(f"An array of dtype {array.dtype} is no tensor. Convert it to numbers first.")
    return found


def _from_numpy(value: Any) -> DType | None:
    try:
        dtype = np.dtype(value)
    except TypeError:
        return None
    return string if dtype.kind in "USO" else _BY_NUMPY.get(dtype.newbyteorder("="))
