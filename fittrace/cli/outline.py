"""The folded call tree as lines of text."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fittrace.report.story.stages import Stage, stages_of
from fittrace.report.words.wording import arrays_in, count_text, shape_text
from fittrace.trace import Node, Raised

__all__ = ["Line", "failure_text", "outline", "printable"]

_BESIDE, _BELOW = "│  ", "   "

_NOT_THE_USERS: Final = re.compile(
    r"[/\\](fittrace[/\\](cli|keras|notebook|tf|trace)|(site|dist)-packages|python3\.\d+)[/\\]"
)
"""In the path of a file: it is fittrace's, somebody else's package, or Python's own."""
_LONGEST: Final = 500
"""Characters of an exception's message."""

Arrays = Sequence[tuple[str | None, Sequence[Any] | None, str | None]]
"""Type, shape and dtype of arrays."""


@dataclass(frozen=True)
class Line:
    """One line of the outline.

    Attributes:
        branch: the lines that lead to it from its parent.
        label: the call, ``"Dense.call"``, or the loop and its iterations, ``"steps 2 to 105"``.
        name: the instance's name, empty where it has none.
        shapes: what it took and gave, ``"(128, 784) -> (128, 512) float32"``, empty where unknown.
        note: what else there is to say: how often, how many calls are not shown, how it failed.
        node: what the line is about.
        stage: the stage of training that it belongs to.
    """

    branch: str
    label: str
    name: str
    shapes: str
    note: str
    node: Node
    stage: Stage

    @property
    def text(self) -> str:
        """The whole line, for a pipe or a file."""
        parts = (
            f"{self.stage.mark} {self.label}",
            self.name,
            self.shapes,
            f"[{self.note}]" if self.note else "",
        )
        return self.branch + "  ".join(part for part in parts if part)


def outline(root: Node, depth: int | None) -> Iterator[Line]:
    """The lines of everything below `root`, `depth` levels deep; None shows every level."""
    stages = stages_of(root)
    limit = math.inf if depth is None else depth
    # a stack of our own: calls may nest deeper than Python lets generators nest
    todo = [(node, "") for node in reversed(root.children)]
    while todo:
        node, indent = todo.pop()
        last = node.parent is not None and node is node.parent.children[-1]
        level = len(indent) // len(_BESIDE) + 1
        note = "; ".join(_notes(node, cut=level >= limit))
        branch = indent + ("└─ " if last else "├─ ")
        label, name = printable(_label(node)), printable(node.name or "")
        yield Line(branch, label, name, printable(_shapes(node)), printable(note), node, stages[id(node)])
        if level < limit:
            inside = indent + (_BELOW if last else _BESIDE)
            todo += [(child, inside) for child in reversed(node.children)]


def printable(text: str) -> str:
    """Control characters spelled out: a name from a file moves nobody's cursor."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def failure_text(raised: Raised) -> str:
    """The exception that ended a run, its message, and the user's line that it came from."""
    message = printable(" ".join(raised.message.split()))
    message = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
    place = next((where for where in reversed(raised.where) if not _NOT_THE_USERS.search(where)), None)
    here = f"{os.getcwd()}{os.sep}"
    told = f"{printable(raised.type)}{f': {message}' if message else ''}"
    return told if place is None else f"{told}  ({printable(place.removeprefix(here))})"


def _label(node: Node) -> str:
    """A loop's iterations are counted from 1, as people and progress bars do."""
    if not node.loop or node.first is None or node.last is None:
        return node.label
    if node.count == 1:
        return f"{node.label} {node.first + 1}"
    return f"{node.label}s {node.first + 1} to {node.last + 1}"


def _notes(node: Node, *, cut: bool) -> Iterator[str]:
    if node.count > 1:
        calls = "call" if node.calls == 1 else f"{node.calls:,} calls"
        yield f"{node.count:,} times the same {calls}"
    elif node.children and cut:
        yield f"{count_text(node.calls - (not node.loop), 'call')} inside"
    if node.exception:
        yield f"ended by {node.exception.type}"
    elif not node.finished:
        yield "the recording stops inside"


def _shapes(node: Node) -> str:
    """What a layer's call took and gave, or the weight that came to be."""
    for fact in node.facts:
        fields = fact.as_dict()
        if fact.kind == "LayerCalled":
            return _taken_and_given(arrays_in(fields["inputs"]), arrays_in(fields["outputs"]))
        if fact.kind == "WeightCreated":
            return f"{fields['name']} {shape_text(fields['shape'])} {fields['dtype']}"
    return ""


def _taken_and_given(taken: Arrays, given: Arrays) -> str:
    both = (", ".join(shape_text(shape) for _, shape, _ in arrays) for arrays in (taken, given))
    dtypes = {dtype for _, _, dtype in given if dtype}
    return " -> ".join(both) + (f" {dtypes.pop()}" if len(dtypes) == 1 else "")
