"""Comparing: two runs in, their difference out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..trace import Node, Run
from .align import aligned
from .entry import Entry, Side
from .item import Item, Table
from .moves import tell_moves
from .names import Names
from .result import Diff, Lane

__all__ = ["compare", "compare_trees"]


def compare(before: Run, after: Run, *, values: bool = False) -> Diff:
    """What is different between two runs: calls, their order, counts and facts; never times.

    Names that layers were given by being numbered do not count, see `Names`.

    Args:
        before: a run, finished or not.
        after: another one.
        values: whether to compare numbers and elements of arrays as well (losses, weights).

    Raises:
        TypeError: one of them is no run.
    """
    for run in (before, after):
        if not isinstance(run, Run):
            raise TypeError(
                f"two runs can be compared, and {type(run).__name__} is none; fittrace.load reads a file"
            )
    sides = [[run.tree(lane) for lane in range(len(run.lanes))] for run in (before, after)]
    names = before.lanes, after.lanes
    pairs = _lanes_beside(*names)
    known = Names(sides[0]), Names(sides[1])
    lanes = []
    for one, other in pairs:
        name = names[1][other] if other is not None else names[0][one or 0]
        root = _compared(
            None if one is None else sides[0][one], None if other is None else sides[1][other], known, values
        )
        lanes.append(Lane(name, root))
    return Diff(before, after, tuple(lanes))


def compare_trees(before: Node, after: Node, *, values: bool = False) -> Entry:
    """The difference of two folded trees; see `compare`."""
    return _compared(before, after, (Names([before]), Names([after])), values)


def _compared(before: Node | None, after: Node | None, names: tuple[Names, Names], values: bool) -> Entry:
    if before is None or after is None:
        sides = [None if root is None else Side(root) for root in (before, after)]
        return Entry("added" if before is None else "removed", sides[0], sides[1])
    table = Table(values=values)
    one, other = table.items(before, names[0]), table.items(after, names[1])
    if one.full == other.full:
        return Entry("same", Side(before), Side(after))
    if _comes_first(one, other):
        return _told(one, other, table)
    return _told(other, one, table).mirrored()


def _told(one: Item, other: Item, table: Table) -> Entry:
    found = aligned(one, other, table)
    tell_moves(found, one, other, table)
    _settle(found.root)
    return found.root


def _comes_first(one: Item, other: Item) -> bool:
    """An order of trees: whichever of two is asked about first, they are compared the same way around."""
    todo = [(one, other)]
    while todo:
        left, right = todo.pop()
        if left.full == right.full:
            continue
        keys = left.key(), right.key()
        if keys[0] != keys[1]:
            return keys[0] < keys[1]
        todo += reversed(list(zip(left.children, right.children, strict=True)))
    return True


def _settle(root: Entry) -> None:
    """Say of every entry whether anything in it differs."""
    begun: set[int] = set()
    todo = [(root, False)]
    while todo:
        entry, inside_is_known = todo.pop()
        if inside_is_known:
            alike = entry.alike is not None and entry.alike.inside
            entry.inside = alike or any(child.differs for child in entry.children)
        elif id(entry) not in begun:
            begun.add(id(entry))
            todo.append((entry, True))
            todo += [(child, False) for child in entry.children]
            if entry.alike is not None:
                todo.append((entry.alike, False))


def _lanes_beside(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which lane is which: the first ones, then those of the same name, then the others in order."""
    met: Counter[str] = Counter()
    places: dict[tuple[str, int], int] = {}
    for place, name in enumerate(after[1:], 1):
        places[name, met[name]] = place
        met[name] += 1
    met.clear()
    pairs: dict[int, int | None] = {0: 0}
    for place, name in enumerate(before[1:], 1):
        pairs[place] = places.pop((name, met[name]), None)
        met[name] += 1
    others = sorted(places.values())
    for place, found in pairs.items():
        if found is None and others:
            pairs[place] = others.pop(0)
    return [*pairs.items(), *((None, place) for place in others)]
