"""Trees: a recording's events, parsed once and when first asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .codes import FactHead
from .parse import CallNode, FoldNode, parse
from .pattern import ROW_HEAD
from .rundata import LaneEvents, Recording

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["NANO", "Occurrence", "Root", "Trees"]

NANO = 1e-9
"""Seconds in a nanosecond."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One iteration of a pattern, or a lane's own events: where times and numbers come from.

    Attributes:
        begin_of: from an event's position to its time (s since the run's begin).
        numbers: the fact columns of this occurrence.
        kept: whether its values were kept.
        met: of each pattern folded inside, how many iterations came before this one began.
        before: for each fold inside, by its number, how many iterations of its pattern, and of
            those folded in that, come before the fold, counted from where this one began.
    """

    begin_of: Callable[[int], float]
    numbers: Sequence[float]
    kept: bool
    met: Mapping[int, int] = field(default_factory=dict)
    before: Sequence[Mapping[int, int]] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """What a lane's outermost calls stand under.

    Attributes:
        lane: the lane's place.
        name: the lane's name.
        node: the root, which is no call.
        occurrence: the lane's own events.
    """

    lane: int
    name: str
    node: CallNode
    occurrence: Occurrence


class Trees:
    """The parsed trees of a recording."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._patterns: dict[int, CallNode] = {}
        self._nested: dict[int, Counter[int]] = {}
        self._kinds: dict[int, frozenset[str]] = {}
        self._sums: dict[int, npt.NDArray[np.float64]] = {}
        self._before: dict[int, list[dict[int, int]]] = {}
        self._again: tuple[tuple[int, int], CallNode] | None = None

    @property
    def end(self) -> float:
        """Seconds from the run's begin to its end; calls that never ended end here."""
        return self.recording.ending.nanoseconds * NANO

    def of_pattern(self, number: int) -> CallNode:
        """The tree of a pattern, with the details of its first iteration; its root is the loop's own span."""
        root = self._patterns.get(number)
        if root is None:
            root = self._patterns[number] = self._parsed(number, 0)
        return root

    def root(self, lane: int) -> Root:
        """What the lane at that place holds now."""
        stored = self.recording.snapshot(lane)
        node, own = self.of_lane(stored), self.lane_occurrence(stored)
        before = self._folds_before(node)
        return Root(lane, stored.name, node, Occurrence(own.begin_of, own.numbers, own.kept, {}, before))

    def place_of(self, fold: FoldNode, around: Occurrence, turn: int = 0) -> int:
        """Which iteration of its pattern the fold's `turn`-th one is, both from 0.

        Args:
            fold: a fold.
            around: what it stands in.
            turn: which of its iterations is meant.
        """
        return around.met.get(fold.pattern, 0) + around.before[fold.number][fold.pattern] + turn

    def iteration(self, fold: FoldNode, around: Occurrence, turn: int) -> tuple[CallNode, Occurrence]:
        """The `turn`-th iteration (from 0) of a fold: as `of_iteration`, and what is folded inside is placed.

        Args:
            fold: the fold.
            around: what it stands in.
            turn: which of its iterations is meant.
        """
        number, before = fold.pattern, around.before[fold.number]
        inside = self.met_inside(number)
        met = {inner: around.met.get(inner, 0) + before[inner] + turn * inside[inner] for inner in inside}
        return self.of_iteration(number, self.place_of(fold, around, turn), met)

    def of_iteration(
        self, number: int, place: int, met: Mapping[int, int] | None = None
    ) -> tuple[CallNode, Occurrence]:
        """The tree of the `place`-th iteration (from 0) with that pattern, and its times and numbers.

        The details are its own where they were kept, else those of the first one.

        Args:
            number: the pattern.
            place: which of its iterations is meant.
            met: of each pattern folded inside, how many iterations came before.
        """
        occurrence = self.occurrence(number, place, met)
        if place == 0 or not occurrence.kept:
            return self.of_pattern(number), occurrence
        again = self._again
        if again is None or again[0] != (number, place):
            again = self._again = (number, place), self._parsed(number, place)
        return again[1], occurrence

    def _parsed(self, number: int, place: int) -> CallNode:
        pattern = self.recording.patterns[number]
        details = pattern.details.get(place, ())
        parsed = parse(pattern.codes, pattern.counts, details, self.recording.entries)
        (root,) = (child for child in parsed.children if isinstance(child, CallNode))
        root.folds = parsed.folds
        return root

    def of_lane(self, lane: LaneEvents) -> CallNode:
        """The tree of a lane's own events, under a root without a call."""
        counts = dict(enumerate(lane.events[1::2]))
        return parse(lane.events[::2], counts, lane.details, self.recording.entries)

    def _sums_of(self, number: int) -> npt.NDArray[np.float64]:
        """The sums of a pattern's event times, as they are when first asked for."""
        sums = self._sums.get(number)
        if sums is None:
            sums = self._sums[number] = self.recording.patterns[number].sums.total()
        return sums

    def met(self, *roots: CallNode) -> Counter[int]:
        """How many iterations of each pattern a walk over those trees meets, at any depth."""
        met: Counter[int] = Counter()
        for root in roots:
            met += root.folds
        for number in range(max(met, default=-1), -1, -1):  # a pattern folds only those before it
            if met[number]:
                for inner, count in self.of_pattern(number).folds.items():
                    met[inner] += count * met[number]
        return +met

    def met_inside(self, number: int) -> Counter[int]:
        """The same for one iteration of a pattern."""
        nested = self._nested.get(number)
        if nested is None:
            nested = self._nested[number] = self.met(self.of_pattern(number))
        return nested

    def kinds(self, number: int) -> frozenset[str]:
        """Kinds of fact that may be stated in iterations of a pattern, those folded inside taken in."""
        kinds = self._kinds.get(number)
        if kinds is None:
            kinds = self._kinds[number] = frozenset().union(
                *(self._own_kinds(inner) for inner in (number, *self.met_inside(number)))
            )
        return kinds

    def _own_kinds(self, number: int) -> set[str]:
        """Kinds of fact in a pattern's own events, and of those kept of any iteration."""
        pattern, entries = self.recording.patterns[number], self.recording.entries
        codes = {code for code in pattern.codes if code >= 0}
        codes |= {detail.code for details in pattern.details.values() for detail in details}
        return {entry.kind for code in codes if isinstance(entry := entries[code], FactHead)}

    def lane_occurrence(self, lane: LaneEvents) -> Occurrence:
        """Times and numbers of a lane's own events."""
        origin, events = self.recording.origin, lane.events

        def begin_of(position: int) -> float:
            return (events[2 * position + 1] - origin) * NANO

        return Occurrence(begin_of, lane.numbers, kept=True)

    def mean_occurrence(self, number: int, told: Occurrence, duration: float) -> Occurrence:
        """As `told`, an iteration with that pattern, but timed as the mean of all that have it.

        Args:
            number: the pattern.
            told: the iteration whose begin and numbers are taken.
            duration: what the mean is scaled to (ns).
        """
        sums = self._sums_of(number)
        # as Python's numbers, which overflow in silence: a damaged file may hold any
        whole = float(sums[-1])
        start, scale = told.begin_of(0), duration / whole if whole else 0.0

        def begin_of(position: int) -> float:
            return start + float(sums[position]) * scale * NANO

        return Occurrence(begin_of, told.numbers, told.kept)

    def occurrence(self, number: int, place: int, met: Mapping[int, int] | None = None) -> Occurrence:
        """Times and numbers of the `place`-th iteration (from 0) with that pattern.

        Args:
            number: the pattern.
            place: which of its iterations is meant.
            met: of each pattern folded inside, how many iterations came before.
        """
        pattern, origin = self.recording.patterns[number], self.recording.origin
        row = pattern.rows.row(place)
        start, duration = row[0], row[1]
        if place == 0:
            first = pattern.first

            def begin_of(position: int) -> float:
                return (first[position] - origin) * NANO
        else:
            sums = self._sums_of(number)
            whole = float(sums[-1])
            scale = duration / whole if whole else 0.0

            def begin_of(position: int) -> float:
                return (start - origin + float(sums[position]) * scale) * NANO

        before = self._folds_inside(number) if met else ()
        return Occurrence(begin_of, row[ROW_HEAD:], place in pattern.details, met or {}, before)

    def _folds_inside(self, number: int) -> list[dict[int, int]]:
        """`Occurrence.before` of every iteration with that pattern."""
        before = self._before.get(number)
        if before is None:
            before = self._before[number] = self._folds_before(self.of_pattern(number))
        return before

    def _folds_before(self, root: CallNode) -> list[dict[int, int]]:
        """For each fold of a tree, how many iterations came before, see `Occurrence.before`."""
        met: Counter[int] = Counter()
        before = []
        todo: list[CallNode | FoldNode] = [root] if root.folds else []
        while todo:
            node = todo.pop()
            if isinstance(node, CallNode):
                todo.extend(reversed(node.children))
                continue
            inside = self.met_inside(node.pattern)
            before.append({number: met[number] for number in (node.pattern, *inside)})
            met[node.pattern] += node.count
            for number, count in inside.items():
                met[number] += count * node.count
        return before
