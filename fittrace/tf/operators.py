"""The operators of tensors and variables: which operation each of them is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .ops import arithmetic, comparison, linear_algebra, slicing
from .tensor import Operators

__all__: list[str] = []


def install() -> None:
    """Put the operations behind the operators."""
    for name, operation in {
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
    }.items():
        setattr(Operators, f"__{name}__", operation)
        setattr(Operators, f"__r{name}__", _reflected(operation))
    for name, function in {
        "lt": comparison.less,
        "le": comparison.less_equal,
        "gt": comparison.greater,
        "ge": comparison.greater_equal,
        "eq": comparison.tensor_equals,
        "ne": comparison.tensor_not_equals,
        "neg": arithmetic.negative,
        "abs": arithmetic.abs,
        "invert": comparison.invert,
        "getitem": slicing.get_item,
    }.items():
        setattr(Operators, f"__{name}__", function)


def _reflected(operation: Callable[..., Any]) -> Callable[..., Any]:
    def reflected(y: Any, x: Any) -> Any:
        return operation(x, y)

    return reflected


install()
