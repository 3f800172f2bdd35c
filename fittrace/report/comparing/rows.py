"""The rows of the page's tree, from the lines of a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ...diff import MARKS, Diff, Mark
from ...diff.lines import Line, lines_of
from ..story.stages import Stage, stages_of
from ..words.wording import shown_text
from .words import PageWords

__all__ = ["LIMIT", "Row", "rows_of"]

LIMIT: Final = 4000
"""Rows of a page at most."""
CONTEXT: Final = 2
"""Rows of what is the same around each difference."""
_STEP: Final = 3
"""Characters by which the lines of a level are further in than those of the one above."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the tree.

    Attributes:
        level: how deep it is, from 1.
        kind: ``"call"``, ``"fact"``, ``"rest"`` for what is left out, or ``"head"`` of a thread.
        mark: what has become of it.
        sign: the mark as one character.
        stage: the stage of training it belongs to, None for what is no call.
        label, name, note: what it says.
        opens: whether rows further in follow.
        turn: its number among those that differ themselves, from 1; 0 for others.
    """

    level: int
    kind: str
    mark: Mark
    sign: str
    stage: Stage | None
    label: str
    name: str
    note: str
    opens: bool
    turn: int


def rows_of(diff: Diff) -> tuple[list[Row], int]:
    """The rows, and how many there are more of which the page has none."""
    stages: dict[int, Stage] = {}
    for lane in diff.lanes:
        for side in (lane.root.before, lane.root.after):
            if side is not None:
                stages |= stages_of(side.node)
    lines = (line for line in lines_of(diff, context=CONTEXT, words=PageWords()) if not _is_summary(line))
    shown = list(islice(lines, LIMIT))
    levels = [_level(line) for line in shown]
    rows, turn = [], 0
    for line, level, following in zip(shown, levels, [*levels, 0][1:], strict=True):
        differs = line.mark != "same" and line.kind == "call"
        turn += differs
        rows.append(_row(line, level, stages, opens=following > level, turn=turn if differs else 0))
    return rows, sum(1 for _ in lines)


def _is_summary(line: Line) -> bool:
    return line.kind == "head" and line.entry is None


def _level(line: Line) -> int:
    return len(line.branch) // _STEP + (line.kind == "head")


def _row(line: Line, level: int, stages: Mapping[int, Stage], *, opens: bool, turn: int) -> Row:
    is_call = line.kind in ("call", "alone")
    stage = stages.get(id(line.node)) if is_call else None
    kind = "call" if is_call else line.kind
    label, name, note = map(shown_text, (line.label.removeprefix("· "), line.name, line.note))
    return Row(level, kind, line.mark, MARKS[line.mark], stage, label, name, note, opens, turn)
