"""Places among siblings: which calls are the first, the last, the n-th of those that a step describes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..trace.codes import REPEAT
from ..trace.parse import CallNode
from ..trace.span import Span
from ..trace.trees import Occurrence, Trees
from .filters import fits, is_positional, known
from .language import Filter, Indexed, Nth
from .planned import Entry, Member, Siblings
from .steps import Steps

__all__ = ["Ranks"]

Making = Callable[[CallNode, Occurrence, tuple[int, ...]], Span]
"""Makes the span of a call, given its node, where its times come from, and its place."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Calls in a row: one, or some iterations of a fold.

    Attributes:
        entry, node, occurrence: where they stand, and in what.
        order: the place of that among the siblings.
        first, count: which iterations of the fold.
    """

    entry: Entry
    member: Member
    node: CallNode
    occurrence: Occurrence
    order: tuple[int, ...]
    first: int
    count: int

    def part(self, first: int, count: int) -> _Run:
        """Some of them, counted from the first of these."""
        return _Run(
            self.entry, self.member, self.node, self.occurrence, self.order, self.first + first, count
        )


class Ranks:
    """The places in one list of calls.

    Args:
        steps: the query's steps.
        trees: the recording's trees.
        siblings: the list, in the plan.
        node, occurrence: what the calls stand in.
        making: makes their spans.
    """

    def __init__(
        self,
        steps: Steps,
        trees: Trees,
        siblings: Siblings,
        node: CallNode,
        occurrence: Occurrence,
        making: Making,
    ) -> None:
        self._steps, self._trees, self._making = steps, trees, making
        self._siblings, self._node, self._occurrence = siblings, node, occurrence
        self._chosen: dict[int, dict[tuple[int, ...], list[range]]] = {}

    def has(self, step: int, span: Span) -> bool:
        """Whether a call is in a place that a step asks for."""
        chosen = self._of(step)
        if span.order in chosen:
            return True
        return any(span.order[-1] in turns for turns in chosen.get(span.order[:-1], ()))

    def turns(self, step: int, order: tuple[int, ...]) -> Sequence[range]:
        """Which iterations of the fold at a place are in one that a step asks for."""
        return self._of(step).get(order, ())

    def _of(self, step: int) -> dict[tuple[int, ...], list[range]]:
        chosen = self._chosen.get(step)
        if chosen is None:
            chosen = self._chosen[step] = {}
            for run in self._runs(step, self._steps.places[step]):
                turns = range(run.first, run.first + run.count)
                chosen.setdefault(run.order, []).append(turns)
        return chosen

    def _runs(self, step: int, number: int) -> Iterator[_Run]:
        """The siblings that the first `number` filters of a step leave."""
        if number == 0:
            for run in self._all(self._siblings, self._node, self._occurrence, ()):
                if run.member.ranked >> step & 1:
                    yield run
            return
        filter_ = self._steps.filters[step][number - 1]
        if not is_positional(filter_):
            yield from self._passing(filter_, self._runs(step, number - 1))
        elif isinstance(filter_, Indexed):
            placed = self._placed(filter_.first or 0, filter_.last or 0, step, number - 1, loops=True)
            yield from self._passing(filter_, placed)  # a number that is no place is asked of each
        elif isinstance(filter_, Nth):
            yield from self._placed(filter_.place, filter_.place, step, number - 1)

    def _placed(
        self, first: int, last: int, step: int, number: int, *, loops: bool = False
    ) -> Iterator[_Run]:
        """Those in some places of what the first `number` filters of a step leave.

        Args:
            first: the first place; negative from the end, and of loops a positive one is no place.
            last: the last one.
            step: the step.
            number: how many of its filters come before.
            loops: whether only iterations count.
        """

        def runs() -> Iterator[_Run]:
            left = self._runs(step, number)
            return (run for run in left if not loops or (run.member.at.node.site or REPEAT).loop)

        total = sum(run.count for run in runs()) if min(first, last) < 0 else 0
        begin = total + first if first < 0 else 0 if loops else first - 1
        end = total + last + 1 if last < 0 else sys.maxsize if loops else last
        passed = 0
        for run in runs():
            here = range(max(begin - passed, 0), min(end - passed, run.count))
            if here:
                yield run.part(here.start, len(here))
            passed += run.count
            if passed >= end:
                return

    def _passing(self, filter_: Filter, runs: Iterator[_Run]) -> Iterator[_Run]:
        """Those of some siblings that a filter fits."""
        for run in runs:
            answer = known(filter_, run.member.at)
            if answer:
                yield run
            elif answer is None:
                for turn in range(run.count):
                    one = run.part(turn, 1)
                    if fits(filter_, self._span(one)):
                        yield one

    def _span(self, run: _Run) -> Span:
        fold = run.entry.fold
        if fold is None:
            child = run.node.children[run.entry.place]
            assert isinstance(child, CallNode)  # the entry says so
            return self._making(child, run.occurrence, run.order)
        node, occurrence = self._trees.iteration(fold, run.occurrence, run.first)
        return self._making(node, occurrence, (*run.order, run.first))

    def _all(
        self, siblings: Siblings, node: CallNode, occurrence: Occurrence, order: tuple[int, ...]
    ) -> Iterator[_Run]:
        """All siblings of the plan, those of repeats one repeat after the other."""
        for entry in siblings.entries:
            place = (*order, entry.place)
            count = entry.fold.count if entry.fold is not None else 1
            if entry.member is not None:
                yield _Run(entry, entry.member, node, occurrence, place, 0, count)
            elif entry.again is not None and entry.fold is not None:
                for turn in range(count):
                    root, inside = self._trees.iteration(entry.fold, occurrence, turn)
                    yield from self._all(entry.again, root, inside, (*place, turn))
