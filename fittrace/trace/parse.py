"""From a flat list of events to a tree of calls.

Works on a pattern as on a lane's own events, and once for all iterations that share
the pattern: what it gives are positions, not times or values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .codes import EXIT, FAILED, CallSite, Entry, FactHead, PatternRef
from .pattern import Detail

__all__ = ["FOLDED", "CallNode", "FactRef", "FoldNode", "parse"]


FOLDED: Final = "..."
"""Stands among a node's kinds of fact for those of the iterations folded inside."""


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact in a tree.

    Attributes:
        head: its kind and structural fields.
        offset: where its numbers begin.
        detail: what else was kept of it.
        after: how many children of the same node came before it.
    """

    head: FactHead
    offset: int
    detail: Detail | None
    after: int


@dataclass(slots=True)
class FoldNode:
    """`count` iterations in a row that have pattern `pattern`; the `number`-th fold of its tree, from 0."""

    pattern: int
    count: int
    number: int = 0


@dataclass(slots=True)
class CallNode:
    """One call in a tree.

    Attributes:
        site: what was called; None for the root above a lane's outermost calls.
        begin, end: positions of its events; `end` is None where the run stopped inside.
        failed: whether an exception ended it.
        number: for an iteration, the place of its index among the numbers.
        calls: calls in it, itself included, those folded inside not.
        kinds: kinds of fact stated in it and below; `FOLDED` among them where
            iterations are folded inside, whose kinds are not known here.
        folds: of a whole tree's root: how many iterations of each pattern stand in it.
    """

    site: CallSite | None
    begin: int
    end: int | None = None
    failed: bool = False
    number: int = 0
    children: list[CallNode | FoldNode] = field(default_factory=list)
    facts: list[FactRef] = field(default_factory=list)
    calls: int = 0
    kinds: set[str] = field(default_factory=set)
    folds: Counter[int] = field(default_factory=Counter)


def parse(
    codes: Sequence[int],
    counts: Mapping[int, int],
    details: Sequence[Detail],
    entries: Sequence[Entry],
) -> CallNode:
    """The tree of those events, under a root of its own.

    Args:
        codes: event codes.
        counts: how many iterations the fold at a position stands for.
        details: what was kept of the facts.
        entries: the code table.
    """
    own = {detail.position: detail for detail in details if detail.own_event}
    loose: dict[int, list[Detail]] = {}
    for detail in details:
        if not detail.own_event:
            loose.setdefault(detail.position, []).append(detail)
    root = CallNode(None, 0)
    path = [root]
    offset = folds = 0
    for position, code in enumerate(codes):
        for detail in loose.get(position, ()):
            _add_fact(path[-1], entries[detail.code], 0, detail)
        if code in (EXIT, FAILED):
            _close(path, position, failed=code == FAILED)
            continue
        entry = entries[code]
        if isinstance(entry, CallSite):
            node = CallNode(entry, position, number=offset, calls=0 if entry.loop else 1)
            offset += entry.loop
            path[-1].children.append(node)
            path.append(node)
        elif isinstance(entry, PatternRef):
            path[-1].children.append(FoldNode(entry.pattern, counts[position], folds))
            folds += 1
            path[-1].kinds.add(FOLDED)
            root.folds[entry.pattern] += counts[position]
        else:
            _add_fact(path[-1], entry, offset, own.get(position))
            offset += len(entry.columns)
    for detail in loose.get(len(codes), ()):
        _add_fact(path[-1], entries[detail.code], 0, detail)
    while len(path) > 1:
        _close(path, None, failed=False)
    return root


def _add_fact(node: CallNode, entry: Entry, offset: int, detail: Detail | None) -> None:
    if isinstance(entry, FactHead):
        node.facts.append(FactRef(entry, offset, detail, len(node.children)))
        node.kinds.add(entry.kind)


def _close(path: list[CallNode], position: int | None, *, failed: bool) -> None:
    node = path.pop()
    node.end, node.failed = position, failed
    path[-1].calls += node.calls
    path[-1].kinds |= node.kinds
