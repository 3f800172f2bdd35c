"""Differences that are told once: later iterations often differ in what earlier ones do."""

from __future__ import annotations

from collections.abc import Hashable

from .entry import Entry

__all__ = ["Alike"]


class Alike:
    """Remembers what differs inside the loops that were shown."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._of_entry: dict[int, int] = {}
        self._shown: dict[int, Entry] = {}

    def earlier(self, entry: Entry) -> Entry | None:
        """A loop that was asked about before, and in which the same differs; None for a new one."""
        if not entry.node.loop or not entry.inside or entry.facts:
            return None
        before = self._shown.setdefault(self._inside(entry), entry)
        return entry.alike if before is entry else before

    def _inside(self, entry: Entry) -> int:
        """A number that is equal where the same differs inside."""
        todo = [(entry, False)]
        while todo:
            one, inside_is_known = todo.pop()
            told = one if one.alike is None else one.alike
            if inside_is_known:
                inside = [
                    (self._of_entry[id(child)], self._own(child)) for child in told.children if child.differs
                ]
                self._of_entry[id(one)] = self._number(tuple(inside))
            elif id(one) not in self._of_entry:
                todo.append((one, True))
                todo += [(child, False) for child in told.children if child.differs]
        return self._of_entry[id(entry)]

    def _own(self, entry: Entry) -> int:
        """A number for what differs of an entry itself."""
        node = entry.node
        sizes = tuple(side and side.node.calls for side in (entry.before, entry.after))
        loop = node.loop and entry.counts  # which iterations these are does not matter
        facts = tuple(
            (change.mark, change.kind, change.subject, repr(change.fields)) for change in entry.facts
        )
        return self._number((entry.mark, node.label, node.name, sizes, loop, facts, entry.endings))

    def _number(self, what: Hashable) -> int:
        return self._numbers.setdefault(what, len(self._numbers))
