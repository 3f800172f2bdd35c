"""The folded tree: what a run did, every repeat told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from .facts import Fact
from .parse import CallNode, FoldNode
from .pattern import ROW_HEAD, Pattern
from .rules import count_from
from .rundata import LaneEvents, Raised
from .span import facts_of, index_of, raised_in
from .trees import NANO, Occurrence, Trees

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Node", "Varying", "fold_tree"]


@dataclass(frozen=True, slots=True)
class Varying:
    """A number of a fact that is not the same in all iterations folded into a node.

    Attributes:
        kind: the fact's kind.
        fields: the fact's structural fields.
        column: the field that varies.
        first, last: its value in the first and the last iteration.
        least, greatest: over all of them, those that are not finite left out.
    """

    kind: str
    fields: tuple[tuple[str, Any], ...]
    column: str
    first: float
    last: float
    least: float
    greatest: float


@dataclass(slots=True, repr=False)
class Node:
    """A call, or iterations in a row that made the same calls.

    Attributes:
        symbol, label, name: as of a span; the root's label is ``"run"``.
        loop: whether it stands for iterations of a loop.
        count: iterations folded into this node; 1 for a call.
        first, last: the loop's own index of the first and last of them; None for a call.
        times: calls of the run that this node stands for, all folds above taken in.
        start: seconds since the run's begin, of the first one.
        mean: seconds that one takes, on the average over the folds it stands in.
        facts: facts of the first one.
        varying: what differs between the iterations, of the facts stated in them.
        failed: whether an exception ended it.
        exception: that exception, None where it returned.
        finished: False where the run stopped inside.
    """

    symbol: str
    label: str
    name: str | None
    loop: bool
    count: int
    first: int | None
    last: int | None
    times: int
    start: float
    mean: float
    facts: list[Fact]
    failed: bool
    exception: Raised | None
    finished: bool
    varying: list[Varying] = field(default_factory=list)
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def index(self) -> int | None:
        """The loop's own index of the first iteration, None for a call."""
        return self.first

    @property
    def duration(self) -> float:
        """Seconds of all the calls the node stands for."""
        return self.mean * self.times

    @property
    def calls(self) -> int:
        """Calls in one of them, itself included, everything unfolded; loops do not count."""
        return sum(node.times for node in self.walk() if node.symbol and not node.loop) // self.times

    def walk(self) -> list[Node]:
        """The node and everything below, in pre-order."""
        found, todo = [], [self]
        while todo:
            node = todo.pop()
            found.append(node)
            todo.extend(reversed(node.children))
        return found

    def __repr__(self) -> str:
        """The node and two levels of the tree below it."""
        times = "" if self.times == 1 else f", {self.times:,} times"
        head = f"<Node {self.label}{f' [{self.name}]' if self.name else ''}{times}>"
        # by name: the recorder does not depend on how its runs are shown
        below: str = import_module("fittrace.notebook").tree_text(self, depth=2)
        return f"{head}\n{below}" if below else head


def fold_tree(trees: Trees, lane: LaneEvents) -> Node:
    """The folded tree of a lane, under a root labelled ``"run"``."""
    parsed, occurrence = trees.of_lane(lane), trees.lane_occurrence(lane)
    root = Node("", "run", None, False, 1, None, None, 1, 0.0, trees.end, [], False, None, True)
    root.facts = facts_of(parsed, occurrence, None)
    _Folding(trees).fill(root, parsed, occurrence)
    for node in root.walk():
        if node.failed and node.exception is None and node.parent is not None:
            node.exception = node.parent.exception  # stated there, by what left the loop
    return root


@dataclass(slots=True)
class _Open:
    """A node whose children are being made.

    Attributes:
        rest: what is still to be made of.
        fold: the fold that the node stands for, None for a call.
    """

    node: Node
    rest: Iterator[CallNode | FoldNode]
    occurrence: Occurrence
    fold: FoldNode | None = None


class _Folding:
    """Builds nodes while keeping count of the iterations already passed."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._met: Counter[int] = Counter()
        self._tables: dict[int, npt.NDArray[np.float64]] = {}

    def fill(self, root: Node, parsed: CallNode, occurrence: Occurrence) -> None:
        """Make everything below `root`."""
        # a stack of our own: calls may nest deeper than Python lets functions nest
        path = [_Open(root, iter(parsed.children), occurrence)]
        while path:
            above = path[-1]
            child = next(above.rest, None)
            if child is None:
                self._pass(path.pop().fold)
                continue
            if isinstance(child, FoldNode):
                made = self._fold(child, above.node.times, [open_.fold for open_ in path if open_.fold])
            else:
                node = self._call(child, above.occurrence, above.node.times)
                made = _Open(node, iter(child.children), above.occurrence)
            made.node.parent = above.node
            above.node.children.append(made.node)
            path.append(made)

    def _call(self, parsed: CallNode, occurrence: Occurrence, times: int) -> Node:
        site = parsed.site
        assert site is not None  # only a lane's root has none
        start = occurrence.begin_of(parsed.begin)
        end = self._trees.end if parsed.end is None else occurrence.begin_of(parsed.end)
        index = index_of(parsed, occurrence)
        return Node(
            site.symbol,
            site.label,
            site.name,
            site.loop,
            1,
            index,
            index,
            times,
            start,
            max(0.0, end - start),
            facts_of(parsed, occurrence, None),
            parsed.failed,
            raised_in(parsed, occurrence),
            parsed.end is not None,
        )

    def _fold(self, fold: FoldNode, times: int, around: list[FoldNode]) -> _Open:
        """One node for `fold.count` iterations, told by the first of them, timed by their mean.

        Args:
            fold: the iterations.
            times: how often the run meets the fold.
            around: the folds that it stands in, outermost first.
        """
        pattern, place = self._trees.recording.patterns[fold.pattern], self._met[fold.pattern]
        root, occurrence = self._trees.of_iteration(fold.pattern, place)
        places = self._places(fold, place, around)
        rows = self._table(pattern)[places]
        mean = float(rows[:, 1].mean())
        if times * fold.count > 1:
            occurrence = self._trees.mean_occurrence(fold.pattern, occurrence, mean)
        node = self._call(root, occurrence, times * fold.count)
        node.count = fold.count
        node.last = count_from(pattern.rows.row(place + fold.count - 1)[ROW_HEAD])
        node.mean = mean * NANO
        if node.times > 1:
            node.varying = _varying(root, rows)
        self._met[fold.pattern] += fold.count
        return _Open(node, iter(root.children), occurrence, fold)

    def _table(self, pattern: Pattern) -> npt.NDArray[np.float64]:
        """The pattern's rows, copied once a tree."""
        table = self._tables.get(pattern.number)
        if table is None:
            table = self._tables[pattern.number] = pattern.rows.table()
        return table

    def _places(self, fold: FoldNode, place: int, around: list[FoldNode]) -> npt.NDArray[np.int64]:
        """Which iterations of the pattern the node stands for, those of the folds around it taken in."""
        places = np.arange(place, place + fold.count)
        for outer in around:
            stride = self._trees.met_inside(outer.pattern)[fold.pattern]
            places = (places + stride * np.arange(outer.count)[:, np.newaxis]).ravel()
        return places

    def _pass(self, fold: FoldNode | None) -> None:
        """Count what the iterations inside that are not shown would have met."""
        if fold is not None and fold.count > 1:
            for inner, count in self._trees.met_inside(fold.pattern).items():
                self._met[inner] += count * (fold.count - 1)


def _varying(root: CallNode, rows: npt.NDArray[np.float64]) -> list[Varying]:
    """The numbers of facts that the iterations with those rows do not share, in order of the calls."""
    found = []
    todo: list[CallNode | FoldNode] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, FoldNode):
            continue
        for ref in node.facts:
            if ref.detail is not None and not ref.detail.own_event:
                continue
            for place, column in enumerate(ref.head.columns):
                values = rows[:, ROW_HEAD + ref.offset + place]
                fine = values[np.isfinite(values)]
                if fine.size and (fine.size < values.size or fine.min() != fine.max()):
                    ends = (float(values[0]), float(values[-1]), float(fine.min()), float(fine.max()))
                    found.append(Varying(ref.head.kind, ref.head.fields, column, *ends))
        todo.extend(reversed(node.children))
    return found
