"""Diff: what is different between two runs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .entry import Entry, Mark

if TYPE_CHECKING:
    from ..trace import Run

__all__ = ["Diff", "Lane"]


@dataclass(frozen=True, slots=True)
class Lane:
    """The difference of one lane.

    Attributes:
        name: the lane's name; in the second run where both have it.
        root: the entry of its folded tree, ``"added"`` or ``"removed"`` where one run alone has the lane.
    """

    name: str
    root: Entry


@dataclass(frozen=True, eq=False, repr=False)
class Diff:
    """The structural difference of two runs: their folded trees, call by call; times aside.

    Attributes:
        before, after: the runs that were compared.
        lanes: a difference for each lane.
    """

    before: Run
    after: Run
    lanes: tuple[Lane, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not any(lane.root.differs for lane in self.lanes)

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry that differs itself, in order."""
        return (entry for lane in self.lanes for entry in lane.root.walk() if entry.mark != "same")

    @property
    def first(self) -> Entry | None:
        """The first call that differs, or what is told outside of calls; None where nothing differs."""
        found = next((entry for entry in self.entries if entry.parent is not None), None)
        return found or next(self.entries, None)

    @property
    def counts(self) -> dict[Mark, int]:
        """How many entries were added, removed, changed and moved; what is in one of them is not counted."""
        counts: Counter[Mark] = Counter()
        for entry in self.entries:
            above = entry.parent.mark if entry.parent is not None else "same"
            if entry.mark != "left" and (entry.mark != above or entry.mark not in ("added", "removed")):
                counts[entry.mark] += 1
        return {mark: counts[mark] for mark in ("added", "removed", "changed", "moved")}

    def mirrored(self) -> Diff:
        """The same, seen from the other run: what was added was removed."""
        lanes = tuple(Lane(lane.name, lane.root.mirrored()) for lane in self.lanes)
        return Diff(self.after, self.before, lanes)

    def calls(self) -> dict[str, tuple[int, int]]:
        """How many calls of a label there are more in the first run and more in the second.

        Told by the entries: those of one run alone, and those of which there are more.
        What is left after taking the one from the other is how many calls the second run has more.
        """
        less: Counter[str] = Counter()
        more: Counter[str] = Counter()
        for lane in self.lanes:
            _count(lane.root, less, more)
        return {label: (less[label], more[label]) for label in sorted({*less, *more})}

    def text(self, *, context: int = 1, timings: bool = False) -> str:
        """The difference as a tree of text, see ``fittrace diff``.

        Args:
            context: lines of what is the same around each difference.
            timings: whether to tell how long things took in both runs.
        """
        from .lines import lines_of

        return "\n".join(line.text for line in lines_of(self, context=context, timings=timings))

    def as_dict(self) -> dict[str, Any]:
        """What differs, as plain data for JSON."""
        from .plain import plain

        return plain(self)

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        names: tuple[str, str] | None = None,
        force: bool = False,
        language: str = "en",
    ) -> None:
        """Write the difference as an HTML page, with the call graphs of both runs in one.

        Args:
            path: the file; a page that is there already is replaced.
            names: what the page calls the runs; None are the names of their scripts.
            force: whether to replace a file that is no page.
            language: the one that the page is in, ``"en"`` or ``"zh-TW"``.

        Raises:
            ReportError: there is no such language, or the page cannot be made or written.
        """
        # by name: a difference does not depend on how it is shown
        write_page = import_module("fittrace.report.comparing").write_page
        write_page(self, path, names=names, force=force, language=language)

    def __repr__(self) -> str:
        return "<Diff: no difference>" if self.same else f"<Diff: first at {self.first!r}>"

    def __str__(self) -> str:
        return self.text()


def _count(root: Entry, less: Counter[str], more: Counter[str]) -> None:
    """Count what is not in both; all of what a node stands for, every fold above taken in."""
    todo = [(root, 1, 1)]
    while todo:
        entry, times_before, times_after = todo.pop()
        before, after = entry.before, entry.after
        if entry.mark in ("removed", "left"):
            _count_all(before, times_before, less)
            continue
        if entry.mark in ("added", "moved"):
            _count_all(after, times_after, more)
            continue
        assert before is not None  # both have it
        assert after is not None
        times_before, times_after = times_before * before.count, times_after * after.count
        inside = entry.children if entry.alike is None else entry.alike.children
        if not inside:
            if times_before != times_after:
                _count_all(before, times_before // before.count, less)
                _count_all(after, times_after // after.count, more)
            continue
        _count_one(entry, times_before, less)
        _count_one(entry, times_after, more)
        todo += [(child, times_before, times_after) for child in inside]


def _count_one(entry: Entry, times: int, counter: Counter[str]) -> None:
    node = entry.node
    if node.symbol and not node.loop:
        counter[node.label] += times


def _count_all(side: Any, times: int, counter: Counter[str]) -> None:
    """Everything in the node, `times` times."""
    node = side.node
    share = times * side.count
    for inside in node.walk():
        if inside.symbol and not inside.loop:
            counter[inside.label] += share * inside.times // node.times
