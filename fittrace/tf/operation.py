"""How a numpy function becomes an operation on tensors.

``@operation`` wraps a *kernel*, a plain numpy function.  The wrapped function takes
tensors (or what can become tensors), runs the kernel on their arrays, and writes the
call on the open tapes where one of them watches an operand.  Everything that is not
the plain case, all operands being eager tensors, is in :mod:`fittrace.tf.resolve`.

The kernel's annotations say what is what: parameters annotated ``Array`` are operands
that must share a dtype, ``Indices`` operands have a dtype of their own, ``Arrays`` is a
list of operands; all others are attributes.  Operands come first.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final, TypeVar

import numpy as np

from . import symbolic
from .dispatch import find_handler
from .resolve import hand_over, invalid, recover, refuse_dtype, refuse_mixture, tensors_in, tensors_of
from .signature import alike, by_name, operand_annotations, positional
from .tape import record
from .tensor import Tensor
from .thread import thread
from .variable import Variable

__all__ = ["ANY", "FLOATS", "NUMBERS", "composite", "operation", "operations"]

ANY: Final = ""
"""Operands of any dtype."""
NUMBERS: Final = "fiuc"
"""Operands must be numbers, not booleans or strings; the letters are numpy's kinds."""
FLOATS: Final = "fc"
"""Operands must be floating-point (or complex) numbers."""

operations: Final[list[Callable[..., Any]]] = []
"""All operations, in the order of their definition."""

R = TypeVar("R")

_PLAIN: Final = frozenset({Tensor, Variable, np.ndarray, int, float, bool, str, type(None)})

_FAILURES: Final = (ValueError, TypeError, IndexError, OverflowError)


def operation(
    kinds: str = ANY, name: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Tensor]]:
    """Decorator: make a numpy function an operation on tensors.

    Args:
        kinds: the numpy kinds that the operands annotated ``Array`` may have.
        name: what the operation is called in messages and recordings, if not as its kernel.

    The operation takes what its kernel takes, and ``name``, which has no effect.  It
    raises InvalidArgumentError where operands' dtypes differ or are not of `kinds`,
    and where numpy refuses the operands' shapes or values.
    """

    def decorate(kernel: Callable[..., Any]) -> Callable[..., Tensor]:
        operands = operand_annotations(kernel)
        attributes = len(inspect.signature(kernel).parameters) > len(operands)
        if operands == ("Arrays",):
            op = _on_list(kernel, kinds)
        elif operands == ("Array",) and not attributes:
            op = _on_one(kernel, kinds)
        elif len(operands) == 1:
            op = _on_one_with_attributes(kernel, kinds if operands == ("Array",) else ANY)
        elif operands == ("Array", "Array") and not attributes:
            op = _on_two(kernel, kinds)
        else:
            op = _on_some(kernel, kinds, operands)
        update_wrapper(op, kernel)
        op.__name__ = name or kernel.__name__
        op.operands = operands  # type: ignore[attr-defined]  # functions carry attributes
        op.alike = alike(operands)  # type: ignore[attr-defined]
        operations.append(op)
        return op

    return decorate


def composite(function: Callable[..., R]) -> Callable[..., R]:
    """Decorator: a function made of operations, which foreign and symbolic operands see as one operation.

    The function takes ``name`` in addition, which has no effect.
    """

    def call(*args: Any, **attributes: Any) -> Any:
        if attributes:
            attributes.pop("name", None)
        if not attributes and all(type(x) in _PLAIN for x in args):
            return function(*args)
        handler = find_handler((args, attributes))
        if handler is not None:
            return handler(call, args, attributes)
        if symbolic.found(args, attributes):
            return symbolic.apply(function, args, attributes)
        return function(*args, **attributes)

    update_wrapper(call, function)
    return call


def _on_one(kernel: Callable[..., Any], kinds: str) -> Callable[..., Any]:
    """An operation on one tensor, without attributes."""
    names = tuple(inspect.signature(kernel).parameters)

    def call(x: Any = None, name: str | None = None, **named: Any) -> Any:
        if type(x) is not Tensor:
            given = by_name(call, names, (x,), named)
            tensors = tensors_of(call, given)
            if tensors is None:
                return hand_over(call, given, {})
            (x,) = tensors
        array = x.array
        if kinds and array.dtype.kind not in kinds:
            refuse_dtype(call, array)
        try:
            out = Tensor(thread.run(kernel, array))
        except _FAILURES as problem:
            return recover(call, (x,), {}, problem)
        if thread.tapes and x.key is not None:
            record(call, (x,), out, (x,), {})
        return out

    return call


def _on_one_with_attributes(kernel: Callable[..., Any], kinds: str) -> Callable[..., Any]:
    """An operation on one tensor, with attributes."""
    names = tuple(inspect.signature(kernel).parameters)[:1]

    def call(x: Any = None, *more: Any, **attributes: Any) -> Any:
        if type(x) is not Tensor:
            given = by_name(call, names, (x,), attributes, strict=False)
            tensors = tensors_of(call, given, more, attributes)
            if tensors is None:
                return hand_over(call, (*given, *more), attributes)
            (x,) = tensors
        array = x.array
        if kinds and array.dtype.kind not in kinds:
            refuse_dtype(call, array)
        if attributes:
            attributes.pop("name", None)
        try:
            out = Tensor(thread.run(kernel, array, *more, **attributes))
        except _FAILURES as problem:
            return recover(call, (x, *more), attributes, problem)
        if thread.tapes and x.key is not None:
            record(call, (x,), out, (x, *more), attributes)
        return out

    return call


def _on_two(kernel: Callable[..., Any], kinds: str) -> Callable[..., Any]:
    """An operation on two tensors of one dtype, without attributes."""
    names = tuple(inspect.signature(kernel).parameters)

    def call(x: Any = None, y: Any = None, name: str | None = None, **named: Any) -> Any:
        if type(x) is not Tensor or type(y) is not Tensor:
            given = by_name(call, names, (x, y), named)
            tensors = tensors_of(call, given)
            if tensors is None:
                return hand_over(call, given, {})
            x, y = tensors
        a, b = x.array, y.array
        if a.dtype is not b.dtype and a.dtype != b.dtype:
            refuse_mixture(call, (a, b))
        if kinds and a.dtype.kind not in kinds:
            refuse_dtype(call, a)
        try:
            out = Tensor(thread.run(kernel, a, b))
        except _FAILURES as problem:
            return recover(call, (x, y), {}, problem)
        if thread.tapes and (x.key is not None or y.key is not None):
            record(call, (x, y), out, (x, y), {})
        return out

    return call


def _on_some(kernel: Callable[..., Any], kinds: str, operands: tuple[str, ...]) -> Callable[..., Any]:
    """An operation on any fixed number of tensors, with attributes."""
    count = len(operands)
    names = tuple(inspect.signature(kernel).parameters)
    places = alike(operands)

    def call(*args: Any, **attributes: Any) -> Any:
        if attributes:
            attributes.pop("name", None)
            if len(args) < count:
                args = positional(names[:count], args, attributes, call.__name__)
        tensors: Any = args[:count]
        for x in tensors:
            if type(x) is not Tensor:
                tensors = tensors_of(call, tensors, args[count:], attributes)
                if tensors is None:
                    return hand_over(call, args, attributes)
                args = (*tensors, *args[count:])
                break
        arrays = [x.array for x in tensors]
        if places:
            first = arrays[places[0]]
            if kinds and first.dtype.kind not in kinds:
                refuse_dtype(call, first)
            for i in places:
                if arrays[i].dtype != first.dtype:
                    refuse_mixture(call, arrays)
        try:
            out = Tensor(thread.run(kernel, *arrays, *args[count:], **attributes))
        except _FAILURES as problem:
            return recover(call, args, attributes, problem)
        if thread.tapes and any(x.key is not None for x in tensors):
            record(call, tensors, out, args, attributes)
        return out

    return call


def _on_list(kernel: Callable[..., Any], kinds: str) -> Callable[..., Any]:
    """An operation whose first argument is a list of tensors of one dtype, with attributes."""
    names = tuple(inspect.signature(kernel).parameters)

    def call(*args: Any, **attributes: Any) -> Any:
        if attributes:
            attributes.pop("name", None)
            if not args:
                args = positional(names[:1], args, attributes, call.__name__)
        values = args[0]
        if not isinstance(values, (list, tuple)) or any(type(x) is not Tensor for x in values):
            values = tensors_in(call, values, args, attributes)
            if values is None:
                return hand_over(call, args, attributes)
            args = (values, *args[1:])
        if not values:
            raise invalid(f"tf.{call.__name__}: `{names[0]}` is empty. Give at least one tensor.")
        arrays = [x.array for x in values]
        if any(array.dtype != arrays[0].dtype for array in arrays):
            refuse_mixture(call, arrays)
        if kinds and arrays[0].dtype.kind not in kinds:
            refuse_dtype(call, arrays[0])
        try:
            out = Tensor(thread.run(kernel, arrays, *args[1:], **attributes))
        except _FAILURES as problem:
            return recover(call, args, attributes, problem)
        if thread.tapes and any(x.key is not None for x in values):
            record(call, values, out, args, attributes)
        return out

    return call
