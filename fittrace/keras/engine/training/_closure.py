"""What a function knows beyond its arguments."""

from __future__ import annotations

from collections.abc import Callable
from inspect import unwrap
from typing import Any

__all__ = ["free_variables"]


def free_variables(function: Callable[..., Any] | None) -> dict[str, Any]:
    """The variables of the enclosing function that a nested function uses, by name.

    Those of nested functions among them are included.
    """
    found: dict[str, Any] = {}
    pending = [function]
    while pending:
        code_owner = unwrap(pending.pop())  # type: ignore[arg-type]  # None gives no code below
        names = getattr(getattr(code_owner, "__code__", None), "co_freevars", ())
        for name, cell in zip(names, getattr(code_owner, "__closure__", None) or (), strict=True):
            if name not in found:
                found[name] = cell.cell_contents
                pending.append(cell.cell_contents if callable(cell.cell_contents) else None)
    return found
