"""A run and its tree as a few lines of text, for a prompt or where no page can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from ..cli.outline import outline, printable

if TYPE_CHECKING:
    from ..trace import Node, Run

__all__ = ["NEXT", "NOTHING", "bundle_of", "text_of", "tree_text"]

DEPTH: Final = 3
"""Levels of a run's tree."""
MOST_LINES: Final = 60
"""Lines of the tree at most; the rest is counted."""
LONGEST_LINE: Final = 160
"""Characters of a line at most."""

NEXT: Final = (
    'run.report("walkthrough.html") writes the page that explains it, '
    'run.save("run.fittrace") keeps the recording.'
)
NOTHING: Final = "No call of Keras was recorded."


def bundle_of(run: Run) -> dict[str, str]:
    """What IPython shows by type of content: the text alone, since it asks for HTML where it can show any."""
    return {"text/plain": text_of(run)}


def text_of(run: Run) -> str:
    """What was recorded and how it ended, the folded tree to a depth of three, and what to do next."""
    script, ending = printable(run.header.script or "A run"), printable(run.ending.words)
    head = f"{script}: {_count(run.calls, 'call')}, {ending}"
    parts = [head, tree_text(run.tree(), DEPTH)]
    threads = [printable(name) for name in run.lanes[1:]]
    if threads:
        parts.append(f"and {_count(len(threads), 'thread')} more: {', '.join(threads)}"[:LONGEST_LINE])
    return "\n".join([*(part for part in parts if part), NEXT if run.calls else NOTHING])


def tree_text(root: Node, depth: int) -> str:
    """What is below a node of the folded tree, so many levels deep; empty where there is nothing."""
    lines = outline(root, depth)
    shown = [_cut(line.text) for line in islice(lines, MOST_LINES)]
    left = sum(1 for _ in lines)
    return "\n".join([*shown, *_folded(left)])


def _folded(left: int) -> Iterator[str]:
    if left:
        yield f"… and {_count(left, 'line')} more"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
