"""Folded trees made by hand: ``call("fit", loop("epoch", 5, call("step")))``."""

from __future__ import annotations

from collections import Counter

from fittrace.trace import Node


def call(label, *children, name=None, facts=()):
    """A call with what is in it."""
    return _node(label, children, name=name, facts=list(facts))


def loop(label, count, *children, first=0):
    """That many iterations in a row which all make the same calls."""
    node = _node(label, children, loop=True, count=count)
    node.first, node.last = first, first + count - 1
    return node


def run(*children):
    """The root of a folded tree."""
    root = _node("run", children)
    root.symbol = ""
    _count(root)
    return root


def _node(label, children, *, name=None, facts=(), loop=False, count=1):
    node = Node(
        f"a.{label}", label, name, loop, count, None, None, 1, 0.0, 1e-3, list(facts), False, None, True
    )
    node.children = list(children)
    for child in children:
        child.parent = node
    return node


def _count(root):
    """How often the run makes each call, from the counts of the loops above."""
    for node in root.walk():
        node.times = node.count * (node.parent.times if node.parent is not None else 1)


def calls_of(root):
    """How many calls of each label there are, everything unfolded."""
    counts = Counter()
    for node in root.walk():
        if node.symbol and not node.loop:
            counts[node.label] += node.times
    return counts


def marks(entry):
    """Every difference as its sign and path."""
    from fittrace.diff import MARKS

    return [f"{MARKS[one.mark]} {one.path}" for one in entry.walk() if one.mark != "same"]
