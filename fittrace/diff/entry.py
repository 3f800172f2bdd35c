"""Entries: the tree of a difference, a line for what both runs did and for what one of them did alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from ..trace import Node
from .facts import FactChange

__all__ = ["MARKS", "Entry", "Mark", "Side"]

Mark = Literal["same", "added", "removed", "changed", "moved", "left"]

MARKS: Final[dict[Mark, str]] = {
    "same": " ",
    "added": "+",
    "removed": "-",
    "changed": "~",
    "moved": ">",
    "left": "<",
}
"""The sign of each; ``>`` is where a moved call has come to, ``<`` is where it was."""

_MIRRORED: Final[dict[Mark, Mark]] = {
    "same": "same",
    "added": "removed",
    "removed": "added",
    "changed": "changed",
    "moved": "left",
    "left": "moved",
}


@dataclass(frozen=True, slots=True)
class Side:
    """What an entry is in one of the runs.

    Attributes:
        node: the node of the run's folded tree.
        skipped: how many of the node's iterations come before those that the entry is about.
        count: how many iterations the entry is about; 1 for a call.
    """

    node: Node
    skipped: int = 0
    count: int = 1

    @property
    def first(self) -> int | None:
        """The loop's own index of the first of these iterations, None for a call."""
        return None if self.node.first is None else self.node.first + self.skipped

    @property
    def last(self) -> int | None:
        """The index of the last of them."""
        return None if self.first is None else self.first + self.count - 1

    @property
    def text(self) -> str:
        """The call's label, or the iterations counted from 1, as people count: ``steps 2 to 105``."""
        node = self.node
        if not node.loop or self.first is None or self.last is None:
            return node.label
        if self.count == 1:
            return f"{node.label} {self.first + 1}"
        return f"{node.label}s {self.first + 1} to {self.last + 1}"

    @property
    def place(self) -> str:
        """The same in a path: ``Sequential.fit``, ``epoch[2]`` for the first of these iterations."""
        first = self.first if self.node.loop else None
        return self.node.label if first is None else f"{self.node.label}[{first + 1}]"


@dataclass(slots=True, eq=False, repr=False)
class Entry:
    """A call or iterations of a loop, in both runs or in one of them.

    Attributes:
        mark: ``"same"`` in both (what is in it may differ), ``"added"``, ``"removed"``,
            ``"changed"`` where the count, the facts or the ending differ, ``"moved"`` where
            a call stands that the other run makes elsewhere, and ``"left"`` where it was.
        before: it in the first run, None where it is not there; for a move its place before.
        after: it in the second run.
        facts: what is told of it in another way.
        endings: how it ended in the first and the second run, where that differs.
        children: what is in it; empty where all of that is the same, or is all on one side.
        parent: what it is in, and `place` where it stands there, from 0.
        elsewhere: the other end of a move.
        alike: an earlier entry of the same loop or call in which the same differs, so that it
            is told there and `children` is empty here.
        inside: whether anything in it differs.
    """

    mark: Mark
    before: Side | None
    after: Side | None
    facts: tuple[FactChange, ...] = ()
    endings: tuple[str, str] | None = None
    children: list[Entry] = field(default_factory=list)
    parent: Entry | None = None
    place: int = 0
    elsewhere: Entry | None = None
    alike: Entry | None = None
    inside: bool = False

    @property
    def side(self) -> Side:
        """It as the run has it that it stands in; the second one where both have it."""
        side = self.before if self.mark in ("removed", "left") else self.after or self.before
        assert side is not None  # an entry is of one run at least
        return side

    @property
    def node(self) -> Node:
        """The node of the folded tree behind it."""
        return self.side.node

    @property
    def differs(self) -> bool:
        """Whether the call itself or anything in it differs."""
        return self.mark != "same" or self.inside

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many iterations before and after, where that differs."""
        if self.mark != "changed" or self.before is None or self.after is None:
            return None
        return None if self.before.count == self.after.count else (self.before.count, self.after.count)

    @property
    def path(self) -> str:
        """Where it is: ``Sequential.fit > epoch[1] > step[1] > train_function``."""
        places, entry = [], self
        while entry.parent is not None:
            places.append(entry.side.place)
            entry = entry.parent
        return " > ".join(reversed(places))

    def walk(self) -> Iterator[Entry]:
        """The entry and everything below, in pre-order."""
        todo = [self]
        while todo:
            entry = todo.pop()
            yield entry
            todo.extend(reversed(entry.children))

    def mirrored(self) -> Entry:
        """The same, seen from the other run."""
        made: dict[int, Entry] = {}
        for entry in self.walk():
            made[id(entry)] = Entry(
                _MIRRORED[entry.mark],
                entry.after,
                entry.before,
                tuple(change.mirrored() for change in entry.facts),
                entry.endings and (entry.endings[1], entry.endings[0]),
                inside=entry.inside,
            )
        for entry in self.walk():
            other = made[id(entry)]
            other.keep([made[id(child)] for child in entry.children])
            other.parent = made.get(id(entry.parent))
            other.elsewhere = made.get(id(entry.elsewhere))
            other.alike = made.get(id(entry.alike))
        for other in made.values():
            if other.mark == "moved" and other.elsewhere is not None:
                other._arrive(other.elsewhere)
        return made[id(self)]

    def _arrive(self, left: Entry) -> None:
        """Take over what differs in a call that moved: it is told where the call has come to."""
        self.facts, self.endings, self.children = left.facts, left.endings, left.children
        self.alike, self.inside = left.alike, left.inside
        left.facts, left.endings, left.children, left.alike, left.inside = (), None, [], None, False
        for child in self.children:
            child.parent = self

    def keep(self, children: list[Entry]) -> None:
        """Take what is in it; of neighbours on one side alone, those of the first run come first."""
        self.children = _in_order(children)
        for place, child in enumerate(self.children):
            child.place = place

    def __repr__(self) -> str:
        return f"<Entry {MARKS[self.mark]} {self.path or self.node.label}>"


def _in_order(entries: list[Entry]) -> list[Entry]:
    """Of neighbours that are on one side alone, those of the first run before those of the second."""
    found: list[Entry] = []
    waiting: list[Entry] = []
    for entry in entries:
        if entry.mark in ("added", "moved"):
            waiting.append(entry)
            continue
        if entry.mark not in ("removed", "left"):
            found += waiting
            waiting = []
        found.append(entry)
    return found + waiting
