"""What one step does that another does not."""

from __future__ import annotations

from collections.abc import Sequence

from ...trace import Node
from .story import DifferenceStory

__all__ = ["difference_of"]


def difference_of(steps: Sequence[Node]) -> DifferenceStory | None:
    """The first step against the later one that stands for the most steps."""
    if len(steps) < 2:
        return None
    first, later = steps[0], max(steps[1:], key=lambda step: step.times)
    return DifferenceStory(first, later, _missing(first, later), _missing(later, first))


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
