"""Some calls of a run as a small tree of text, with what they are in and what is beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ..query import Matches, parse
from ..query.search import Scope
from ..trace.span import Span

__all__ = ["around", "beside", "sketch"]

BESIDE = 2
"""Siblings that are shown before and after a call."""
LONGEST_CHAIN = 6
"""Calls inside each other that share a line; of more, the first and the last ones are shown."""


@dataclass(slots=True)
class _Line:
    """A call in a tree, with those in it that are shown."""

    text: str
    note: str = ""
    inside: dict[object, _Line] = field(default_factory=dict)


def sketch(notes: Mapping[Span, str]) -> list[str]:
    """The calls and all around them as a tree, each note in front of its call."""
    top: dict[object, _Line] = {}
    for span in sorted(notes, key=lambda span: (span.root.lane, span.address)):
        lines = top
        for above in _chain(span):
            line = lines.setdefault(above, _Line(_text(above)))
            lines = line.inside
        line.note = notes[span]
    width = max(map(len, notes.values()))
    return [
        f"{note:<{width}} {branch}{text}".rstrip()
        for note, branch, text in _drawn(list(top.values()), "", outer=True)
    ]


def around(span: Span) -> str:
    """A call marked with an arrow, below what it is in and among its siblings."""
    siblings = Matches(parse("> *"), [Scope(span.trees, span.root, span.parent)])
    place = bisect_left(siblings, span.order, key=lambda other: other.order)
    begin = max(0, place - BESIDE)
    shown = siblings[begin : place + BESIDE + 1]
    lines = [_Line(_text(one), "->" if one == span else "") for one in shown]
    left_out = len(siblings) - begin - len(shown)
    lines = (
        [_Line(f"... {begin:,} before")] * bool(begin)
        + lines
        + [_Line(f"... {left_out:,} after")] * bool(left_out)
    )
    for above in reversed(_chain(span)[:-1]):
        lines = [_Line(_text(above), inside=dict(enumerate(lines)))]
    return "\n".join(
        f"{note:<2} {branch}{text}".rstrip() for note, branch, text in _drawn(lines, "", outer=True)
    )


def beside(left_head: str, left: Sequence[str], right_head: str, right: Sequence[str]) -> str:
    """Two texts in columns."""
    width = max(map(len, (left_head, *left))) + 3
    rows = zip_longest((left_head, *left), (right_head, *right), fillvalue="")
    return "\n".join(f"  {one:<{width}}{other}".rstrip() for one, other in rows)


def _chain(span: Span) -> list[Span]:
    """The call and all around it, the outermost first."""
    chain = []
    above: Span | None = span
    while above is not None:
        chain.append(above)
        above = above.parent
    return chain[::-1]


def _text(span: Span) -> str:
    index = "" if span.index is None else f" {span.index + 1}"
    ended = f"  [ended by {span.exception.type}]" if span.exception is not None else ""
    return f"{span.label}{index}{f'  {span.name}' if span.name else ''}{ended}"


def _drawn(lines: Sequence[_Line], indent: str, *, outer: bool = False) -> list[tuple[str, str, str]]:
    """Note, branch and text of each line; a call with nothing but one other call in it shares its line."""
    drawn: list[tuple[str, str, str]] = []
    todo = [(line, indent, outer, line is lines[-1]) for line in reversed(lines)]
    while todo:
        line, before, is_outer, last = todo.pop()
        texts = [line.text]
        while not line.note and len(line.inside) == 1:
            (line,) = line.inside.values()
            texts.append(line.text)
        if len(texts) > LONGEST_CHAIN:
            texts[3:-2] = ["..."]
        branch = before if is_outer else before + ("└─ " if last else "├─ ")
        drawn.append((line.note, branch, " > ".join(texts)))
        inner = before if is_outer else before + ("   " if last else "│  ")
        inside = list(line.inside.values())
        todo += [(child, inner, False, child is inside[-1]) for child in reversed(inside)]
    return drawn
