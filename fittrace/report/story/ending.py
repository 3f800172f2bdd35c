"""The ending of a run that did not come to its end: in which call, which epoch and step, on which line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...trace import Node, Raised, Run
from .reading import nearest_entry

__all__ = ["EndingStory", "Line", "ending_of"]

_FRAME: Final = re.compile(r"(?P<file>.+):(?P<line>\d+) in (?P<function>.+)")
_NOT_OWN: Final = re.compile(
    r"[/\\](fittrace[/\\](keras|tf|trace|cli|report|notebook)|(site|dist)-packages|lib[/\\]python[\d.]+)[/\\]"
    "|^<frozen "
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file."""

    file: str
    line: int
    function: str

    @property
    def name(self) -> str:
        """The file without its folders."""
        return re.split(r"[/\\]", self.file)[-1]

    @property
    def is_in_function(self) -> bool:
        """Whether the line is in a function that has a name."""
        return not self.function.startswith("<")


@dataclass(frozen=True, slots=True)
class EndingStory:
    """Where a run, or a call that the script let fail, was left.

    Attributes:
        raised: the exception; None where the process was ended from outside, or goes on.
        node: the innermost call that was left; None where it was outside of all.
        own: the script's own line that was being run, the innermost one; None where that is not known.
        raised_in: the line that raised, where that is none of the script's own.
        epoch, step: of a training, counted from 1.
        method: ``fit``, ``evaluate`` or ``predict``, the innermost that was under way.
        in_validation: whether that was the validation of a training.
    """

    raised: Raised | None
    node: Node | None
    own: Line | None
    raised_in: Line | None
    epoch: int | None
    step: int | None
    method: str | None
    in_validation: bool


def ending_of(run: Run, root: Node) -> EndingStory | None:
    """Where the run was left; None where it came to its end or its tree has nothing to tell of it."""
    raised = run.ending.raised
    if run.ending.state == "finished":
        return None
    node = _left_at(root, raised)
    own, raised_in = _lines(raised.where if raised is not None else ())
    if node is None and raised is None:
        return None
    entry = None if node is None else node if _is_method(node) else nearest_entry(node)
    fit = entry
    while fit is not None and (outer := nearest_entry(fit)) is not None:
        fit = outer
    epoch = _loop_above(node, "epoch", fit)
    in_validation = entry is not fit
    step = None if in_validation else _loop_above(node, "step", fit)
    method = None if entry is None else entry.label.rpartition(".")[2]
    return EndingStory(raised, node, own, raised_in, _number(epoch), _number(step), method, in_validation)


def _is_method(node: Node) -> bool:
    return not node.loop and node.label.rpartition(".")[2] in ("fit", "evaluate", "predict")


def _left_at(root: Node, raised: Raised | None) -> Node | None:
    """The innermost call that the exception went through, or that never ended."""
    found, node = None, root
    while True:
        inside = [child for child in node.children if _was_left(child, raised)]
        if not inside:
            return found
        found = node = inside[-1]


def _was_left(node: Node, raised: Raised | None) -> bool:
    if raised is None:
        return not node.finished
    own = node.exception
    return node.failed and own is not None and (own.type, own.message) == (raised.type, raised.message)


def _loop_above(node: Node | None, label: str, fit: Node | None) -> Node | None:
    """The outermost iteration of that loop that the call is in."""
    found = None
    while node is not None and node is not fit:
        if node.loop and node.label == label:
            found = node
        node = node.parent
    return found


def _number(loop: Node | None) -> int | None:
    return None if loop is None or loop.first is None else loop.first + 1


def _lines(where: Iterable[str]) -> tuple[Line | None, Line | None]:
    """The script's own innermost line, and the innermost of all where that is another."""
    lines = [
        Line(found["file"], int(found["line"]), found["function"])
        for frame in where
        if (found := _FRAME.fullmatch(frame)) is not None and len(found["line"]) < 10
    ]
    own = [line for line in lines if not _NOT_OWN.search(line.file)]
    inner = own[-1] if own else None
    return inner, lines[-1] if lines and lines[-1] is not inner else None
