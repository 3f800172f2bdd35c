"""Assertions about tensors, for ``tf.debugging``."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np

from .convert import convert_to_tensor
from .errors import InvalidArgumentError
from .symbolic import found, is_symbolic
from .tensor import Tensor

__all__ = [
    "Assert", "assert_equal", "assert_greater", "assert_greater_equal", "assert_less", "assert_less_equal",
    "assert_near", "assert_non_negative", "assert_none_equal", "assert_positive", "assert_rank",
    "check_numerics", "ensure_shape",
]  # fmt: skip


def _comparison(ufunc: Callable[..., Any], words: str) -> Callable[..., None]:
    """An assertion that two tensors compare so in every element."""

    def check(
        x: Any, y: Any, message: str | None = None, summarize: int | None = None, name: str | None = None
    ) -> None:
        if found(x, y):
            return
        a, b = convert_to_tensor(x).array, convert_to_tensor(y).array
        if not np.all(ufunc(a, b)):
            _fail(f"`x` is not {words} `y` everywhere: x is {_short(a)}, y is {_short(b)}.", message)

    check.__doc__ = f"Raise InvalidArgumentError unless x is {words} y in every element."
    return check


assert_equal = _comparison(np.equal, "equal to")
assert_none_equal = _comparison(np.not_equal, "different from")
assert_less = _comparison(np.less, "less than")
assert_less_equal = _comparison(np.less_equal, "at most")
assert_greater = _comparison(np.greater, "greater than")
assert_greater_equal = _comparison(np.greater_equal, "at least")


def assert_near(
    x: Any, y: Any, rtol: Any = None, atol: Any = None, message: str | None = None, **options: Any
) -> None:
    """Raise InvalidArgumentError unless |x - y| <= atol + rtol * |y|.

    Both tolerances are 10 times the dtype's precision by default.
    """
    a, b = convert_to_tensor(x).array, convert_to_tensor(y).array
    tolerance = 10 * float(np.finfo(a.dtype).eps)
    if not np.allclose(a, b, tolerance if rtol is None else rtol, tolerance if atol is None else atol):
        _fail(f"`x` is not near `y`: x is {_short(a)}, y is {_short(b)}.", message)


def assert_positive(x: Any, message: str | None = None, **options: Any) -> None:
    """Raise InvalidArgumentError unless every element is above 0."""
    assert_greater(x, np.zeros((), convert_to_tensor(x).array.dtype), message)


def assert_non_negative(x: Any, message: str | None = None, **options: Any) -> None:
    """Raise InvalidArgumentError unless every element is 0 or above."""
    assert_greater_equal(x, np.zeros((), convert_to_tensor(x).array.dtype), message)


def assert_rank(x: Any, rank: int, message: str | None = None, name: str | None = None) -> None:
    """Raise ValueError unless x has so many axes."""
    found_rank = convert_to_tensor(x).ndim
    if found_rank != int(rank):
        raise ValueError(
            f"{message + ' ' if message else ''}`x` must have rank {int(rank)}, it has rank {found_rank}."
        )


def Assert(condition: Any, data: Any, summarize: int | None = None, name: str | None = None) -> None:
    """Raise InvalidArgumentError, with `data` in the message, unless the condition holds."""
    if not found(condition) and not bool(condition):
        _fail(f"The condition does not hold; data: {', '.join(map(str, data))}.", None)


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Tensor:
    """The tensor itself; InvalidArgumentError where it holds NaN or an infinity."""
    checked = convert_to_tensor(tensor)
    if not found(checked) and not np.isfinite(checked.array).all():
        _fail("The tensor holds NaN or an infinity.", message)
    return checked


def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Tensor:
    """The tensor itself; InvalidArgumentError where its shape is not compatible with `shape`."""
    tensor = convert_to_tensor(x)
    if not tensor.shape.is_compatible_with(shape):
        _fail(f"A tensor of shape {tensor.shape} is not compatible with the shape {shape}.", None)
    if is_symbolic(tensor):
        tensor = copy(tensor)
        tensor.set_shape(shape)
    return tensor


def _fail(problem: str, message: str | None) -> None:
    raise InvalidArgumentError(None, None, f"{message} {problem}" if message else problem)


def _short(array: Any) -> str:
    flat = np.asarray(array).ravel()
    return f"{flat[:5].tolist()}{' ...' if flat.size > 5 else ''}"
