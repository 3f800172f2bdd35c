"""Spans: a run's calls one by one, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from .codes import CallSite
from .facts import Fact
from .parse import CallNode, FactRef
from .rules import count_from
from .rundata import Raised
from .trees import Occurrence, Root, Trees

if TYPE_CHECKING:
    from ..query import Matches

__all__ = ["Span", "facts_of", "index_of", "raised_in", "read_fact"]


@dataclass(slots=True, weakref_slot=True, eq=False)
class Span:
    """One call of a run; equal to itself however it is found.

    Inside folded iterations, `start` and `duration` of a call are the mean over the
    iterations, scaled to the length of this one; an iteration's own are exact.

    Attributes:
        depth: how many spans enclose it.
        parent: the span that encloses it, None for the outermost.
        site: what was called.
        order: its place among what its parent did, to be compared with that of its siblings.
    """

    depth: int
    parent: Span | None
    site: CallSite
    node: CallNode = field(repr=False)
    occurrence: Occurrence = field(repr=False)
    trees: Trees = field(repr=False)
    root: Root = field(repr=False)
    order: tuple[int, ...] = field(repr=False)

    @property
    def symbol(self) -> str:
        """Where the callee is defined, ``keras.engine.base_layer.Layer.__call__``."""
        return self.site.symbol

    @property
    def label(self) -> str:
        """Runtime class and method, ``Dense.__call__``; the bare name of a function."""
        return self.site.label

    @property
    def name(self) -> str | None:
        """The instance's name for a layer, a model or a metric, else None."""
        return self.site.name

    @property
    def index(self) -> int | None:
        """The loop's own index for an iteration, None for a call."""
        return index_of(self.node, self.occurrence)

    @property
    def start(self) -> float:
        """Seconds since the run's begin."""
        return self.occurrence.begin_of(self.node.begin)

    @property
    def duration(self) -> float:
        """Seconds; up to the run's end where the run stopped inside the call."""
        end = self.trees.end if self.node.end is None else self.occurrence.begin_of(self.node.end)
        return max(0.0, end - self.start)

    @property
    def finished(self) -> bool:
        """False where the run stopped before the call ended."""
        return self.node.end is not None

    @property
    def facts(self) -> list[Fact]:
        """The facts stated in the call itself, in order."""
        return facts_of(self.node, self.occurrence, self)

    @property
    def exception(self) -> Raised | None:
        """The exception that ended the call, None where it returned."""
        span: Span | None = self
        while span is not None and span.node.failed:
            found = raised_in(span.node, span.occurrence)
            if found is not None:
                return found
            span = span.parent  # stated there, by what left the loop
        return None

    @property
    def lane(self) -> str:
        """The name of the lane it is in."""
        return self.root.name

    @property
    def address(self) -> tuple[tuple[int, ...], ...]:
        """Where it stands in its lane; sorts the spans of a lane as they began."""
        places, span = [], self
        while True:
            places.append(span.order)
            if span.parent is None:
                return tuple(reversed(places))
            span = span.parent

    @property
    def children(self) -> Matches:
        """The calls and iterations in it, one by one and in order; read as they are asked for."""
        return self.find("> *")

    @property
    def path(self) -> str:
        """A query that finds this very call: ``"> Sequential.fit > epoch[2] > step[3] > train_function"``."""
        # by name: the recorder does not depend on how its runs are queried
        path: str = import_module("fittrace.query").path_of(self)
        return path

    def find(self, query: str) -> Matches:
        """The calls in this one that a query describes, see `Run.find`.

        Raises:
            QueryError: the query does not follow the grammar.
        """
        found: Matches = import_module("fittrace.query").find_in(self, query)
        return found

    def before(self, other: Span) -> bool:
        """Whether this call began before the other one; a call is before what is in it.

        Calls of different lanes are compared by the clock.

        Raises:
            ValueError: the other call is one of another run.
        """
        if self.trees.recording is not other.trees.recording:
            raise ValueError("the two calls are of different runs; `before` compares calls of one run")
        if self.root.lane != other.root.lane:
            return self.start < other.start
        return self.address < other.address

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[int, int, tuple[tuple[int, ...], ...]]:
        return id(self.trees.recording), self.root.lane, self.address


def index_of(node: CallNode, occurrence: Occurrence) -> int | None:
    """The loop's own index of an iteration, None for a call."""
    if node.site is None or not node.site.loop:
        return None
    return count_from(occurrence.numbers[node.number])


def facts_of(node: CallNode, occurrence: Occurrence, span: Span | None) -> list[Fact]:
    """The facts stated in the node's call itself; those kept once only where they were kept."""
    found = (read_fact(ref, occurrence, span) for ref in node.facts)
    return [fact for fact in found if fact is not None]


def read_fact(ref: FactRef, occurrence: Occurrence, span: Span | None) -> Fact | None:
    """The fact, or None where it is of a kind that repeats do not keep."""
    head, detail = ref.head, ref.detail if occurrence.kept else None
    if ref.detail is not None and not ref.detail.own_event:
        if detail is None:
            return None
        return Fact.read(head.kind, span, dict(head.fields) | detail.fields, position=ref.after)
    declared = Fact.kinds.get(head.kind, Fact)
    numbers = occurrence.numbers[ref.offset : ref.offset + len(head.columns)]
    fields = dict(head.fields)
    for column, number in zip(head.columns, numbers, strict=True):
        rule = declared.rules.get(column)
        fields[column] = number if rule is None else rule.restore(number)
    kept = detail is not None or not declared.value_rules
    if detail is not None:
        fields |= detail.fields
    return Fact.read(head.kind, span, fields, kept=kept, position=ref.after)


def raised_in(node: CallNode, occurrence: Occurrence) -> Raised | None:
    """The exception that ended the node's call, from the innermost call that it ended."""
    failed: CallNode | None = node
    while failed is not None and failed.failed:
        for fact in reversed(facts_of(failed, occurrence, None)):
            if fact.kind == "ExceptionRaised":
                fields = fact.as_dict()
                where = fields["where"] if isinstance(fields["where"], (list, tuple)) else ()
                return Raised(str(fields["type"]), str(fields["message"] or ""), tuple(map(str, where)))
        ended = (child for child in reversed(failed.children) if isinstance(child, CallNode) and child.failed)
        failed = next(ended, None)
    return None
