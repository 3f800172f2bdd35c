"""What one step does that another does not."""

from __future__ import annotations

from collections.abc import Sequence

from ...trace import Node
from .story import DifferenceStory

__all__ = ["difference_of"]


def difference_of(steps: Sequence[Node]) -> DifferenceStory | None:
    """The first step against the later one that stands for the most steps.

    Of steps that the script has written itself, only those are compared that call what the first one calls.
    """
    alike = [step for step in steps[1:] if _callees(step) & _callees(steps[0])]
    if not alike:
        return None
    first, later = steps[0], max(alike, key=lambda step: step.times)
    calls = _calls_of(later)
    like_later = tuple(step for step in alike if _calls_of(step) == calls)
    return DifferenceStory(first, later, _missing(first, later), _missing(later, first), like_later)


def _calls_of(step: Node) -> list[tuple[str, str | None, int]]:
    """What a step calls, in order; what stands before it in the facts does not count."""
    return [(node.label, node.name, node.count) for node in step.walk()[1:]]


def _callees(step: Node) -> set[str]:
    return {child.label for child in step.children}


def _missing(of: Node, in_other: Node) -> tuple[tuple[Node, int], ...]:
    """The topmost calls of one step that the other has no match for, with their calls.

    Children are matched in order, by label and name.
    """
    found: list[tuple[Node, int]] = []
    todo = [(of, in_other)]
    while todo:
        one, other = todo.pop()
        rest = list(other.children)
        pairs = []
        for child in one.children:
            match = next((it for it in rest if (it.label, it.name) == (child.label, child.name)), None)
            if match is None:
                found.append((child, child.calls * child.count))
                continue
            del rest[: rest.index(match) + 1]
            pairs.append((child, match))
        todo.extend(reversed(pairs))
    order = {id(node): place for place, node in enumerate(of.walk())}
    return tuple(sorted(found, key=lambda pair: order[id(pair[0])]))
