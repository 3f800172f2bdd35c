"""Detail: how much of a long run is told when not all of it may be.

A training of a million steps makes a hundred million calls, which no viewer opens.  A
limit is therefore spent in this order:

1. the calls that nothing repeats, and of all iterations that made the same calls, the
   first: nothing of what happened is missing, only how often it did;
2. the time of every iteration, those of outer loops before those of inner ones;
3. the calls inside of further iterations, from the run's begin on.

What is not told is summed up in slices that say for how many iterations they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..trace.codes import REPEAT
from ..trace.parse import CallNode, FoldNode
from ..trace.trees import Trees

__all__ = ["Budget", "Size"]


@dataclass(frozen=True, slots=True)
class Size:
    """How much one iteration of a pattern, or a lane, holds.

    Attributes:
        own: calls and iterations in it that stand in no fold, itself included where it is told.
        whole: calls and iterations in it, all folds unfolded.
        levels: iterations by how many loops they stand in, itself at 0.
        folds: folds by how many loops they stand in.
        is_told: whether it has a slice of its own: not a lane, nor a repeat that nobody declared a loop.
    """

    own: int
    whole: int
    levels: tuple[int, ...]
    folds: tuple[int, ...]
    is_told: bool


class Sizes:
    """The sizes of a recording's patterns, each found once."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._known: dict[int, Size] = {}

    def of_pattern(self, number: int) -> Size:
        """The size of one iteration."""
        found = self._known.get(number)
        if found is None:
            for inner in sorted(_below(self._trees, number)):  # a pattern folds only those before it
                if inner not in self._known:
                    self._known[inner] = self._size(self._trees.of_pattern(inner))
            found = self._known[number] = self._size(self._trees.of_pattern(number))
        return found

    def of_lane(self, root: CallNode) -> Size:
        """The size of everything in a lane."""
        return self._size(root)

    def _size(self, root: CallNode) -> Size:
        is_told = root.site is not None and root.site != REPEAT
        calls, folds_here = _own(root)
        levels, folds = Counter({0: int(is_told)}), Counter({int(is_told): folds_here})
        whole = own = calls + is_told
        for number, count in root.folds.items():
            inner = self.of_pattern(number)
            whole += inner.whole * count
            for found, among in ((levels, inner.levels), (folds, inner.folds)):
                for level, some in enumerate(among):
                    found[level + is_told] += some * count
        return Size(own, whole, _by_level(levels), _by_level(folds), is_told)


def _by_level(counts: Counter[int]) -> tuple[int, ...]:
    return tuple(counts[level] for level in range(max(counts, default=-1) + 1))


def _below(trees: Trees, number: int) -> set[int]:
    """The patterns that stand in one, at any depth."""
    found: set[int] = set()
    todo = [number]
    while todo:
        new = set(trees.of_pattern(todo.pop()).folds) - found
        found |= new
        todo += new
    return found


def _own(root: CallNode) -> tuple[int, int]:
    """Calls below a node that stand in no fold, and the folds."""
    calls = folds = 0
    todo = list(root.children)
    while todo:
        child = todo.pop()
        if isinstance(child, FoldNode):
            folds += 1
        else:
            calls += 1
            todo += child.children
    return calls, folds


class Budget:
    """What may still be told.

    Args:
        trees: the recording's trees.
        lanes: the roots of the lanes that are told.
        limit: how many calls and iterations; None for all of them.

    Attributes:
        sizes: how much each pattern holds.
        whole: calls and iterations there are.
        limit: how many may be told.
        told: how many have been told.
        slices: the same, and the slices that sum up others.
    """

    def __init__(self, trees: Trees, lanes: Sequence[CallNode], limit: int | None) -> None:
        self.sizes = Sizes(trees)
        sizes = [self.sizes.of_lane(root) for root in lanes]
        self.whole = sum(size.whole for size in sizes)
        self.limit = self.whole if limit is None else min(limit, self.whole)
        self.told = self.slices = 0
        self._levels, self._summing, self._is_timed = -1, -1, False
        self._reserved = 0
        if self.limit < self.whole:
            novel = sum(self.extra(number) for number in trees.met(*lanes))
            self._reserve(sizes, sum(size.own for size in sizes) + novel)

    def _reserve(self, sizes: Sequence[Size], first: int) -> None:
        """Keep room for what nothing repeats, then for the iterations of one level after the other.

        Where they do not all have room, each fold of their level keeps room to be summed up.
        """
        levels: Counter[int] = Counter()
        folds: Counter[int] = Counter()
        for size in sizes:
            levels.update(dict(enumerate(size.levels)))
            folds.update(dict(enumerate(size.folds)))
        self._reserved = first
        for level in range(len(levels)):
            if self._reserved + levels[level] > self.limit:
                if self._reserved + folds[level] <= self.limit:
                    self._reserved += folds[level]
                    self._summing = level
                return
            self._reserved += levels[level]
            self._levels = level
        self._is_timed = True

    def extra(self, number: int) -> int:
        """What telling an iteration's own calls takes beyond telling its time."""
        size = self.sizes.of_pattern(number)
        return size.own - size.is_told

    @property
    def is_whole(self) -> bool:
        """Whether everything is told."""
        return self.limit == self.whole

    def take(self) -> bool:
        """Whether a call may be told for which there was room."""
        self._reserved -= 1
        if self.slices >= self.limit:
            return False
        self.told += 1
        self.slices += 1
        return True

    def take_sum(self, level: int) -> bool:
        """Whether there is room for a slice that sums up the rest of a fold; it is taken."""
        self.pass_fold(level)
        if self.slices >= self.limit:
            return False
        self.slices += 1
        return True

    def pass_fold(self, level: int) -> None:
        """The room kept for summing up a fold is free again."""
        self._reserved -= level == self._summing

    def take_time(self, level: int) -> bool:
        """Whether an iteration's time may be told; the room for it is taken."""
        if level <= self._levels:
            return self.take()
        kept = level != self._summing  # one, to sum up the rest
        if not self.is_whole and self.slices + self._reserved + 1 + kept > self.limit:
            return False
        self.told += 1
        self.slices += 1
        return True

    def take_inside(self, number: int, level: int, *, first: bool) -> bool:
        """Whether the calls of an iteration may be told; they take their room one by one.

        Args:
            number: its pattern.
            level: loops around it.
            first: whether no iteration with that pattern came before.
        """
        if self.is_whole or first:  # there is room
            return True
        if not (self._is_timed or level <= self._levels):  # times come before what is inside
            return False
        extra = self.extra(number)
        if self.slices + self._reserved + extra > self.limit:
            return False
        self._reserved += extra
        return True
