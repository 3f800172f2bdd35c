"""Walks: a lane's calls and facts in the order in which they happened, unfolded as they are read."""

from __future__ import annotations

from collections.abc import Iterator

from .codes import REPEAT
from .facts import Fact
from .parse import FOLDED, CallNode, FoldNode
from .span import Span, read_fact
from .trees import Occurrence, Root, Trees

__all__ = ["walk_facts", "walk_spans"]


def walk_spans(trees: Trees, root: Root) -> Iterator[Span]:
    """Every call of a lane, a parent before its children."""
    return (item for item in _Walk(trees, root, None, facts=False).items() if isinstance(item, Span))


def walk_facts(trees: Trees, root: Root, kind: str | None) -> Iterator[Fact]:
    """Every fact of a lane, or those of one kind, as they happened."""
    return (item for item in _Walk(trees, root, kind, facts=True).items() if isinstance(item, Fact))


class _Walk:
    """One walk over a lane.

    Args:
        trees: the recording's trees.
        root: what the lane's calls stand under.
        kind: a kind of fact; what has none of it is passed over. None is all kinds.
        facts: whether to give facts as well.
    """

    def __init__(self, trees: Trees, root: Root, kind: str | None, *, facts: bool) -> None:
        self._trees, self._root, self._kind, self._facts = trees, root, kind, facts

    def items(self) -> Iterator[Span | Fact]:
        """Spans and facts; a span comes before what is in it."""
        # a stack of our own: calls may nest deeper than Python lets generators nest
        open_calls = [self._inside(self._root.node, self._root.occurrence, 0, None)]
        while open_calls:
            item = next(open_calls[-1], None)
            if item is None:
                open_calls.pop()
                continue
            yield item
            if isinstance(item, Span):
                open_calls.append(self._inside(item.node, item.occurrence, item.depth + 1, item))

    def _inside(
        self,
        node: CallNode,
        occurrence: Occurrence,
        depth: int,
        parent: Span | None,
        order: tuple[int, ...] = (),
    ) -> Iterator[Span | Fact]:
        """What happened in a call itself, in order.

        Args:
            node: the call, or a repeat, whose calls are told as those of what it stands in.
            occurrence: where its times come from.
            depth: of what is in it.
            parent: the span of what is in it.
            order: of a repeat, its own place there.
        """
        facts = self._facts_of(node, occurrence, parent)
        waiting = next(facts, None)
        for place, child in enumerate(node.children):
            while waiting is not None and waiting[0] <= place:
                yield waiting[1]
                waiting = next(facts, None)
            if isinstance(child, FoldNode):
                yield from self._iterations(child, occurrence, depth, parent, (*order, place))
            elif self._kind is None or self._kind in child.kinds or FOLDED in child.kinds:
                yield self._span(child, occurrence, depth, parent, (*order, place))
        while waiting is not None:
            yield waiting[1]
            waiting = next(facts, None)

    def _iterations(
        self, fold: FoldNode, around: Occurrence, depth: int, parent: Span | None, order: tuple[int, ...]
    ) -> Iterator[Span | Fact]:
        """The iterations one by one; of a repeat that was found in the calls, the calls themselves."""
        if self._kind is not None and self._kind not in self._trees.kinds(fold.pattern):
            return
        for turn in range(fold.count):
            root, occurrence = self._trees.iteration(fold, around, turn)
            if root.site == REPEAT:
                yield from self._inside(root, occurrence, depth, parent, (*order, turn))
            else:
                yield self._span(root, occurrence, depth, parent, (*order, turn))

    def _span(
        self,
        node: CallNode,
        occurrence: Occurrence,
        depth: int,
        parent: Span | None,
        order: tuple[int, ...],
    ) -> Span:
        assert node.site is not None  # only a lane's root has none
        return Span(depth, parent, node.site, node, occurrence, self._trees, self._root, order)

    def _facts_of(
        self, node: CallNode, occurrence: Occurrence, span: Span | None
    ) -> Iterator[tuple[int, Fact]]:
        """The facts stated in the call itself, each with how many of its children came before."""
        for ref in node.facts if self._facts else ():
            if self._kind is None or ref.head.kind == self._kind:
                fact = read_fact(ref, occurrence, span)
                if fact is not None:
                    yield ref.after, fact
