"""Moves: what one run makes in one place and the other run in another."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from .align import Aligned, aligned
from .entry import Entry, Side
from .item import Item, Table

__all__ = ["tell_moves"]


class _Forest:
    """The trees that are in one run alone.

    Args:
        root: the root of the run's whole tree.
        alone: the entries of those trees, with their items.

    Attributes:
        items: their nodes in pre-order.
    """

    def __init__(self, root: Item, alone: Iterable[tuple[Entry, Item]]) -> None:
        self.items = [item for _, top in alone for item in _below(top)]
        self._places = {id(item): place for place, item in enumerate(self.items)}
        self._taken = bytearray(len(self.items))
        shared = [item for item in _below(root) if id(item) not in self._places]
        self._shared = {item.calls for item in shared}, {item.token for item in shared}

    def is_free(self, item: Item) -> bool:
        """Whether no part of it has moved, neither alone nor with what it is in."""
        place = self._places[id(item)]
        return self._taken.find(1, place, place + item.size) < 0

    def take(self, item: Item) -> None:
        """Say that it has moved."""
        place = self._places[id(item)]
        self._taken[place : place + item.size] = b"\1" * item.size

    def has_all(self, item: Item) -> bool:
        """Whether the run makes such a call nowhere else."""
        return not item.node.loop and item.calls not in self._shared[0]

    def has_all_of_its_name(self, item: Item) -> bool:
        """Whether the run makes calls of that name nowhere else."""
        return not item.node.loop and item.token not in self._shared[1]


def tell_moves(found: Aligned, before: Item, after: Item, table: Table) -> None:
    """Tell what moved where it was removed here and added there.

    What changed places with its siblings has moved, and so has a call that is made in the
    same way in another place and nowhere else: a forward pass that one run makes in one more
    place than the other has not.  A single call that left its parent has to be the only one of its
    kind on both sides, and one that is made in another way than before the only one of its name.

    Args:
        found: the trees side by side.
        before: the root of the one.
        after: the root of the other.
        table: what they were numbered with.
    """
    if not found.removed or not found.added:
        return
    gone, come = _Forest(before, found.removed), _Forest(after, found.added)
    pairs = _among_siblings(found, gone, come)
    pairs += _alike(gone, come)
    pairs += _of_one_name(found, gone, come)
    pairs += _single(gone, come)
    if not pairs:
        return
    from_, to = {id(one): one for one, _ in pairs}, {id(other): other for _, other in pairs}
    left = _told(found.removed, from_, gone)
    moved = _told(found.added, to, come)
    for one, other in pairs:
        _join(left[id(one)], moved[id(other)], aligned(one, other, table).root)


def _join(left: Entry, moved: Entry, compared: Entry) -> None:
    """Make one move of two entries; what differs in it stands where it has come to."""
    left.mark, moved.mark = "left", "moved"
    left.elsewhere, moved.elsewhere = moved, left
    left.after, moved.before = moved.after, left.before
    moved.facts, moved.endings, moved.children = compared.facts, compared.endings, compared.children
    moved.alike = compared.alike
    for child in moved.children:
        child.parent = moved


def _below(root: Item) -> list[Item]:
    found, todo = [], [root]
    while todo:
        item = todo.pop()
        found.append(item)
        todo.extend(reversed(item.children))
    return found


def _among_siblings(found: Aligned, gone: _Forest, come: _Forest) -> list[tuple[Item, Item]]:
    """Pairs of calls that are the same and have the same parent, but another place in it."""
    waiting: defaultdict[tuple[int, int], deque[Item]] = defaultdict(deque)
    for entry, item in found.removed:
        if not item.node.loop:
            waiting[id(entry.parent), item.calls].append(item)
    pairs = []
    for entry, item in found.added:
        others = waiting.get((id(entry.parent), item.calls))
        if others and not item.node.loop:
            other = others.popleft()
            gone.take(other)
            come.take(item)
            pairs.append((other, item))
    return pairs


def _alike(gone: _Forest, come: _Forest) -> list[tuple[Item, Item]]:
    """Pairs of calls with calls in them that are all the same, the outermost ones first."""
    waiting: defaultdict[int, deque[Item]] = defaultdict(deque)
    for item in gone.items:
        if item.size > 1 and gone.has_all(item):
            waiting[item.calls].append(item)
    pairs = []
    for item in come.items:
        others = waiting.get(item.calls)
        if others is None or not come.has_all(item) or not come.is_free(item):
            continue
        while others:
            other = others.popleft()
            if gone.is_free(other):
                gone.take(other)
                come.take(item)
                pairs.append((other, item))
                break
    return pairs


def _of_one_name(found: Aligned, gone: _Forest, come: _Forest) -> list[tuple[Item, Item]]:
    """Pairs of calls that are the only ones of their name which their parents lost and got."""
    sides = [
        [item for _, item in side if item.size > 1 and forest.has_all_of_its_name(item)]
        for side, forest in ((found.removed, gone), (found.added, come))
    ]
    counts = [Counter(item.token for item in side) for side in sides]
    alone = {item.token: item for item in sides[0] if counts[0][item.token] == 1}
    pairs = []
    for item in sides[1]:
        other = alone.get(item.token)
        if other is None or counts[1][item.token] > 1 or not (gone.is_free(other) and come.is_free(item)):
            continue
        gone.take(other)
        come.take(item)
        pairs.append((other, item))
    return pairs


def _single(gone: _Forest, come: _Forest) -> list[tuple[Item, Item]]:
    """Pairs of calls without any inside, each the only one of its kind on both sides."""
    sides = [
        [item for item in forest.items if item.size == 1 and forest.has_all(item) and forest.is_free(item)]
        for forest in (gone, come)
    ]
    counts = [Counter(item.calls for item in side) for side in sides]
    alone = {item.calls: item for item in sides[0] if counts[0][item.calls] == 1}
    pairs = [
        (alone[item.calls], item) for item in sides[1] if item.calls in alone and counts[1][item.calls] == 1
    ]
    for one, other in pairs:
        gone.take(one)
        come.take(other)
    return pairs


def _told(roots: list[tuple[Entry, Item]], ends: dict[int, Item], forest: _Forest) -> dict[int, Entry]:
    """Entries for everything on the way to what moved, and what stands beside it; by identity of the item."""
    found: dict[int, Entry] = {}
    todo = list(roots)
    while todo:
        entry, item = todo.pop()
        found[id(item)] = entry
        if id(item) in ends or forest.is_free(item):
            continue
        for child in item.children:
            side = Side(child.node, 0, child.count)
            is_gone = entry.mark == "removed"
            told = Entry(entry.mark, side if is_gone else None, None if is_gone else side, parent=entry)
            told.place = len(entry.children)
            entry.children.append(told)
            todo.append((told, child))
    return found
