"""Running lines: which lines of a function made the calls that were recorded inside it.

Nothing records lines.  They are found in the syntax tree: a line that calls something of a
recorded call's name made that call.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from ...trace import Node
from ..story.stages import label_method

__all__ = ["calls_itself", "calls_made", "helper_that_calls", "running_lines"]

_ENTERING: Final = frozenset({"__enter__", "__exit__"})
MOST_HELPERS: Final = 30
"""Helpers of helpers that are looked into at most."""


def calls_made(node: Node) -> list[Node]:
    """The calls that a function's own lines made; iterations of its loops stand for what is in them."""
    made = []
    for child in node.children:
        made.append(child)
        if child.loop:
            made += calls_made(child)
    return made


def running_lines(text: str, made: Sequence[Node], helpers: Mapping[str, str] | None = None) -> list[int]:
    """Numbers of the lines, from 1, that made those calls; empty where none can be told.

    Args:
        text: the function's source.
        made: the calls, see `calls_made`.
        helpers: sources of functions around it by name.  A line that calls one of them made the
            calls that are in there; and ``self.x()`` with such a name calls that function, and
            no layer that is kept in ``self.x``.
    """
    helpers = helpers or {}
    function = _parsed(text)
    if function is None:
        return []
    names = {_called_as(node) for node in made} - {""}
    calls = _calls_of(text)
    direct = {name for call in calls if (name := _name_of(call)) is not None}
    lines = {_line_of(call) for call in calls if _name_of(call) in names}
    if any(_is_indirect(node) and _called_as(node) not in direct for node in made):
        local = _local_names(function)
        lines |= {_line_of(call) for call in calls if _calls_an_object(call, local, {*helpers, *names})}
    lines |= {
        _line_of(call)
        for call in calls
        if (name := _name_of(call)) is not None
        and name not in names
        and _is_helper(name, helpers)
        and not _reached(name, helpers, {name}).isdisjoint(names - direct)
    }
    if not _ENTERING.isdisjoint(names):
        lines |= {node.lineno for node in ast.walk(function) if isinstance(node, ast.With | ast.AsyncWith)}
    return sorted(lines)


def helper_that_calls(name: str, text: str, helpers: Mapping[str, str]) -> str | None:
    """The nearest helper of a function that calls something of that name itself, None where none does."""
    near, seen = [text], set[str]()
    while near and len(seen) <= MOST_HELPERS:
        names = sorted({name for it in near for name in _called_in(it)} - seen)
        called = [name for name in names if _is_helper(name, helpers)]
        found = next((helper for helper in called if name in _called_in(helpers[helper])), None)
        if found is not None:
            return found
        seen |= {*called}
        near = [helpers[helper] for helper in called]
    return None


def calls_itself(text: str, name: str) -> bool:
    """Whether a function's own lines call something of that name."""
    return name in _called_in(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The function; None for a text that was cut short, or is no Python."""
    try:
        function = ast.parse(text).body[0]
    except (SyntaxError, ValueError, IndexError, RecursionError, MemoryError):
        return None
    return function if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else None


@lru_cache(maxsize=1024)
def _calls_of(text: str) -> tuple[ast.Call, ...]:
    """The calls that a function's own lines make."""
    function = _parsed(text)
    if function is None:
        return ()
    return tuple(call for statement in function.body for call in _calls_in(statement))


def _reached(name: str, helpers: Mapping[str, str], seen: set[str]) -> set[str]:
    """Names that a helper calls, and those that the helpers it calls reach in turn."""
    called = set(_called_in(helpers[name]))
    if len(seen) > MOST_HELPERS:
        return called
    for other in {other for other in called if _is_helper(other, helpers)} - seen:
        seen.add(other)
        called |= _reached(other, helpers, seen)
    return called


def _is_helper(name: str, helpers: Mapping[str, str]) -> bool:
    """Whether calls of that name are not recorded themselves, as those of a hook would be."""
    return name in helpers and not helpers[name].startswith("@hook")


@lru_cache(maxsize=1024)
def _called_in(text: str) -> frozenset[str]:
    """Names that a function's own lines call."""
    return frozenset(name for call in _calls_of(text) if (name := _name_of(call)) is not None)


def _called_as(node: Node) -> str:
    """The name that a call of the callee is written with."""
    if node.loop:
        return node.symbol.rpartition(".")[2]
    method = label_method(node.label)
    return node.label.rpartition(".")[0] if method == "__init__" else method


def _is_indirect(node: Node) -> bool:
    """Whether the call may be written with a name that is not the callee's."""
    return label_method(node.label) == "__call__" or "." not in node.label


def _calls_in(node: ast.AST) -> Iterator[ast.Call]:
    """Calls that are made when the node runs: functions that are only defined there are left out."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _calls_in(child)


def _name_of(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


def _line_of(call: ast.Call) -> int:
    """The line with the callee's name, in a chain of calls that goes over several lines."""
    return call.func.end_lineno or call.lineno


def _local_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Parameters of the function, and names that it gives to something."""
    found = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    stored = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return found | {node.id for node in stored if isinstance(node.ctx, ast.Store)}


def _calls_an_object(call: ast.Call, local: Collection[str], functions: Collection[str]) -> bool:
    """Whether it is a call of ``layer``, ``self`` or ``self.activation``: of an object, by its variable."""
    match call.func:
        case ast.Name(id=name):
            return name in local
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name not in functions
        case ast.Subscript():
            return True
    return False
