"""Filters asked of all iterations of a fold at once, from the columns of numbers that are kept of them.

What they let through is asked again, one by one; they only see to it that those are few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ..trace.parse import CallNode, FoldNode
from ..trace.pattern import ROW_HEAD, Pattern
from ..trace.trees import NANO, Occurrence, Trees
from .filters import Structure, known
from .language import Filter, Indexed, OfFact, Where
from .planned import Member
from .steps import Steps, bits_of

__all__ = ["Asking", "columns_of", "turns_of"]

Rows = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Asking = Callable[[Rows], Flags]
"""Which of some rows may be those of iterations in which something can be found."""

ROUNDING: Final = 2e-9
"""Seconds, and parts of the whole, by which a duration read from a row may differ from that of the call."""


def turns_of(trees: Trees, fold: FoldNode, around: Occurrence, asking: Asking) -> Iterator[int]:
    """The iterations of a fold, counted from 0, that may be meant; read a chunk of rows at a time."""
    rows = trees.recording.patterns[fold.pattern].rows
    begin, turn = trees.place_of(fold, around), 0
    while turn < fold.count:
        some = rows.some_from(begin + turn)[: fold.count - turn]
        flags = asking(some)
        if begin + turn == 0:
            flags[0] = True  # the first of a pattern has times of its own
        for found in np.flatnonzero(flags).tolist():
            yield turn + found
        turn += len(some)


def columns_of(
    steps: Steps, member: Member, trees: Trees, number: int, wanted: int, deep: int
) -> Asking | None:
    """What to ask the rows of a pattern before its iterations are looked into; None where they say nothing.

    Args:
        steps: the query's steps.
        member: the pattern's iteration in a plan.
        trees: the recording's trees.
        number: the pattern.
        wanted: the steps that an iteration may be asked for.
        deep: those that may fit at any depth, whatever the iteration fits.
    """
    pattern = trees.recording.patterns[number]
    alternatives: list[Asking] = []
    look_inside = member.inside is not None and bool(member.inside.live & deep)
    for step in bits_of(wanted & member.good):
        asking = None if member.sure >> step & 1 else _of_step(steps.filters[step], member.at, pattern)
        if asking is not None:
            alternatives.append(asking)
        elif steps.final >> step & 1:
            return None
        else:
            look_inside = True
    todo = list(member.inside.entries) if look_inside and member.inside is not None else []
    while todo:
        entry = todo.pop()
        if entry.fold is not None or entry.member is None:
            return None  # other rows than these
        for step in bits_of(entry.member.good & steps.final):
            asking = (
                None
                if entry.member.sure >> step & 1
                else _of_step(steps.filters[step], entry.member.at, pattern)
            )
            if asking is None:
                return None
            alternatives.append(asking)
        todo += entry.member.inside.entries if entry.member.inside is not None else ()
    return _any_of(alternatives) if alternatives else None


def _any_of(alternatives: Sequence[Asking]) -> Asking:
    return lambda rows: np.logical_or.reduce([asking(rows) for asking in alternatives])


def _of_step(filters: Sequence[Filter], at: Structure, pattern: Pattern) -> Asking | None:
    """All filters of a step that the rows can answer; None where there is none."""
    found = [_of_filter(filter_, at, pattern) for filter_ in filters if known(filter_, at) is None]
    asked = [asking for asking in found if asking is not None]
    return (lambda rows: np.logical_and.reduce([asking(rows) for asking in asked])) if asked else None


def _of_filter(filter_: Filter, at: Structure, pattern: Pattern) -> Asking | None:
    if isinstance(filter_, Indexed):
        return _of_index(filter_, ROW_HEAD + at.node.number)
    if isinstance(filter_, Where) and filter_.name == "duration":
        return _of_duration(filter_, at.node, pattern)
    if isinstance(filter_, OfFact):
        return _of_fact(filter_, at)
    return None


def _of_index(index: Indexed, column: int) -> Asking:
    first, last = index.first, index.last
    least = float(first) if first is not None and first > 0 else -np.inf
    greatest = float(last) if last is not None and last > 0 else np.inf
    return lambda rows: (rows[:, column] + 1 >= least) & (rows[:, column] + 1 < greatest + 1)


def _of_duration(where: Where, node: CallNode, pattern: Pattern) -> Asking | None:
    asked, end = where.asked, node.end
    if asked is None or end is None or asked.operator not in ("<", "<=", ">", ">="):
        return None
    sums = pattern.sums.total()
    whole = float(sums[-1])
    share = (float(sums[end]) - float(sums[node.begin])) / whole if whole else 0.0
    slack = ROUNDING if asked.operator[0] == ">" else -ROUNDING

    def asking(rows: Rows) -> Flags:
        flags: Flags = asked.of_numbers(rows[:, 1] * (share * NANO * (1 + slack)) + slack)
        return flags

    return asking


def _of_fact(of: OfFact, at: Structure) -> Asking | None:
    """Numbers that every iteration keeps; None where the fact has others, or one that not all keep."""
    asked = of.asked
    if asked is None or not asked.compares_numbers or any(of.kind.fits(kind) for kind in at.kinds):
        return None
    places = []
    for ref in at.node.facts:
        if of.kind.fits(ref.head.kind):
            if of.field not in ref.head.columns:
                return None
            places.append(ROW_HEAD + ref.offset + ref.head.columns.index(of.field))

    def asking(rows: Rows) -> Flags:
        flags: Flags = np.logical_or.reduce([asked.of_numbers(rows[:, place]) for place in places])
        return flags

    return asking if places else None
