"""The operators of tensors and variables: which operation each of them is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .ops import arithmetic, comparison, linear_algebra, slicing
from .tensor import Operators

__all__ = ["install"]

_BINARY: Final = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.truediv,
    "floordiv": arithmetic.floordiv,
    "mod": arithmetic.floormod,
    "pow": arithmetic.pow,
    "matmul": linear_algebra.matmul,
    "and": comparison.bitwise_and,
    "or": comparison.bitwise_or,
    "xor": comparison.bitwise_xor,
}
_OTHER: Final = {
    "lt": comparison.less,
    "le": comparison.less_equal,
    "gt": comparison.greater,
    "ge": comparison.greater_equal,
    "eq": comparison.tensor_equals,
    "ne": comparison.tensor_not_equals,
    "neg": arithmetic.negative,
    "abs": arithmetic.abs,
    "invert": comparison.invert,
}


def install(kind: type) -> None:
    """Put the operations behind the operators of a class."""
    for name, operation in _BINARY.items():
        setattr(kind, f"__{name}__", operation)
        setattr(kind, f"__r{name}__", _reflected(operation))
    for name, function in _OTHER.items():
        setattr(kind, f"__{name}__", function)


def _reflected(operation: Callable[..., Any]) -> Callable[..., Any]:
    def reflected(y: Any, x: Any) -> Any:
        return operation(x, y)

    return reflected


install(Operators)
Operators.__getitem__ = slicing.get_item
