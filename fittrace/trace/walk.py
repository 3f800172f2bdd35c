"""Walks: a lane's calls and facts in the order in which they happened, unfolded as they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .codes import REPEAT
from .facts import Fact
from .parse import FOLDED, CallNode, FoldNode
from .rundata import LaneEvents
from .span import Span, read_fact
from .trees import Occurrence, Trees

__all__ = ["walk_facts", "walk_spans"]


def walk_spans(trees: Trees, lane: LaneEvents) -> Iterator[Span]:
    """Every call, a parent before its children."""
    return (item for item in _Walk(trees, lane, None, facts=False).items() if isinstance(item, Span))


def walk_facts(trees: Trees, lane: LaneEvents, kind: str | None) -> Iterator[Fact]:
    """Every fact, or those of one kind, as they happened."""
    return (item for item in _Walk(trees, lane, kind, facts=True).items() if isinstance(item, Fact))


class _Walk:
    """One walk, which counts the iterations it has passed.

    Args:
        trees: the recording's trees.
        lane: the lane to walk.
        kind: a kind of fact; what has none of it is passed over. None is all kinds.
        facts: whether to give facts as well.
    """

    def __init__(self, trees: Trees, lane: LaneEvents, kind: str | None, *, facts: bool) -> None:
        self._trees, self._lane, self._kind, self._facts = trees, lane, kind, facts
        self._met: Counter[int] = Counter()

    def items(self) -> Iterator[Span | Fact]:
        """Spans and facts; a span comes before what is in it."""
        trees, lane = self._trees, self._lane
        # a stack of our own: calls may nest deeper than Python lets generators nest
        open_calls = [self._inside(trees.of_lane(lane), trees.lane_occurrence(lane), 0, None)]
        while open_calls:
            item = next(open_calls[-1], None)
            if item is None:
                open_calls.pop()
                continue
            yield item
            if isinstance(item, Span):
                open_calls.append(self._inside(item.node, item.occurrence, item.depth + 1, item))

    def _inside(
        self, node: CallNode, occurrence: Occurrence, depth: int, parent: Span | None
    ) -> Iterator[Span | Fact]:
        """What happened in a call itself, in order."""
        facts = self._facts_of(node, occurrence, parent)
        waiting = next(facts, None)
        for place, child in enumerate(node.children):
            while waiting is not None and waiting[0] <= place:
                yield waiting[1]
                waiting = next(facts, None)
            if isinstance(child, FoldNode):
                yield from self._iterations(child, depth, parent)
            elif self._kind is None or self._kind in child.kinds or FOLDED in child.kinds:
                yield self._span(child, occurrence, depth, parent)
        while waiting is not None:
            yield waiting[1]
            waiting = next(facts, None)

    def _iterations(self, fold: FoldNode, depth: int, parent: Span | None) -> Iterator[Span | Fact]:
        """The iterations one by one; of a repeat that was found in the calls, the calls themselves."""
        for _ in range(fold.count):
            place = self._met[fold.pattern]
            self._met[fold.pattern] += 1
            root, occurrence = self._trees.of_iteration(fold.pattern, place)
            if root.site == REPEAT:
                yield from self._inside(root, occurrence, depth, parent)
            else:
                yield self._span(root, occurrence, depth, parent)

    def _span(self, node: CallNode, occurrence: Occurrence, depth: int, parent: Span | None) -> Span:
        assert node.site is not None  # only a lane's root has none
        return Span(depth, parent, node.site, node, occurrence, self._trees)

    def _facts_of(
        self, node: CallNode, occurrence: Occurrence, span: Span | None
    ) -> Iterator[tuple[int, Fact]]:
        """The facts stated in the call itself, each with how many of its children came before."""
        for ref in node.facts if self._facts else ():
            if self._kind is None or ref.head.kind == self._kind:
                fact = read_fact(ref, occurrence, span)
                if fact is not None:
                    yield ref.after, fact
