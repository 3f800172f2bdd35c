"""Columns: the numbers of calls that were made over and over, read as arrays and not call by call.

A run of a million steps is a few patterns with a million rows.  What a walk over it would
meet one after the other, is put in order here by counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...trace import Run
from ...trace.codes import FactHead
from ...trace.parse import CallNode, FactRef, FoldNode
from ...trace.pattern import ROW_HEAD, Detail, Pattern
from ...trace.rundata import LaneEvents
from ...trace.trees import NANO, Trees
from .stages import FIT_METHODS, label_method

__all__ = ["Calls", "Columns", "Source", "facts_below"]

DEEPEST: Final = 100
"""Loops inside each other at most; what is deeper is not read."""

Places = npt.NDArray[np.int64]
Wanted = Callable[[CallNode, str | None], bool]
"""From a call and the `fit`, `evaluate` or `predict` that it runs for to whether it is asked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """A call at one place of a pattern, or of a lane's own events: as often as the pattern occurs.

    Attributes:
        node: the call.
        numbers: the columns of each occurrence.
        starts: when each occurrence began (s since the run's begin); for those that repeat
            the first one, when their iteration did.
        details: what was kept of the facts of some occurrences, by their row.
        entries: the run's code table.
    """

    node: CallNode
    numbers: npt.NDArray[np.float64]
    starts: npt.NDArray[np.float64]
    details: Mapping[int, Sequence[Detail]]
    entries: Sequence[Any]

    def kept(self, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows whose facts of that kind were kept with their values, and their fields."""
        node = self.node
        for row, details in self.details.items():
            for detail in details:
                head = self.entries[detail.code]
                inside = node.begin < detail.position and (node.end is None or detail.position <= node.end)
                if isinstance(head, FactHead) and head.kind == kind and inside:
                    yield row, dict(head.fields) | detail.fields


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls in order: the `i`-th one stands in row `rows[i]` of `sources[which[i]]`."""

    sources: Sequence[Source]
    which: Places
    rows: Places

    def __len__(self) -> int:
        return len(self.which)

    def column(self, find: Callable[[Source], int | None]) -> tuple[Places, npt.NDArray[np.float64]]:
        """The calls that have a number, by their place from 0, and the numbers.

        Args:
            find: from a source to the number's column, None where it has none.
        """
        has = np.zeros(len(self), bool)
        values = np.full(len(self), np.nan)
        for number, source in enumerate(self.sources):
            column = find(source)
            if column is not None:
                here = self.which == number
                has |= here
                values[here] = source.numbers[self.rows[here], column]
        return np.flatnonzero(has), values[has]

    def kept(self, kind: str) -> list[tuple[int, dict[str, Any]]]:
        """Facts of that kind whose values were kept, each with its call's place from 0, in order."""
        found = []
        for number, source in enumerate(self.sources):
            here = np.flatnonzero((self.which == number) & np.isin(self.rows, list(source.details)))
            places = dict(zip(self.rows[here].tolist(), here.tolist(), strict=True))
            found += [(places[row], fields) for row, fields in source.kept(kind) if row in places]
        return sorted(found, key=lambda item: item[0])


def facts_below(node: CallNode) -> Iterator[tuple[FactRef, tuple[str, ...]]]:
    """Facts stated in a call and below it, as they happened, each with the labels of the calls down to it.

    What is folded below is left out, and so is what has no event of its own.
    """
    todo: list[tuple[CallNode | FactRef, tuple[str, ...]]] = [(node, ())]
    while todo:
        item, labels = todo.pop()
        if isinstance(item, FactRef):
            yield item, labels
            continue
        own = [ref for ref in item.facts if ref.detail is None or ref.detail.own_event]
        inside: list[tuple[CallNode | FactRef, tuple[str, ...]]] = []
        for place, child in enumerate([*item.children, None]):
            inside += [(ref, labels) for ref in own if ref.after == place]
            if isinstance(child, CallNode) and child.site is not None:
                inside.append((child, (*labels, child.site.label)))
        todo += reversed(inside)


@dataclass(frozen=True, slots=True)
class _Fold:
    """Iterations met in a tree, and the entry that they run for."""

    pattern: int
    count: int
    entry: str | None


_Plan = list[int | _Fold]
"""What is met in one iteration of a pattern: sources by number, and folds."""


@dataclass
class Columns:
    """Reads calls of a run's first lane.

    Args:
        run: finished or not.
    """

    run: Run
    _tables: dict[int, npt.NDArray[np.float64]] = field(default_factory=dict, repr=False)
    _calls: dict[Wanted, Calls] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._recording = self.run.recording
        self._trees = Trees(self._recording)
        self._lane = self._recording.snapshot(0)
        self._lane_tree = self._trees.of_lane(self._lane)

    def calls(self, wanted: Wanted) -> Calls:
        """The calls that are asked for, in order; of calls inside each other the outer one."""
        if wanted not in self._calls:
            reading = _Reading(self, wanted)
            which, rows = reading.all()
            self._calls[wanted] = Calls(reading.sources, which, rows)
        return self._calls[wanted]

    def table(self, pattern: int) -> npt.NDArray[np.float64]:
        """The rows of a pattern's iterations, unpacked once."""
        if pattern not in self._tables:
            self._tables[pattern] = self._recording.patterns[pattern].rows.table()
        return self._tables[pattern]

    @property
    def trees(self) -> Trees:
        """The run's trees."""
        return self._trees

    @property
    def lane(self) -> tuple[LaneEvents, CallNode]:
        """The first lane's own events as they were when the run was first asked, and their tree."""
        return self._lane, self._lane_tree


class _Reading:
    """One reading: what is met in which order, and from that the order of all rows."""

    def __init__(self, columns: Columns, wanted: Wanted) -> None:
        self._columns, self._trees, self._wanted = columns, columns.trees, wanted
        self._recording = columns.run.recording
        self.sources: list[Source] = []
        self._plans: dict[tuple[int, str | None], _Plan] = {}
        lane, self._lane = columns.lane
        numbers = np.array(lane.numbers, "float64")[np.newaxis]
        self._plan = self._planned(
            self._lane, None, numbers, lambda begin: np.array([lane.events[2 * begin + 1]]), {0: lane.details}
        )
        self._fill_plans()

    def all(self) -> tuple[Places, Places]:
        """For every call met, in order, the number of its source and its row."""
        met = {pattern: np.zeros(1, "int64") for pattern in self._trees.met(self._lane)}
        which, rows = self._met_in(self._plan, np.zeros(1, "int64"), met, 0)
        return which.ravel(), rows.ravel()

    def _planned(
        self,
        root: CallNode,
        entry: str | None,
        numbers: npt.NDArray[np.float64],
        times: Callable[[int], npt.NDArray[Any]],
        details: Mapping[int, Sequence[Detail]],
    ) -> _Plan:
        """What is met in a tree.

        Args:
            root: the tree.
            entry: what it runs for.
            numbers: the columns of each of its occurrences.
            times: from an event's position to its time in each of them (ns).
            details: of each occurrence, where there are some.
        """
        plan: _Plan = []
        todo: list[tuple[CallNode | FoldNode, str | None, bool]] = [(root, entry, False)]
        while todo:
            node, entry, inside = todo.pop()
            if isinstance(node, FoldNode):
                plan.append(_Fold(node.pattern, node.count, "" if inside else entry))
                continue
            if node.site is not None and not inside:
                method = label_method(node.site.label)
                entry = method if method in FIT_METHODS and not node.site.loop else entry
                if self._wanted(node, entry):
                    inside = True
                    plan.append(len(self.sources))
                    starts = (times(node.begin) - float(self._recording.origin)) * NANO
                    self.sources.append(Source(node, numbers, starts, details, self._recording.entries))
            todo += [(child, entry, inside) for child in reversed(node.children)]
        return plan

    def _fill_plans(self) -> None:
        """The plans of all patterns that are met; of what is inside a wanted call only its length counts."""
        todo = [item for item in self._plan if isinstance(item, _Fold)]
        while todo:
            fold = todo.pop()
            if fold.entry == "" or (fold.pattern, fold.entry) in self._plans:
                continue
            pattern = self._recording.patterns[fold.pattern]
            root = self._trees.of_pattern(fold.pattern)
            table = self._columns.table(fold.pattern)
            times = partial(_times_in, pattern, table)
            plan = self._planned(root, fold.entry, table[:, ROW_HEAD:], times, pattern.details)
            self._plans[fold.pattern, fold.entry] = plan
            todo += [item for item in plan if isinstance(item, _Fold)]

    def _met_in(self, plan: _Plan, own: Places, met: dict[int, Places], depth: int) -> tuple[Places, Places]:
        """What is met in iterations of one pattern: arrays of shape (iterations, calls in each).

        Args:
            plan: the pattern's plan.
            own: the iterations' rows.
            met: for each pattern inside, how many of it were met before each iteration.
            depth: how many loops are around.
        """
        none = np.zeros((len(own), 0), "int64")
        which, rows = [none], [none]
        for item in plan:
            if not isinstance(item, _Fold):
                which.append(np.full((len(own), 1), item, "int64"))
                rows.append(own[:, np.newaxis])
                continue
            turns = np.arange(item.count)
            strides = self._trees.met_inside(item.pattern)
            inside = self._plans.get((item.pattern, item.entry)) if item.entry != "" else None
            if inside and depth < DEEPEST:
                below = {
                    number: (met[number][:, np.newaxis] + stride * turns).ravel()
                    for number, stride in strides.items()
                }
                places = (met[item.pattern][:, np.newaxis] + turns).ravel()
                for found, kept in zip(
                    self._met_in(inside, places, below, depth + 1), (which, rows), strict=True
                ):
                    kept.append(found.reshape(len(own), -1))
            met[item.pattern] = met[item.pattern] + item.count
            for number, stride in strides.items():
                met[number] = met[number] + stride * item.count
        return np.concatenate(which, axis=1), np.concatenate(rows, axis=1)


def _times_in(pattern: Pattern, table: npt.NDArray[np.float64], position: int) -> npt.NDArray[np.float64]:
    """When an event happened in the first iteration of a pattern, and when each later one began (ns)."""
    times = table[:, 0].copy()
    times[0] = pattern.first[position]
    return times
