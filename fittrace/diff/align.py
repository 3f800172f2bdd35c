"""Alignment: two trees side by side, each call with its counterpart in the same parent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .entry import Entry, Side
from .facts import changes_between
from .item import Item, Table
from .loops import Part, Stretch, iterations_beside
from .repeats import folded_as
from .sequence import matched

__all__ = ["Aligned", "aligned"]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two trees side by side.

    Attributes:
        root: the entry of both roots.
        removed, added: entries that are in one tree alone, in order, each with its item.
    """

    root: Entry
    removed: list[tuple[Entry, Item]]
    added: list[tuple[Entry, Item]]


@dataclass(slots=True)
class _Unit:
    """What is aligned as one: a call, or the groups of iterations of a loop in a row."""

    items: list[Item]
    coarse: int
    fine: int


def aligned(before: Item, after: Item, table: Table) -> Aligned:
    """Align two trees from the roots down, as far as they differ.

    Args:
        before: root of the one tree.
        after: root of the other.
        table: what both were numbered with.
    """
    found = Aligned(_entry(Part(before), Part(after)), [], [])
    # a stack of our own: calls may nest deeper than Python lets functions nest
    todo = [(found.root, before, after)]
    known: dict[tuple[int, int], Entry] = {}
    while todo:
        entry, one, other = todo.pop()
        if one.inner == other.inner:
            continue
        entry.alike = known.get((one.inner, other.inner))
        if entry.alike is not None:
            continue
        known[one.inner, other.inner] = entry
        inside = []
        for stretch in _children(one, other, table):
            child = _entry(stretch.before, stretch.after)
            child.parent = entry
            entry.children.append(child)
            if stretch.after is None and stretch.before is not None:
                found.removed.append((child, stretch.before.item))
            elif stretch.before is None and stretch.after is not None:
                found.added.append((child, stretch.after.item))
            elif stretch.before is not None and stretch.after is not None:
                inside.append((child, stretch.before.item, stretch.after.item))
        entry.keep(entry.children)
        todo += reversed(inside)
    return found


def _entry(before: Part | None, after: Part | None) -> Entry:
    """The entry of a call, or of iterations, as far as they themselves differ."""
    left, right = _side(before), _side(after)
    if before is None or after is None:
        return Entry("added" if before is None else "removed", left, right)
    one, other = before.item, after.item
    if one.inner == other.inner and before.count == after.count:
        return Entry("same", left, right)
    facts = changes_between(one.facts, other.facts, novel=one.novel and other.novel)
    endings = None if one.ending == other.ending else (one.ending, other.ending)
    changed = facts or endings or before.count != after.count
    return Entry("changed" if changed else "same", left, right, facts, endings)


def _side(part: Part | None) -> Side | None:
    return None if part is None else Side(part.item.node, part.skipped, part.count)


def _children(before: Item, after: Item, table: Table) -> Iterable[Stretch]:
    """What is in two calls, side by side; what one of them has alone comes before the next pair."""
    sides = (
        _units(folded_as(before.children, after.children, table), table),
        _units(folded_as(after.children, before.children, table), table),
    )
    numbers = [number for side in sides for number in ([u.fine for u in side], [u.coarse for u in side])]
    places = [0, 0]
    for pair in [*matched(*numbers), (len(sides[0]), len(sides[1]))]:
        for unit in sides[0][places[0] : pair[0]]:
            yield from (Stretch(Part(item, 0, item.count), None) for item in unit.items)
        for unit in sides[1][places[1] : pair[1]]:
            yield from (Stretch(None, Part(item, 0, item.count)) for item in unit.items)
        if pair[0] < len(sides[0]):
            yield from _beside(sides[0][pair[0]], sides[1][pair[1]])
        places = [pair[0] + 1, pair[1] + 1]


def _beside(before: _Unit, after: _Unit) -> Iterable[Stretch]:
    if before.items[0].node.loop:
        return iterations_beside(before.items, after.items)
    return [Stretch(Part(before.items[0]), Part(after.items[0]))]


def _units(children: Sequence[Item], table: Table) -> list[_Unit]:
    """Calls one by one, iterations of the same loop in a row together."""
    units: list[_Unit] = []
    for loop, items in groupby(children, lambda item: item.token if item.node.loop else None):
        if loop is None:
            units += [_Unit([item], item.token, item.calls) for item in items]
        else:
            groups = list(items)
            calls = dict.fromkeys(item.calls for item in groups)
            units.append(_Unit(groups, loop, table.number("loop", *calls)))
    return units
