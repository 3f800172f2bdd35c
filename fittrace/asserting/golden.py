"""Golden call orders: a run's calls as text that people read, kept beside the test that made them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Final

from ..query import Matches
from ..trace import Node, Run, Span

__all__ = ["calls_text", "compare_with_golden", "found_text"]

INDENT: Final = "  "
CONTEXT: Final = 3
"""Lines that are shown before and after a difference."""
LINES: Final = 40
"""Lines of a difference that are shown."""


class _Names:
    """Names of layers, numbered in the order in which they come rather than by what was made before."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._taken: Counter[str] = Counter()

    def of(self, name: str) -> str:
        """The name with its number in this run: the first ``dense_7`` is ``dense``."""
        if name not in self._known:
            stem = re.sub(r"_\d+\Z", "", name)
            number = self._taken[stem]
            self._taken[stem] += 1
            self._known[name] = f"{stem}_{number}" if number else stem
        return self._known[name]


def calls_text(run: Run, depth: int | None = None) -> str:
    """The run's calls as a tree of text, repeats told once; no times, no values.

    Args:
        run: the run, finished or not.
        depth: how many levels to tell; None for all.
    """
    names, lines = _Names(), []
    for lane, name in enumerate(run.lanes):
        if lane:
            lines.append(f"thread {name}")
        todo = [(node, 0) for node in reversed(run.tree(lane).children)]
        while todo:
            node, level = todo.pop()
            lines.append(INDENT * (level + bool(lane)) + _node_text(node, names))
            if depth is None or level + 1 < depth:
                todo += [(child, level + 1) for child in reversed(node.children)]
    return "\n".join(lines) + "\n"


def found_text(matches: Matches) -> str:
    """The calls that a query finds, each indented below those found ones that it is in."""
    names, lines = _Names(), []
    open_: list[Span] = []
    for span in matches:
        above = set(_above(span))
        while open_ and open_[-1] not in above:
            open_.pop()
        lines.append(
            INDENT * len(open_) + _text(span.label, span.index, span.index, span.name, names, span.exception)
        )
        open_.append(span)
    return "\n".join(lines) + "\n"


def compare_with_golden(found: str, path: Path, title: str, *, update: bool) -> bool:
    """See that a text is that of a golden file, or write the file.

    Args:
        found: the text.
        path: the golden file.
        title: what the text is of, told in the file's first line.
        update: whether to write the file where it is not so.

    Returns:
        Whether the file was written.

    Raises:
        AssertionError: the texts differ; the message shows the first difference and what it stands in.
    """
    expected = _read(path)
    if expected == found:
        return False
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"# {title}; written by pytest --fittrace-update\n{found}", encoding="utf-8", newline="\n"
        )
        return True
    if expected is None:
        raise AssertionError(f"there is no {path} yet; pytest --fittrace-update writes it")
    raise AssertionError(_difference(expected.splitlines(), found.splitlines(), path))


def _read(path: Path) -> str | None:
    if not path.is_file():
        return None
    head, _, text = path.read_text(encoding="utf-8").partition("\n")
    return text if head.startswith("#") else f"{head}\n{text}"


def _difference(expected: Sequence[str], found: Sequence[str], path: Path) -> str:
    """The differences, - in the file and + in the run, the first one below what it stands in."""
    lines = list(unified_diff(expected, found, lineterm="", n=CONTEXT))[2:]
    first = next(place for place, (one, other) in enumerate(_pairs(expected, found)) if one != other)
    shown = max(0, first - CONTEXT)
    around = [f" {line}" for line in _enclosing(expected[:shown], expected[shown : shown + 1])]
    body = [line if not line.startswith("@@") else " ..." for line in lines]
    more = [f"... and {len(body) - LINES:,} lines more"] if len(body) > LINES else []
    signs = "- in the file, + in this run; --fittrace-update takes them over"
    head = f"the calls are not those of {path} ({signs}):"
    return "\n".join([head, *around, *islice(body, LINES), *more])


def _pairs(expected: Sequence[str], found: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    for place in range(max(len(expected), len(found))):
        yield (
            expected[place] if place < len(expected) else None,
            found[place] if place < len(found) else None,
        )


def _enclosing(before: Sequence[str], line: Sequence[str]) -> list[str]:
    """The lines that a line stands in, by their indent."""
    indent = _indent(line[0]) if line else 0
    found = []
    for other in reversed(before):
        if _indent(other) < indent:
            indent = _indent(other)
            found.append(other)
    return found[::-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _above(span: Span) -> Iterator[Span]:
    while span.parent is not None:
        span = span.parent
        yield span


def _node_text(node: Node, names: _Names) -> str:
    times = f"  ({node.count:,} times)" if node.count > 1 else ""
    return _text(node.label, node.first, node.last, node.name, names, node.exception) + times


def _text(
    label: str, first: int | None, last: int | None, name: str | None, names: _Names, raised: object
) -> str:
    text = label
    if first is not None and last is not None:
        text += f" {first + 1}" if first == last else f"s {first + 1} to {last + 1}"
    if name is not None:
        text += f"  {names.of(name)}"
    return f"{text}  [ended by {getattr(raised, 'type', '')}]" if raised is not None else text
