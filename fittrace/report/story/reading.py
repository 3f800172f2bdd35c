"""Finding one's way in a folded tree."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from ...trace import Fact, Node
from .stages import FIT_METHODS, label_method

__all__ = [
    "enclosing",
    "facts_in",
    "first_named",
    "named",
    "nearest_entry",
    "placed_facts",
    "steps_of",
]


def named(root: Node, method: str) -> Iterator[Node]:
    """Every node below whose method or function has that name, in order."""
    return (node for node in root.walk() if label_method(node.label) == method and not node.loop)


def first_named(root: Node, method: str) -> Node | None:
    """The first of `named`, None where there is none."""
    return next(named(root, method), None)


def enclosing(node: Node, method: str) -> Node | None:
    """The nearest node above with that method, function or loop name."""
    above = node.parent
    while above is not None and label_method(above.label) != method:
        above = above.parent
    return above


def facts_in(root: Node, kind: str) -> list[Fact]:
    """Facts of one kind in the node and below as they happened, a fold told by its first iteration."""
    return [fact for _, fact in placed_facts(root, kind)]


def placed_facts(root: Node, kind: str) -> list[tuple[Node, Fact]]:
    """As `facts_in`, each with the node that states it."""
    found: list[tuple[Node, Fact]] = []
    # a stack of our own: calls may nest deeper than Python lets functions nest
    path = [_Reading.of(root, kind)]
    while path:
        node, facts, children = path[-1]
        place, child = next(children, (math.inf, None))
        while facts and facts[0].position <= place:
            found.append((node, facts.popleft()))
        if child is None:
            path.pop()
        else:
            path.append(_Reading.of(child, kind))
    return found


class _Reading(NamedTuple):
    """A node that is being read: its facts and children that are still to come."""

    node: Node
    facts: deque[Fact]
    children: Iterator[tuple[int, Node]]

    @classmethod
    def of(cls, node: Node, kind: str) -> _Reading:
        facts = deque(fact for fact in node.facts if fact.kind == kind)
        return cls(node, facts, enumerate(node.children))


def steps_of(fit: Node) -> list[Node]:
    """The step nodes of a fit in order, those of a validation inside it left out."""
    found = []
    for node in fit.walk():
        if node.loop and node.label == "step" and nearest_entry(node) is fit:
            found.append(node)
    return found


def nearest_entry(node: Node) -> Node | None:
    """The fit, evaluate or predict that a node runs for."""
    above = node.parent
    while above is not None and (above.loop or label_method(above.label) not in FIT_METHODS):
        above = above.parent
    return above
