"""The table of gradient rules: how it is filled and how a tape looks a rule up.

A rule is written for one operand of one operation, as a function of the output and the
call's arguments that gives the function from the output's gradient to the operand's::

    rules(multiply, lambda z, x, y: lambda g: g * y,
                    lambda z, x, y: lambda g: g * x)

The inner function keeps only what it names.  It may leave its result in the broadcast
shape: the tape sums over repeated axes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from .backward import Flow, Link
from .tensor import Tensor

__all__ = ["Maker", "Rule", "joint_rule", "links_of", "no_rule", "rules", "table"]

Rule: TypeAlias = Callable[[Tensor], Flow]
Maker: TypeAlias = Callable[..., Rule]

table: Final[dict[Callable[..., Any], tuple[Maker | None, ...] | Callable[..., Sequence[Rule]]]] = {}
"""For every operation one maker an operand (None: no gradient flows), or one function for a list of them."""


def rules(operation: Callable[..., Any], *makers: Maker | None) -> None:
    """Enter the rules of an operation, one an operand, in the operands' order."""
    table[operation] = makers


def joint_rule(operation: Callable[..., Any], maker: Callable[..., Sequence[Rule]]) -> None:
    """Enter the rule of an operation on a list: `maker` gives one rule for every item."""
    table[operation] = maker


def no_rule(*operations: Callable[..., Any]) -> None:
    """Enter operations through which no gradient flows."""
    for operation in operations:
        table[operation] = ()


def links_of(
    operation: Callable[..., Any],
    operands: Sequence[Tensor],
    watched: set[int],
    output: Tensor,
    args: tuple[Any, ...],
    attributes: dict[str, Any],
) -> list[Link]:
    """The links from an output to those of its operands that a tape watches.

    Raises:
        LookupError: the table has nothing about the operation.
    """
    makers = table.get(operation)
    if isinstance(makers, tuple):
        links: list[Link] = []
        for x, maker in zip(operands, makers, strict=False):
            if x.key in watched and maker is not None:
                links.append((x.key, x.array.shape, maker(output, *args, **attributes)))
        return links
    if makers is None:
        raise LookupError(f"tf.{operation.__name__} has no entry in the table of gradient rules.")
    each = makers(output, *args, **attributes)
    return [(x.key, x.array.shape, rule) for x, rule in zip(operands, each, strict=True) if x.key in watched]
