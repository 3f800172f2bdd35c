"""A search: goes through those parts of a run that its plan leaves, and unfolds what it finds there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ..trace.parse import CallNode
from ..trace.span import Span
from ..trace.trees import Occurrence, Root, Trees
from .columns import Asking, columns_of, turns_of
from .filters import fits, known
from .language import Filter
from .plan import Plan
from .planned import Entry, Member, Siblings
from .ranks import Ranks
from .steps import Steps, bits_of
from .tally import Tally

__all__ = ["Scope", "Search"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: a lane, or what is in a call.

    Attributes:
        trees: the recording's trees.
        root: the lane.
        span: the call, None for all of the lane.
    """

    trees: Trees
    root: Root
    span: Span | None = None

    @property
    def node(self) -> CallNode:
        """What the calls stand in."""
        return self.root.node if self.span is None else self.span.node

    @property
    def occurrence(self) -> Occurrence:
        """Where their times come from."""
        return self.root.occurrence if self.span is None else self.span.occurrence


@dataclass(slots=True)
class _Found:
    """A call that a search came to.

    Attributes:
        span: the call.
        member: its place in the plan.
        fitting: the steps that it fits.
        deep: the steps that it came with which may fit at any depth.
    """

    span: Span
    member: Member
    fitting: int
    deep: int


@dataclass(slots=True)
class _List:
    """Siblings that a search goes through.

    Attributes:
        siblings: their place in the plan.
        base, deep: the steps that they may fit, and those that may fit at any depth.
        depth, parent: of the calls.
        count: whether only the number is wanted.
        ranks: their places.
        later, next: the steps that siblings so far have led to.
    """

    siblings: Siblings
    base: int
    deep: int
    depth: int
    parent: Span | None
    count: bool
    ranks: Ranks | None = None
    later: int = 0
    next: int = 0


class Search:
    """One search.

    Args:
        steps: the query's steps.
        scope: where to search.
        building: whether what the scope stands in belongs to the building.
    """

    def __init__(self, steps: Steps, scope: Scope, *, building: bool) -> None:
        self._steps, self._scope = steps, scope
        self.plan = Plan(steps, scope.trees, scope.root, scope.node, building=building)
        self._tally = Tally(steps)
        self._columns: dict[tuple[Member, int, int], Asking | None] = {}
        self._unknown: dict[tuple[Member, int], tuple[Filter, ...]] = {}
        self._skip = 0

    def spans(self, skip: int = 0) -> Iterator[Span]:
        """What is found, in order, without the first `skip`."""
        self._skip = skip
        for found in self._go(count=False):
            if isinstance(found, int):
                self._skip -= found
            elif self._skip:
                self._skip -= 1
            else:
                yield found

    def count(self) -> int:
        """How many are found; what folds repeat is counted once and multiplied."""
        self._skip = 0
        return sum(found if isinstance(found, int) else 1 for found in self._go(count=True))

    def _go(self, *, count: bool) -> Iterator[Span | int]:
        """What is found one by one, or how many where only that is wanted, or where they are skipped."""
        scope, steps = self._scope, self._steps
        if self.plan.top is None:
            return
        depth = 0 if scope.span is None else scope.span.depth + 1
        top = _List(self.plan.top, steps.outermost, steps.anywhere, depth, scope.span, count)
        # a stack of our own: calls may nest deeper than Python lets generators nest
        path = [self._in(top, scope.node, scope.occurrence)]
        while path:
            found = next(path[-1], None)
            if found is None:
                path.pop()
                continue
            if isinstance(found, int):
                yield found
                continue
            span, inside = found.span, found.member.inside
            if found.fitting & steps.final:
                yield span
            base, deep = steps.below(found.fitting, found.deep)
            if inside is not None and base & inside.live:
                below = _List(inside, base, deep, span.depth + 1, span, count)
                path.append(self._in(below, span.node, span.occurrence))

    def _in(self, here: _List, node: CallNode, occurrence: Occurrence) -> Iterator[_Found | int]:
        """What matters in a call."""
        if here.siblings.certain and (here.count or self._skip):
            found = self._tally.of(here.siblings, here.base, here.deep)
            if here.count or found <= self._skip:
                yield found
                return

        def making(node: CallNode, occurrence: Occurrence, order: tuple[int, ...]) -> Span:
            return self._span(here, node, occurrence, order)

        here.ranks = Ranks(self._steps, self._scope.trees, here.siblings, node, occurrence, making)
        yield from self._entries(here, here.siblings, node, occurrence, ())

    def _entries(
        self, here: _List, siblings: Siblings, node: CallNode, occurrence: Occurrence, order: tuple[int, ...]
    ) -> Iterator[_Found | int]:
        """The siblings, or those of a repeat among them, which stands in place `order`."""
        for entry in siblings.entries:
            if entry.gap:
                here.next = 0
            place = (*order, entry.place)
            if entry.fold is None:
                child = node.children[entry.place]
                assert isinstance(child, CallNode)  # the entry says so
                assert entry.member is not None
                yield self._call(here, entry.member, child, occurrence, place)
            elif entry.again is not None:
                begin = 0
                if entry.again.certain and not here.siblings.linked and self._skip:
                    found = self._tally.of(entry.again, here.base, here.deep)
                    begin = min(entry.fold.count, self._skip // found) if found else entry.fold.count
                    yield begin * found
                for turn in range(begin, entry.fold.count):
                    root, inside = self._scope.trees.iteration(entry.fold, occurrence, turn)
                    yield from self._entries(here, entry.again, root, inside, (*place, turn))
            else:
                yield from self._iterations(here, entry, occurrence, place)
        if siblings.gap:
            here.next = 0

    def _iterations(
        self, here: _List, entry: Entry, occurrence: Occurrence, place: tuple[int, ...]
    ) -> Iterator[_Found | int]:
        fold, member, begin = entry.fold, entry.member, 0
        assert fold is not None
        assert member is not None
        if self._all_alike(here, member) and (here.count or self._skip):
            found = self._tally.of_member(member, here.base, here.deep)
            if here.count:
                yield found * fold.count
                return
            begin = min(fold.count, self._skip // found) if found else fold.count
            yield begin * found
        for turn in self._turns(here, entry, occurrence, place):
            if turn >= begin:
                root, inside = self._scope.trees.iteration(fold, occurrence, turn)
                yield self._call(here, member, root, inside, (*place, turn))

    def _all_alike(self, here: _List, member: Member) -> bool:
        """Whether as much is found in each iteration of a fold."""
        inside = member.inside is None or member.inside.certain
        return inside and not here.siblings.linked and not here.base & member.maybe & member.good

    def _turns(
        self, here: _List, entry: Entry, occurrence: Occurrence, place: tuple[int, ...]
    ) -> Iterable[int]:
        """The iterations of a fold in which something may be found."""
        fold, member = entry.fold, entry.member
        assert fold is not None
        assert member is not None
        if here.siblings.linked:
            return range(fold.count)
        steps, wanted = self._steps, here.base & member.good
        passes = member.inside is not None and here.deep & member.inside.live
        if not passes and not wanted & ~(member.maybe & steps.placed):
            assert here.ranks is not None
            turns = [here.ranks.turns(step, place) for step in bits_of(wanted)]
            return sorted(set(chain(*chain(*turns)))) if len(turns) > 1 else chain(*chain(*turns))
        key = member, wanted, here.deep
        if key not in self._columns:
            self._columns[key] = columns_of(steps, member, self._scope.trees, fold.pattern, wanted, here.deep)
        asking = self._columns[key]
        if asking is None:
            return range(fold.count)
        return turns_of(self._scope.trees, fold, occurrence, asking)

    def _call(
        self, here: _List, member: Member, node: CallNode, occurrence: Occurrence, order: tuple[int, ...]
    ) -> _Found:
        """A call, and the steps that it fits."""
        span = self._span(here, node, occurrence, order)
        mask = here.base | here.later | here.next
        fitting = mask & member.sure
        for step in bits_of(mask & member.maybe):
            if self._fits(here, member, step, span):
                fitting |= 1 << step
        if here.siblings.linked:
            here.later |= fitting << 1 & self._steps.later
            here.next = fitting << 1 & self._steps.next
        return _Found(span, member, fitting, here.deep)

    def _fits(self, here: _List, member: Member, step: int, span: Span) -> bool:
        """Whether a call fits a step of which it has to be asked."""
        places = self._steps.places[step]
        if places:
            assert here.ranks is not None
            if not here.ranks.has(step, span):
                return False
        unknown = self._unknown.get((member, step))
        if unknown is None:
            left = self._steps.filters[step][places:]
            asked = tuple(filter_ for filter_ in left if known(filter_, member.at) is None)
            unknown = self._unknown[member, step] = asked
        return all(fits(filter_, span) for filter_ in unknown)

    def _span(self, here: _List, node: CallNode, occurrence: Occurrence, order: tuple[int, ...]) -> Span:
        assert node.site is not None  # only a lane's root has none
        trees, root = self._scope.trees, self._scope.root
        return Span(here.depth, here.parent, node.site, node, occurrence, trees, root, order)
