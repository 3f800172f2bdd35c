"""Repeats that one run has folded and the other has too few of: three rounds by hand against thirty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from ..trace.codes import REPEAT
from .item import Item, Table

__all__ = ["folded_as"]

PATTERNS: Final = 8
"""Different repeats that are looked for."""
LONGEST: Final = 64
"""Calls of a repeat that is looked for."""


def folded_as(children: Sequence[Item], others: Sequence[Item], table: Table) -> Sequence[Item]:
    """The calls of a parent, those of them as rounds that the other run has folded.

    Args:
        children: what is in the one.
        others: what is in the other.
        table: what both were numbered with.
    """
    repeats = [item for item in others if _is_repeat(item) and 0 < len(item.children) <= LONGEST]
    if not repeats or any(map(_is_repeat, children)):
        return children
    patterns = {tuple(child.token for child in item.children): item for item in repeats}
    for pattern, repeat in islice(patterns.items(), PATTERNS):
        children = _in_rounds(children, pattern, repeat, table)
    return children


def _in_rounds(children: Sequence[Item], pattern: tuple[int, ...], repeat: Item, table: Table) -> list[Item]:
    """The calls, those that follow the pattern as rounds of the repeat."""
    tokens = [child.token for child in children]
    found: list[Item] = []
    place = number = 0
    while place < len(children):
        end = place + len(pattern)
        if tokens[place] == pattern[0] and tuple(tokens[place:end]) == pattern:
            found.append(_round(children[place:end], repeat, number, table))
            place, number = end, number + 1
        else:
            found.append(children[place])
            place += 1
    return found


def _is_repeat(item: Item) -> bool:
    return item.node.loop and item.node.symbol == REPEAT.symbol


def _round(children: Sequence[Item], repeat: Item, number: int, table: Table) -> Item:
    """One round of a repeat that nobody folded."""
    first, last = children[0].node, children[-1].node
    node = replace(
        repeat.node,
        count=1,
        first=number,
        last=number,
        times=first.times,
        start=first.start,
        mean=max(0.0, last.start + last.mean - first.start),
        facts=[],
        failed=last.failed,
        exception=None,
        finished=last.finished,
        varying=[],
        parent=first.parent,
        children=[child.node for child in children],
    )
    return table.item(node, repeat.name, (), list(children))
