"""From what users pass to tensors."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from .arrays import Array, TensorLike
from .composite_tensor import CompositeTensor
from .dispatch import handler_for
from .dtypes import DType, as_dtype, dtype_of, string
from .errors import OperatorNotAllowedInGraphError
from .tensor import Operators, Tensor
from .thread import thread

__all__ = ["array_of", "constant", "convert_to_tensor", "is_tensor", "number"]

_PYTHON_DTYPES: Final[dict[np.dtype[Any], np.dtype[Any]]] = {
    np.dtype(np.float64): np.dtype(np.float32),
    np.dtype(np.int64): np.dtype(np.int32),
}
_INT32: Final = np.iinfo(np.int32)


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor (eager, symbolic or composite) or a variable; arrays and numbers are not."""
    return isinstance(x, (Operators, CompositeTensor))


def convert_to_tensor(
    value: TensorLike, dtype: Any = None, dtype_hint: Any = None, name: str | None = None
) -> Tensor:
    """A tensor with this value; a tensor is given back as it is.

    Python numbers become float32, int32 (int64 where they do not fit) or bool, numpy
    arrays keep their dtype, unless `dtype` says otherwise.

    Args:
        value: tensor, variable, numpy array, number, string, or nested sequence of them.
        dtype: the dtype of the result.  Tensors must have it already.
        dtype_hint: the dtype to prefer where `value` can be converted to it.
        name: there for TensorFlow's signature; without effect.

    Raises:
        ValueError: a tensor of another dtype, a ragged sequence, or not convertible at all.
        TypeError: a Python number that `dtype` cannot hold.
    """
    wanted = None if dtype is None else as_dtype(dtype)
    if isinstance(value, Operators):
        return _checked(value, wanted)
    if isinstance(value, CompositeTensor):
        return _checked(value.as_tensor(), wanted)
    if wanted is None and dtype_hint is not None:
        try:
            return convert_to_tensor(value, dtype_hint)
        except (TypeError, ValueError):
            pass  # a hint that does not fit is no error
    kinds = _kinds_in(value)
    handler = next(filter(None, map(handler_for, kinds)), None)
    if handler is not None:
        foreign: Tensor = handler(convert_to_tensor, (value, dtype), {})
        return foreign
    if any(issubclass(kind, Operators) for kind in kinds):
        return _stacked(value, wanted)
    return Tensor(array_of(value, wanted))


def constant(value: TensorLike, dtype: Any = None, shape: Any = None, name: str = "Const") -> Tensor:
    """A new tensor with this value, converted to `dtype` and, with `shape`, brought into it.

    With `shape`, a single value is repeated; otherwise the number of elements must
    agree (TypeError).  The rules of conversion are those of `convert_to_tensor`,
    but tensors are converted to `dtype`, too.
    """
    if isinstance(value, Operators):
        from .ops.casting import cast

        value = value if dtype is None else cast(value, dtype)
        return convert_to_tensor(value)
    tensor = convert_to_tensor(value, dtype)
    if shape is None:
        return tensor
    lengths = tuple(int(length) for length in shape)
    size = int(np.prod(lengths))
    if tensor.array.size == size:
        return Tensor(tensor.array.reshape(lengths))
    if tensor.array.size == 1:
        return Tensor(np.full(lengths, tensor.array.reshape(())))
    raise TypeError(
        f"tf.constant: `shape` {lengths} has {size} elements, `value` has {tensor.array.size}. "
        "Give as many elements as the shape has, or one."
    )


@lru_cache(maxsize=1024, typed=True)
def number(value: float, dtype: np.dtype[Any]) -> Tensor:
    """A Python number as a tensor; the same ones come again and again."""
    return Tensor(thread.run(np.array, value, dtype))


def array_of(value: TensorLike, dtype: DType | None = None) -> Array:
    """The values as an array that nobody else writes to; errors as in `convert_to_tensor`."""
    if isinstance(value, Operators):
        return _checked(value, dtype).array
    if isinstance(value, CompositeTensor):
        return _checked(value.as_tensor(), dtype).array
    if isinstance(value, np.ndarray):
        return _from_array(value, dtype)
    if isinstance(value, (bool, int, float)) and not isinstance(value, np.generic):
        return _from_number(value, dtype)
    if isinstance(value, np.generic) or hasattr(value, "__array__"):
        return _from_array(np.asarray(value), dtype)
    if isinstance(value, (str, bytes)):
        return _from_array(np.asarray(value), dtype)
    if isinstance(value, (list, tuple, range)):
        return _from_sequence(value, dtype)
    if isinstance(value, complex):
        return np.asarray(value, None if dtype is None else dtype.numpy_dtype)
    raise ValueError(
        f"A {type(value).__name__} cannot become a tensor ({_short(value)} was given). "
        "Give a tensor, a numpy array, a number, or a nested list of numbers."
    )


def _checked(value: Any, dtype: DType | None) -> Tensor:
    """A tensor or variable as a tensor, which must have `dtype`."""
    if dtype is not None and value.dtype is not dtype:
        raise ValueError(
            f"A tensor of dtype {dtype.name} was asked for, but the tensor given is {value.dtype.name}. "
            "Convert it with tf.cast."
        )
    return value if isinstance(value, Tensor) else value.value()


def _from_array(array: Array, dtype: DType | None) -> Array:
    if array.dtype.kind in "USO":
        return _from_strings(array, dtype)
    target = (dtype or dtype_of(array)).numpy_dtype
    return thread.run(array.astype, target, "C")


def _from_number(value: bool | int | float, dtype: DType | None) -> Array:
    if dtype is None:
        if isinstance(value, float):
            return thread.run(np.array, value, np.float32)
        if isinstance(value, bool):
            return np.array(value)
        return np.array(value, np.int32 if _INT32.min <= value <= _INT32.max else np.int64)
    _check_python_kind(np.asarray(value).dtype.kind, dtype, value)
    return thread.run(np.array, value, dtype.numpy_dtype)


def _from_sequence(value: Any, dtype: DType | None) -> Array:
    try:
        array = np.array(value)
    except OperatorNotAllowedInGraphError:
        raise
    except ValueError:
        raise ValueError(
            f"A tensor needs rows of equal lengths; {_short(value)} is ragged. Pad the rows to one length."
        ) from None
    if array.dtype.kind in "USO":
        return _from_strings(array, dtype)
    if dtype is not None:
        if array.size:
            _check_python_kind(array.dtype.kind, dtype, value)
        return thread.run(array.astype, dtype.numpy_dtype)
    if _made_of_arrays(value, array.dtype):
        return array
    if array.dtype == np.int64 and array.size and (array.min() < _INT32.min or array.max() > _INT32.max):
        return array
    return thread.run(array.astype, _PYTHON_DTYPES.get(array.dtype, array.dtype), copy=False)


def _from_strings(array: Array, dtype: DType | None) -> Array:
    flat = [item.encode() if isinstance(item, str) else item for item in array.ravel().tolist()]
    if not all(isinstance(item, bytes) for item in flat):
        odd = [item for item in flat if not isinstance(item, bytes)]
        worst = next((item for item in odd if not isinstance(item, (int, float))), odd[0])
        raise ValueError(
            f"An array of Python objects cannot become a tensor; this one holds {_short(worst)}. "
            "Give it a numeric dtype first, such as array.astype('float32')."
        )
    if dtype is not None and dtype is not string:
        raise TypeError(
            f"Strings cannot become a tensor of dtype {dtype.name}. Convert them to numbers first."
        )
    out = np.empty(len(flat), object)
    out[:] = flat
    return out.reshape(array.shape)


def _check_python_kind(kind: str, dtype: DType, value: Any) -> None:
    """Refuse to lose what a Python number says: a fraction in an integer, a number in a boolean."""
    rank = "biufcO"
    allowed = {"b": "b", "i": "biu", "u": "biu", "f": "biuf", "c": "biufc", "O": "O"}[dtype.kind]
    if kind not in allowed and kind in rank:
        raise TypeError(
            f"{_short(value)} cannot become a tensor of dtype {dtype.name}. "
            "Give a value of that type, or convert it with tf.cast."
        )


def _made_of_arrays(value: Any, dtype: np.dtype[Any]) -> bool:
    """Whether a sequence's dtype is that of the arrays in it (or of numpy's float64 numbers)."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return isinstance(value, np.ndarray) or (isinstance(value, np.generic) and dtype.kind == "f")


def _kinds_in(value: Any) -> set[type]:
    """The types of the items of a nested sequence, or of the value itself."""
    if not isinstance(value, (list, tuple)):
        return {type(value)}
    kinds = set(map(type, value))  # item by item would be slow for long lists of numbers
    for kind in [kind for kind in kinds if issubclass(kind, (list, tuple))]:
        for item in value:
            if type(item) is kind:
                kinds |= _kinds_in(item)
    return kinds


def _stacked(value: Any, dtype: DType | None) -> Tensor:
    from .ops.joining import stack

    if dtype is None:
        dtype = _first_dtype(value)
    return stack([convert_to_tensor(item, dtype) for item in value])


def _first_dtype(value: Any) -> DType | None:
    for item in value:
        found = _first_dtype(item) if isinstance(item, (list, tuple)) else getattr(item, "dtype", None)
        if found is not None:
            return as_dtype(found)
    return None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
