"""The explanation of one call, as the page has it, for whoever shows it elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from ..trace import Fact, Node, Run, Span
from .html.templates import joined, make_environment
from .story.stages import Stage
from .story.tell import tell
from .walkthrough.explain import explain_one
from .walkthrough.outline import CallView, flat, outline_of
from .words.wording import shown_text

__all__ = ["CallExplained", "explain_call"]


@dataclass(frozen=True)
class CallExplained:
    """What there is to say about one call.

    Attributes:
        title: the call, or the iteration with its number.
        stage: the stage of training that it belongs to.
        words: the explanation, as HTML.
        facts: what was recorded in the call itself: kind, and fields by name.
        told: how many calls the run's folded tree tells as one with it, itself included.
        borrowed: whether the words hold values of the first of those, which alone were kept.
    """

    title: str
    stage: Stage
    words: Markup
    facts: list[tuple[str, list[tuple[str, str]]]]
    told: int
    borrowed: bool


def explain_call(run: Run, span: Span) -> CallExplained:
    """Explain a call of a run, in the language that is being spoken."""
    main = run.tree()
    root = main if span.root.lane == 0 else run.tree(span.root.lane)
    node = node_of(root, span)
    top = outline_of(root)
    lines = flat(top)
    view = next((line for line in lines if line.node is node), None)
    if view is None:  # beyond the lines that the page lists
        view = next(line for line in outline_of(node.parent or root) if line.node is node)
    own = span.facts
    borrowed = _take_over(view, own)
    addresses = {id(line.node): line.number for line in lines}
    environment = make_environment(addresses, None)
    words = Markup(shown_text(joined(explain_one(environment, view, tell(run, main), lines))))
    fields = environment.filters["fields"]
    facts = [(fact.kind, [(str(name), str(value)) for name, value in fields(fact)]) for fact in own]
    index = span.index
    title = span.label if index is None else f"{span.label} {index + 1}"
    return CallExplained(title, view.stage, words, facts, view.times, borrowed)


def node_of(root: Node, span: Span) -> Node:
    """The node of a lane's folded tree that stands for a call."""
    node = root
    for order in span.address:
        node = node.children[order[0]]
        # of a repeat: which of its turns, and which of the calls there
        for place in order[2::2]:
            node = node.children[place]
    return node


def _take_over(view: CallView, own: list[Fact]) -> bool:
    """Give a line the facts of one of its calls, as far as they were kept; whether others are left."""
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in own:
        by_kind[fact.kind].append(fact)
    borrowed = False
    for kind, facts in view.facts.items():
        there = by_kind.get(kind, [])
        if len(there) != len(facts) or not all(fact.kept for fact in there):
            borrowed = True
        else:
            view.facts[kind] = there
    return borrowed
