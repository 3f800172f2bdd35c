"""The difference as lines: what differs, with what is around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..trace import Node
from .alike import Alike
from .entry import MARKS, Entry, Mark, Side
from .facts import FactChange
from .result import Diff
from .words import Words, seconds_text

__all__ = ["Line", "head_of", "lines_of"]

BELOW: Final = 12
"""Lines that are shown of what one run alone has."""
FACTS: Final = 4
"""Facts that are shown of one call."""
ENGLISH: Final = Words()
_BESIDE, _BELOW, _FORK, _LAST = "│  ", "   ", "├─ ", "└─ "


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        mark: what has become of what the line is about.
        branch: the lines that lead to it from its parent.
        label: the call, the loop and its iterations, a fact, or how many lines are left out.
        name: the instance's name, empty where it has none.
        note: what else there is to say.
        kind: ``"call"``, ``"fact"``, ``"rest"`` for what is left out, or ``"head"``.
        entry: what the line is about, None for one of the head.
        node: the call, where the line is about one of a subtree that one run alone has.
    """

    mark: Mark
    branch: str
    label: str
    name: str = ""
    note: str = ""
    kind: str = "call"
    entry: Entry | None = None
    node: Node | None = None

    @property
    def text(self) -> str:
        """The whole line, for a pipe or a file."""
        if self.kind == "head":
            return self.label
        parts = (self.label, self.name, f"[{self.note}]" if self.note else "")
        return f"{MARKS[self.mark]} {self.branch}{'  '.join(part for part in parts if part)}"


@dataclass(frozen=True, slots=True)
class _Style:
    """How lines are made: how much context, whether with times, in whose words."""

    context: int
    timings: bool
    words: Words


def head_of(diff: Diff, words: Words = ENGLISH) -> list[str]:
    """What there is to say before the tree: how much differs, and where first."""
    first = diff.first
    if first is None:
        return [words.no_difference(diff.before.calls)]
    told = words.summary(diff.counts, diff.before.calls, diff.after.calls)
    return [told, words.first(MARKS[first.mark], first.path)]


def lines_of(
    diff: Diff, *, context: int = 1, timings: bool = False, words: Words = ENGLISH
) -> Iterator[Line]:
    """The head, and what differs with `context` lines of what is the same on both sides of it."""
    for text in head_of(diff, words):
        yield Line("same", "", text, kind="head")
    style = _Style(max(0, context), timings, words)
    for place, lane in enumerate(diff.lanes):
        if not lane.root.differs:
            continue
        if place:
            yield Line(lane.root.mark, "", words.thread(lane.name), kind="head", entry=lane.root)
        yield from _tree(lane.root, style)


def _tree(root: Entry, style: _Style) -> Iterator[Line]:
    alike = Alike()
    if root.mark in ("added", "removed"):
        yield from _alone(root, "", style)
        return
    yield from _facts(root, "", style, last=not root.children)
    # a stack of our own: calls may nest deeper than Python lets generators nest
    todo = [_shown(root.children, "", style)]
    while todo:
        line = next(todo[-1], None)
        if line is None:
            todo.pop()
            continue
        yield line
        entry = line.entry
        if entry is None:
            continue
        indent = _inside(line.branch)
        earlier = alike.earlier(entry) or entry.alike
        yield from _facts(entry, indent, style, last=not entry.inside)
        if not entry.inside and entry.mark not in ("added", "removed"):
            continue
        if earlier is not None:
            yield Line("same", indent + _LAST, style.words.alike(earlier.side.text), kind="rest", entry=entry)
        elif entry.children:
            todo.append(_shown(entry.children, indent, style))
        elif entry.mark in ("added", "removed"):
            yield from _alone(entry, indent, style)


def _shown(children: Sequence[Entry], indent: str, style: _Style) -> Iterator[Line]:
    """Lines for the entries that differ, those around them, and how many are left out between."""
    wanted: set[int] = set()
    for place, child in enumerate(children):
        if child.differs:
            wanted.update(range(place - style.context, place + style.context + 1))
    begin = 0
    for place, child in enumerate(children):
        if place not in wanted and place + 1 < len(children) and place + 1 not in wanted:
            continue
        if place not in wanted and place > begin:
            branch = indent + _fork(place, children)
            yield Line("same", branch, style.words.same(place - begin + 1), kind="rest")
        else:
            yield _line(child, indent + _fork(place, children), style)
        begin = place + 1


def _fork(place: int, children: Sequence[Entry]) -> str:
    return _LAST if place == len(children) - 1 else _FORK


def _inside(branch: str) -> str:
    """The indent of what is in a line with that branch."""
    return branch[: -len(_FORK)] + (_BELOW if branch.endswith(_LAST) else _BESIDE)


def _line(entry: Entry, branch: str, style: _Style) -> Line:
    side = entry.side
    label = side.text
    if entry.before is not None and entry.after is not None and entry.elsewhere is None:
        texts = entry.before.text, entry.after.text
        # of a loop, what the first one said of its name is not said again
        second = texts[1].removeprefix(f"{side.node.label}s ")
        label = texts[0] if texts[0] == texts[1] else f"{texts[0]} → {second}"
    notes = list(style.words.notes(entry))
    if style.timings:
        notes.append(_times(entry, style))
    return Line(entry.mark, branch, label, side.node.name or "", "; ".join(notes), "call", entry, side.node)


def _times(entry: Entry, style: _Style) -> str:
    """How long one of them takes, in each run that has it."""
    sides = [side for side in (entry.before, entry.after) if side is not None]
    told = " → ".join(seconds_text(side.node.mean) for side in sides)
    return style.words.each(told) if any(side.node.times > 1 for side in sides) else told


def _facts(entry: Entry, indent: str, style: _Style, *, last: bool) -> Iterator[Line]:
    """What is told of a call in another way."""
    shown = entry.facts if len(entry.facts) <= FACTS + 1 else _rarest(entry.facts)
    lead = indent + (_BELOW if last else _BESIDE)
    for change in shown:
        yield Line(change.mark, lead, f"· {style.words.fact(change)}", kind="fact", entry=entry)
    if len(shown) < len(entry.facts):
        more = style.words.more_facts(len(entry.facts) - len(shown))
        yield Line("changed", lead, f"· {more}", kind="fact", entry=entry)


def _rarest(facts: Sequence[FactChange]) -> list[FactChange]:
    """As many facts as are shown, in order; those of a kind of which there are few say most."""
    kinds = Counter(change.kind for change in facts)
    places = sorted(range(len(facts)), key=lambda place: (kinds[facts[place].kind], place))
    return [facts[place] for place in sorted(places[:FACTS])]


def _alone(entry: Entry, indent: str, style: _Style) -> Iterator[Line]:
    """What is in a call that one run alone has: as many levels as there is room for."""
    node, mark, words = entry.node, entry.mark, style.words
    depth = _levels(node)
    if node.children and not depth:
        inside = words.inside(sum(child.calls * child.count for child in node.children))
        yield Line(mark, indent + _LAST, f"⋯ {inside}", kind="rest", node=node)
        return
    todo = [(child, indent, 1) for child in reversed(node.children)]
    while todo:
        child, above, level = todo.pop()
        is_last = child.parent is None or child is child.parent.children[-1]
        notes = [f"×{child.count:,}"] if child.count > 1 else []
        if level == depth and child.children:
            notes.append(words.inside(child.calls - (not child.loop)))
        branch = above + (_LAST if is_last else _FORK)
        text = Side(child, 0, child.count).text
        yield Line(mark, branch, text, child.name or "", "; ".join(notes), "alone", None, child)
        if level < depth:
            todo += [(inner, _inside(branch), level + 1) for inner in reversed(child.children)]


def _levels(node: Node) -> int:
    """How many levels below the node fit into the lines there are for them."""
    levels, level = 0, node.children
    room = BELOW - len(level)
    while level and room >= 0:
        levels += 1
        level = [inside for child in level for inside in child.children]
        room -= len(level)
    return levels
