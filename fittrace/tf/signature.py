"""What a kernel's signature says of its operation, and how arguments find their operands."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

__all__ = ["alike", "by_name", "operand_annotations", "positional"]


def operand_annotations(kernel: Callable[..., Any]) -> tuple[str, ...]:
    """The annotations of the leading parameters that are operands."""
    found = []
    for parameter in inspect.signature(kernel).parameters.values():
        annotation = str(parameter.annotation)
        if annotation not in ("Array", "Arrays", "Indices"):
            break
        found.append(annotation)
    return tuple(found)


def positional(
    names: tuple[str, ...], args: tuple[Any, ...], attributes: dict[str, Any], op_name: str
) -> tuple[Any, ...]:
    """The operands in order, those passed by keyword included."""
    missing = [name for name in names[len(args) :] if name not in attributes]
    if missing:
        raise TypeError(f"tf.{op_name} needs the argument `{missing[0]}`.")
    return (*args, *(attributes.pop(name) for name in names[len(args) :]))


def alike(operands: tuple[str, ...]) -> tuple[int, ...]:
    """The places of the operands that must share a dtype."""
    return tuple(i for i, annotation in enumerate(operands) if annotation == "Array")


def by_name(
    op: Callable[..., Any],
    names: tuple[str, ...],
    given: tuple[Any, ...],
    named: dict[str, Any],
    strict: bool = True,
) -> tuple[Any, ...]:
    """The operands of a call, some of which were passed under their kernel's names for them.

    They are taken out of `named`, in which nothing may be left then if `strict`.
    """
    if not named:
        return given
    found = tuple(named.pop(name) if name in named else x for name, x in zip(names, given, strict=True))
    if strict and named:
        raise TypeError(
            f"tf.{op.__name__} has no argument `{next(iter(named))}`; it takes {', '.join(names)}."
        )
    return found
