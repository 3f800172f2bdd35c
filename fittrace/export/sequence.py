"""Sequence diagrams: who calls whom in turn, folded, with loops as loops."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from ..errors import ReportError
from ..report.graph.graphs import steps_to_draw
from ..report.words.wording import shown_text
from ..trace import Node
from .formats import Options
from .labels import label_text
from .texts import counted

if TYPE_CHECKING:
    from ..trace import Run

__all__ = ["MESSAGES", "sequence_lines"]

MESSAGES: Final = 60
"""Messages of a diagram, unless another limit is asked for: what a reader can follow."""


def sequence_lines(run: Run, options: Options) -> tuple[list[str], tuple[str, ...]]:
    """The diagram of the run's first lane, or of one of its steps.

    Calls are shown level by level, from the outermost on, until the limit is reached.

    Args:
        run: the run.
        options: the limit of messages, and which step where not the whole run.

    Returns:
        The lines, and sentences on what is not shown.

    Raises:
        ReportError: the run has no such step.
    """
    root = run.tree()
    tops = root.children if options.step in (None, "run") else [_step(root, str(options.step))]
    shown, opened = _chosen(tops, options.calls(MESSAGES))
    script = PurePath(run.header.script).name if run.header.script else "script"
    drawing = _Drawing(script, shown, opened)
    drawing.draw(tops)
    return ["sequenceDiagram", *drawing.participants(), *drawing.lines], _left_out(run, tops, shown)


def _step(root: Node, which: str) -> Node:
    steps = steps_to_draw(root)
    wanted = 0 if which == "first" else 1
    if len(steps) <= wanted:
        has = "no training step" if not steps else "no step after the first that differs from it"
        raise ReportError(f"The run has {has}, so there is no sequence of it; try the whole run instead.")
    return steps[wanted]


def _chosen(tops: Sequence[Node], limit: int | None) -> tuple[set[int], set[int]]:
    """Identities of the nodes that are shown, and of those of them that show all they hold."""
    shown: set[int] = set()
    opened: set[int] = set()
    messages = 0

    def fits(nodes: Sequence[Node]) -> bool:
        nonlocal messages
        more = sum(not node.loop for node in nodes)
        if limit is not None and messages + more > limit:
            return False
        messages += more
        shown.update(map(id, nodes))
        return True

    level = list(tops)
    if not fits(level):
        level = level[:limit]
        fits(level)
    while level:
        todo, level = deque(level), []
        while todo:
            node = todo.popleft()
            if node.children and fits(node.children):
                opened.add(id(node))
                for child in node.children:  # a loop is no level: what it repeats is
                    (todo if child.loop else level).append(child)
    return shown, opened


def _left_out(run: Run, tops: Sequence[Node], shown: set[int]) -> tuple[str, ...]:
    found = []
    nodes = [node for top in tops for node in top.walk() if not node.loop]
    deeper = sum(id(node) not in shown for node in nodes)
    if deeper:
        found.append(f"{deeper:,} of {len(nodes):,} calls of the folded tree, which stand deeper.")
    if len(run.lanes) > 1:
        found.append(f"What other threads did: {len(run.lanes) - 1:,} of {len(run.lanes):,} lanes.")
    found.append("Facts, and the time that calls take.")
    return tuple(found)


class _Drawing:
    """The lines of a diagram, in the making.

    Args:
        script: what calls where nobody else does.
        shown, opened: as `_chosen` gives them.

    Attributes:
        lines: the lines below those of the participants.
    """

    def __init__(self, script: str, shown: set[int], opened: set[int]) -> None:
        self.lines: list[str] = []
        self._shown, self._opened = shown, opened
        self._names: dict[str, str] = {}
        self._script = self._named(script)

    def participants(self) -> Iterator[str]:
        """Who calls and is called, in the order of their first call."""
        return (f"  participant {key} as {label_text(name)}" for name, key in self._names.items())

    def draw(self, tops: Sequence[Node]) -> None:
        """Add a line for each call that is shown, and for where loops begin and end."""
        # a stack of our own, whose texts end what was begun: calls nest deeper than Python's functions may
        todo: list[tuple[Node, str] | str] = [(node, self._script) for node in reversed(tops)]
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                self.lines.append(item)
                continue
            node, caller = item
            if id(node) not in self._shown:
                continue
            callee, before, after = self._loop(node, caller) if node.loop else self._call(node, caller)
            self.lines += before
            todo += reversed(after)
            if id(node) in self._opened:
                todo += [(child, callee) for child in reversed(node.children)]

    def _named(self, name: str) -> str:
        """The participant's key; a new one where it is new."""
        return self._names.setdefault(name, f"p{len(self._names)}")

    def _call(self, node: Node, caller: str) -> tuple[str, list[str], list[str]]:
        """The callee, the lines that begin the call, and those that end it."""
        owner, dot, method = node.label.rpartition(".")
        if not dot:
            owner = node.symbol.rpartition(".")[0].rpartition(".")[2] or "functions"
        callee = self._named(f"{node.name} ({owner})" if node.name else owner)
        more = "" if id(node) in self._opened else _inside_text(node.calls - 1)
        before = [f"  {caller}->>{callee}: {label_text(f'{method}()')}{more}"]
        after = []
        if node.exception is not None:
            after.append(f"  {callee}--x{caller}: {label_text(node.exception.type)}")
        elif not node.finished:
            after.append(f"  Note over {callee}: the recording stops inside")
        return callee, before, after

    def _loop(self, node: Node, caller: str) -> tuple[str, list[str], list[str]]:
        more = "" if id(node) in self._opened else _inside_text(node.calls)
        return caller, [f"  loop {_loop_text(node)}{more}"], ["  end"]


def _inside_text(calls: int) -> str:
    return f" +{counted(calls, 'call')} inside" if calls else ""


def _loop_text(node: Node) -> str:
    """``5 epochs``, ``4 epochs (2 to 5)``, ``epoch 1``; counted from 1."""
    label = label_text(shown_text(node.label))
    if node.first is None or node.last is None:
        return label
    if node.count == 1:
        return f"{label} {node.first + 1}"
    siblings = [child for child in node.parent.children if child.loop] if node.parent is not None else []
    where = "" if len(siblings) == 1 else f" ({node.first + 1:,} to {node.last + 1:,})"
    return f"{node.count:,} {label}s{where}"
