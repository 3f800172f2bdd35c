"""The calls that are not the plain case: what operands are turned into, handed over to, or refused for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

import numpy as np

from . import symbolic
from .convert import array_of, convert_to_tensor, number
from .dispatch import find_handler
from .errors import InvalidArgumentError, WrongArgumentError
from .tensor import Tensor
from .variable import Variable

__all__ = [
    "hand_over",
    "invalid",
    "recover",
    "refuse_dtype",
    "refuse_mixture",
    "tensors_in",
    "tensors_of",
    "wrong",
]

_PLAIN: Final = frozenset({Tensor, Variable, float, int, bool, np.ndarray})
"""Operands that are neither symbolic nor foreign, nor could hold such things."""

_EAGER: Final = frozenset({Tensor, Variable})

_ARITHMETIC: Final = frozenset(
    ("add", "subtract", "multiply", "truediv", "floordiv", "floormod", "pow", "maximum", "minimum")
)
"""Operations that refuse a number of another kind as InvalidArgumentError, others as TypeError."""


def invalid(message: str) -> InvalidArgumentError:
    """The error for a value an operation cannot take."""
    return InvalidArgumentError(None, None, message)


def wrong(message: str) -> WrongArgumentError:
    """The ValueError for an argument that is wrong in itself, which a kernel may raise."""
    return WrongArgumentError(message)


def tensors_of(
    op: Callable[..., Any], given: Sequence[Any], more: Sequence[Any] = (), attributes: Any = None
) -> list[Tensor] | None:
    """The operands of a call as tensors; None where a foreign or symbolic one is among the arguments.

    Variables are read; numbers, arrays and sequences become tensors, of the dtype that
    the tensors among the operands have.
    """
    if _EAGER.issuperset(map(type, given)):
        return [x.value() if type(x) is Variable else x for x in given]
    for x in given:
        if type(x) not in _PLAIN:
            if find_handler((given, more, attributes)) or symbolic.found(given, more, attributes):
                return None
            break
    alike: tuple[int, ...] = op.alike  # type: ignore[attr-defined]  # set by `operation`
    dtype = None
    for i in alike:
        if isinstance(given[i], (Tensor, Variable)):
            dtype = given[i].array.dtype
            break
    tensors: list[Tensor] = []
    for i, x in enumerate(given):
        if isinstance(x, Variable):
            x = x.value()
        elif not isinstance(x, Tensor):
            x = adopted(op, x, dtype) if i in alike else convert_to_tensor(x)
            if dtype is None and i in alike:
                dtype = x.array.dtype
        tensors.append(x)
    return tensors


def tensors_in(
    op: Callable[..., Any], values: Any, args: tuple[Any, ...], attributes: dict[str, Any]
) -> list[Tensor] | None:
    """As `tensors_of`, for the items of the list that is the operation's first argument."""
    if find_handler((args, attributes)) or symbolic.found(args, attributes):
        return None
    items = [x.value() if isinstance(x, Variable) else x for x in values]
    dtype = next((x.array.dtype for x in items if isinstance(x, Tensor)), None)
    if dtype is None and items:
        dtypes = [array_of(x).dtype for x in items]
        dtype = max(dtypes, key=lambda each: "biufcO".index(each.kind))
    return [x if isinstance(x, Tensor) else adopted(op, x, dtype) for x in items]


def hand_over(op: Callable[..., Any], args: tuple[Any, ...], attributes: dict[str, Any]) -> Any:
    """What a foreign operand's handler makes of the call, or the symbolic result of it."""
    handler = find_handler((args, attributes))
    if handler is not None:
        return handler(op, args, attributes)
    return symbolic.apply(op, args, attributes)


def adopted(op: Callable[..., Any], x: Any, dtype: np.dtype[Any] | None) -> Tensor:
    """The operand as a tensor of the dtype the others have.

    Raises:
        InvalidArgumentError: a number that the dtype cannot hold, in arithmetic; elsewhere a TypeError.
    """
    if dtype is None:
        return convert_to_tensor(x)
    if (type(x) is float and dtype.kind == "f") or (type(x) is int and dtype.kind in "fiu"):
        return number(x, dtype)
    try:
        return convert_to_tensor(x, dtype)
    except TypeError as problem:
        if op.__name__ in _ARITHMETIC and not isinstance(x, (str, bytes)):
            raise invalid(f"tf.{op.__name__}: the other operand is {dtype.name}; {problem}") from None
        raise


def recover(
    op: Callable[..., Any], args: tuple[Any, ...], attributes: dict[str, Any], problem: Exception
) -> Any:
    """After a kernel failed: an attribute was symbolic or foreign after all, or the call is refused."""
    if find_handler((args, attributes)) or symbolic.found(args, attributes):
        return hand_over(op, args, attributes)
    if isinstance(problem, WrongArgumentError):
        raise ValueError(str(problem)) from None
    if isinstance(problem, TypeError):
        raise problem
    count = len(op.operands)  # type: ignore[attr-defined]  # set by `operation`
    tensors = args[0] if op.operands == ("Arrays",) else args[:count]  # type: ignore[attr-defined]
    shapes = " and ".join(str(x.shape) for x in tensors)
    what = f"shapes {shapes}" if len(tensors) > 1 else f"shape {shapes}"
    raise invalid(f"tf.{op.__name__} cannot be applied to {what}: {str(problem).rstrip('.')}.") from None


def refuse_dtype(op: Callable[..., Any], array: Any) -> NoReturn:
    """Raise InvalidArgumentError for a dtype the operation does not take."""
    raise invalid(
        f"tf.{op.__name__} does not take tensors of dtype {array.dtype}. Convert the operand with tf.cast."
    )


def refuse_mixture(op: Callable[..., Any], arrays: Sequence[Any]) -> NoReturn:
    """Raise InvalidArgumentError for operands of different dtypes."""
    dtypes = ", ".join(str(array.dtype) for array in arrays)
    raise invalid(
        f"tf.{op.__name__} needs operands of one dtype, these are {dtypes}. Convert one of them with tf.cast."
    )
