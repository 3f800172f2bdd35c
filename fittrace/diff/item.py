"""Items: the nodes of folded trees, each with numbers that are equal where the nodes are.

Both runs are numbered with the same table, from the leaves up, so that two trees of any
size are compared by comparing a number.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from ..trace import Node
from .facts import Told, told_of
from .names import Names

__all__ = ["Item", "Table"]


@dataclass(slots=True, eq=False)
class Item:
    """A node, ready to be compared.

    Attributes:
        node: the node of the folded tree.
        name: the instance's name to compare by.
        facts: its facts.
        novel: whether it tells what is told of new structures alone.
        size: nodes in it, itself included.
        token: equal for the same callee of the same instance.
        calls: equal where all calls in it are the same, counts of loops and facts aside.
        inner: equal where everything is, but for how many iterations it stands for.
        full: equal where everything is that is compared.
    """

    node: Node
    name: str | None
    facts: tuple[Told, ...]
    novel: bool = False
    size: int = 1
    token: int = 0
    calls: int = 0
    inner: int = 0
    full: int = 0
    children: list[Item] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Iterations it stands for; 1 for a call."""
        return self.node.count

    @property
    def ending(self) -> str:
        """How the call ended: the exception's type, empty where it returned."""
        if self.node.exception is not None:
            return self.node.exception.type
        return (
            "an exception" if self.node.failed else "" if self.node.finished else "the end of the recording"
        )

    def key(self) -> str:
        """All that is compared of the node itself, as a text that sorts the same in every process."""
        facts = [(told.names, told.fields) for told in self.facts]
        node = self.node
        return repr((node.label, self.name, node.count, len(self.children), self.ending, facts))


class Table:
    """Numbers for whatever is equal.

    Args:
        values: whether numbers and elements of arrays are compared as well.
    """

    def __init__(self, *, values: bool) -> None:
        self._values = values
        self._numbers: dict[Hashable, int] = {}

    def number(self, *what: Hashable) -> int:
        """The number of what is equal to this."""
        return self._numbers.setdefault(what, len(self._numbers))

    def items(self, root: Node, names: Names) -> Item:
        """The tree below `root`, numbered."""
        nodes = root.walk()
        made: dict[int, Item] = {}
        for node in reversed(nodes):
            facts = told_of(node.facts, names, values=self._values) if node.facts else ()
            children = [made[id(child)] for child in node.children] if node.children else []
            made[id(node)] = self.item(node, names.of(node.name), facts, children)
        for node in nodes:  # what an iteration or an outermost call tells, the calls in it tell
            if not node.loop and node.parent is not None and node.parent is not root:
                made[id(node)].novel = made[id(node.parent)].novel
        return made[id(root)]

    def item(self, node: Node, name: str | None, facts: tuple[Told, ...], children: list[Item]) -> Item:
        """A node of which all that is inside is numbered."""
        item = Item(node, name, facts, children=children)
        for told in facts:
            item.novel = item.novel or told.fact.novel_only
        for child in children:
            item.size += child.size
            item.novel = item.novel or child.novel
        self._number(item)
        return item

    def _number(self, item: Item) -> None:
        node, children = item.node, item.children
        item.token = self.number("token", node.label, item.name, node.loop)
        item.calls = self.number("calls", item.token, *self._calls_of(children)) if children else -item.token
        facts = tuple([(told.names, told.fields) for told in item.facts])
        inside = tuple([child.full for child in children])
        item.inner = self.number("inner", item.token, item.ending, facts, inside)
        item.full = self.number("full", item.inner, node.count) if node.loop else -item.inner

    def _calls_of(self, children: Sequence[Item]) -> list[int]:
        """The numbers of calls; of iterations that call the same, one."""
        found: list[int] = []
        for child in children:
            if not (child.node.loop and found and found[-1] == child.calls):
                found.append(child.calls)
        return found
