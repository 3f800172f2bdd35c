"""The outline: the folded tree as the page lists it, one view a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ...trace import Fact, Node, Raised, Varying
from ..graph.graphs import key_of
from ..story.stages import Stage, label_method, stages_of
from ..words.language import _
from ..words.wording import arrays_in, seconds_text, shape_text

__all__ = ["LINE_LIMIT", "CallView", "flat", "outline_of", "turns_text"]

LINE_LIMIT: Final = 2500
"""Lines of the outline at most; what is left out is said where it is left out."""

DEPTH_LIMIT: Final = 100
"""Lines inside each other at most; what is deeper is left out and said to be."""


@dataclass(slots=True)
class CallView:
    """One line of the outline: a call, or folded iterations.

    Attributes:
        number: its place in the outline; part of its address.
        owner, method: the label's two parts; `owner` is empty for a function.
        first, last: indexes of folded iterations, counted from 1; None for calls.
        gives: what it took and gave, ``(128, 64) → (128, 512) float32``, where known.
        facts: the node's facts by kind.
        left_out: calls below that are not listed because of `LINE_LIMIT` or `DEPTH_LIMIT`.
        failed: whether an exception ended it.
        stopped: whether the run stopped inside.
        graph_key: its node's key in the call graphs.
        node: the node of the folded tree.
    """

    number: int
    label: str
    owner: str
    method: str
    name: str | None
    symbol: str
    stage: Stage
    depth: int
    loop: bool
    count: int
    first: int | None
    last: int | None
    times: int
    mean: float
    start: float
    calls: int
    gives: str
    failed: bool
    stopped: bool
    exception: Raised | None
    graph_key: str
    node: Node = field(repr=False)
    facts: dict[str, list[Fact]]
    parent: CallView | None = field(repr=False)
    children: list[CallView] = field(repr=False, default_factory=list)
    left_out: int = 0
    explanation: int = 0

    @property
    def title(self) -> str:
        """The label as the outline shows it; iterations with their numbers."""
        if not self.loop or self.first is None:
            return self.label
        return turns_text(self.label, self.first, self.last if self.count > 1 else None)

    @property
    def total(self) -> float:
        """Seconds of all the calls the line stands for."""
        return self.mean * self.times

    @property
    def mean_text(self) -> str:
        """What one of them takes, with its unit."""
        return seconds_text(self.mean)

    @property
    def total_text(self) -> str:
        """What all of them take together, with its unit."""
        return seconds_text(self.total)

    @property
    def share(self) -> float | None:
        """Share of the enclosing call's time, from 0 to 1."""
        if self.parent is None or not self.parent.total:
            return None
        return min(1.0, self.total / self.parent.total)

    @property
    def varying(self) -> list[tuple[str, Varying]]:
        """What differs between folded iterations, each number once, under the name people know it by."""
        found: dict[str, Varying] = {}
        for one in self.node.varying:
            name = _name_of_varying(one)
            if name is not None:
                found.setdefault(name, one)
        return list(found.items())

    @property
    def turn(self) -> int:
        """How many calls of the same callee by the same caller came before, from 0."""
        if self.parent is None:
            return 0
        alike = [child.number for child in self.parent.children if child.graph_key == self.graph_key]
        return alike.index(self.number)

    def fact(self, kind: str) -> Fact | None:
        """The first fact of that kind stated in the call itself."""
        return next(iter(self.facts.get(kind, ())), None)

    def facts_below(self, kind: str) -> list[Fact]:
        """Facts of that kind stated in the call and everything listed below it."""
        found = list(self.facts.get(kind, ()))
        for child in self.children:
            found += child.facts_below(kind)
        return found

    def below(self, method: str) -> list[CallView]:
        """Calls of that method listed below."""
        found = []
        for child in self.children:
            if child.method == method:
                found.append(child)
            found += child.below(method)
        return found

    def above(self, method: str) -> CallView | None:
        """The nearest enclosing call of that method or loop."""
        view = self.parent
        while view is not None and view.method != method:
            view = view.parent
        return view


def turns_text(label: str, first: int, last: int | None) -> str:
    """``step 3``, or ``steps 3 to 7`` where there is a last one; of another loop its own name."""
    if last is None:
        match label:
            case "epoch":
                return _("epoch %(epoch)s", epoch=first)
            case "step":
                return _("step %(step)s", step=first)
            case "repeat":
                return _("repeat %(repeat)s", repeat=first)
        return f"{label} {first}"
    match label:
        case "epoch":
            return _("epochs %(first)s to %(last)s", first=first, last=last)
        case "step":
            return _("steps %(first)s to %(last)s", first=first, last=last)
        case "repeat":
            return _("repeats %(first)s to %(last)s", first=first, last=last)
    return _("%(loop)ss %(first)s to %(last)s", loop=label, first=first, last=last)


def _name_of_varying(one: Varying) -> str | None:
    """What people call a number that varies; None where another one says the same."""
    fields = dict(one.fields)
    match one.kind, one.column:
        case "LossComputed", "value" if fields.get("loss") == "total":
            return _("loss of the batch")
        case "LearningRateResolved", "value":
            return _("learning rate")
        case "MetricUpdated", "value":
            return _("%(metric)s so far", metric=fields.get("metric"))
        case "LogsWritten", "value":
            return str(fields.get("key"))
        case "StateChanged", "after":
            return str(fields.get("attribute"))
    return None


def outline_of(root: Node) -> list[CallView]:
    """The outermost lines; the root itself is not one."""
    return _Outline(root).top


def flat(top: Sequence[CallView]) -> list[CallView]:
    """Every line, from top to bottom."""
    found, todo = [], list(reversed(top))
    while todo:
        view = todo.pop()
        found.append(view)
        todo.extend(reversed(view.children))
    return found


class _Outline:
    def __init__(self, root: Node) -> None:
        self._stages = stages_of(root)
        self._number = 0
        self.top = self._views(root, None, 0)

    def _views(self, node: Node, parent: CallView | None, depth: int) -> list[CallView]:
        views = []
        for child in node.children:
            if self._number >= LINE_LIMIT or depth >= DEPTH_LIMIT:
                if parent is not None:
                    parent.left_out += child.calls * child.count
                continue
            view = self._view(child, parent, depth)
            view.children = self._views(child, view, depth + 1)
            views.append(view)
        return views

    def _view(self, node: Node, parent: CallView | None, depth: int) -> CallView:
        self._number += 1
        facts: dict[str, list[Fact]] = defaultdict(list)
        for fact in node.facts:
            facts[fact.kind].append(fact)
        return CallView(
            number=self._number,
            label=node.label,
            owner=node.label.rpartition(".")[0],
            method=label_method(node.label),
            name=node.name,
            symbol=node.symbol,
            stage=self._stages[id(node)],
            depth=depth,
            loop=node.loop,
            count=node.count,
            first=None if node.first is None else node.first + 1,
            last=None if node.last is None else node.last + 1,
            times=node.times,
            mean=node.mean,
            start=node.start,
            calls=node.calls,
            gives=_gives(node),
            failed=node.failed,
            stopped=not node.finished,
            exception=node.exception,
            graph_key=key_of(node),
            node=node,
            facts=dict(facts),
            parent=parent,
        )


def _gives(node: Node) -> str:
    """What the call took and gave, from the facts it stated."""
    for fact in node.facts:
        if fact.kind == "LayerCalled":
            taken, given = arrays_in(fact.inputs), arrays_in(fact.outputs)
            if taken and given:
                before = ", ".join(shape_text(shape) for _, shape, _ in taken)
                after = ", ".join(shape_text(shape) for _, shape, _ in given)
                return f"{before} → {after} {given[0][2] or ''}".strip()
        if fact.kind == "WeightCreated":
            return f"{shape_text(fact.shape)} {fact.dtype or ''}".strip()
        if fact.kind == "BatchTaken":
            return ", ".join(shape_text(shape) for _, shape, _ in arrays_in(fact.batch))
    return ""
