"""Both call graphs in one drawing, each box and arrow with the runs it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from ...diff import MARKS, Diff, Mark
from ...diff.names import Names
from ...trace import Node
from ..graph.dot import boxes_by_stage, label_lines, shares_of
from ..graph.fold import fold_graph
from ..graph.graphs import difference_graph, graph_of, key_of
from ..graph.layout import to_svg
from ..story.stages import Stage, stages_of

if TYPE_CHECKING:
    import graphviz
    import networkx as nx

__all__ = ["Drawing", "drawing_of"]

BOXES: Final = 60
"""Boxes that are drawn beside those that differ: what calls them, and what takes most time."""
MOST: Final = 200
"""Boxes of a drawing at most."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing.

    Attributes:
        svg: the picture; its boxes and arrows are of the class that says which run they are in.
        marks: which marks there are in it.
        folded: callees that are folded into their callers.
        hidden: callees and arrows that are left out.
    """

    svg: Markup
    marks: list[Mark]
    folded: int
    hidden: int


def drawing_of(diff: Diff) -> Drawing | None:
    """The drawing of who calls whom in both runs; None where neither makes a call."""
    graphs = [_graph(diff, side) for side in ("before", "after")]
    both = difference_graph(*graphs)
    if not both:
        return None
    told = _keys_of_marks(diff)
    for key, data in both.nodes(data=True):
        data["where"] = _mark_of(data, told.get(key, set()))
    for _, callee, data in both.edges(data=True):
        different = told.get(callee, set()) if data["calls"] != data["calls_later"] else set()
        data["where"] = _mark_of(data, different - {"moved"})
    count = sum(data["where"] != "both" for _, data in both.nodes(data=True))
    drawn = fold_graph(both, min(MOST, count + BOXES))
    marks = {data["where"] for _, data in drawn.nodes(data=True)}
    left_out = drawn.graph["unplaced"] + drawn.graph["hidden"]
    in_order = [mark for mark in MARKS if mark in marks]
    return Drawing(Markup(to_svg(_dot(drawn))), in_order, drawn.graph["folded"], left_out)


def _graph(diff: Diff, side: str) -> nx.DiGraph[Any]:
    """The call graph of one run, all its lanes in one, names as they are compared."""
    import networkx as nx

    sides = [getattr(lane.root, side) for lane in diff.lanes]
    roots = [one.node for one in sides if one is not None]
    names = Names(roots)
    stages: dict[int, Stage] = {}
    copies = [_renamed(root, names) for root in roots]
    for root in copies:
        stages |= stages_of(root)
    graph = graph_of(copies, copies[0], stages=stages) if copies else nx.DiGraph()
    graph.remove_nodes_from([key for key in {key_of(root) for root in copies} if key in graph])
    return graph


def _renamed(root: Node, names: Names) -> Node:
    """A copy of the tree in which instances have the names they are compared by."""
    made: dict[int, Node] = {}
    for node in root.walk():
        copy = made[id(node)] = replace(node, name=names.of(node.name), children=[], varying=[])
        if node.parent is not None:
            copy.parent = made[id(node.parent)]
            copy.parent.children.append(copy)
    return made[id(root)]


def _keys_of_marks(diff: Diff) -> dict[str, set[Mark]]:
    """Which marks there are for each callee of the graph."""
    roots = [
        [side.node for lane in diff.lanes if (side := getattr(lane.root, name)) is not None]
        for name in ("before", "after")
    ]
    names = [Names(nodes) for nodes in roots]
    found: dict[str, set[Mark]] = {}
    for entry in diff.entries:
        known = names[0] if entry.mark in ("removed", "left") else names[1]
        node = entry.node
        key = key_of(replace(node, name=known.of(node.name), children=[], varying=[]))
        found.setdefault(key, set()).add(entry.mark)
    return found


def _mark_of(data: Mapping[str, Any], told: set[Mark]) -> str:
    """What has become of a box or an arrow; ``"both"`` where nothing is told of it.

    That a loop around it has another count is told of the loop alone.
    """
    if data["where"] != "both":
        return "removed" if data["where"] == "first" else "added"
    if "moved" in told:
        return "moved"
    return "changed" if told else "both"


def _dot(graph: nx.DiGraph[Any]) -> graphviz.Digraph:
    dot = boxes_by_stage(
        "difference", graph, lambda cluster, name, _, data: _box(cluster, name, data), ranksep="0.3"
    )
    places = {key: place for place, key in enumerate(graph.nodes)}
    shares = shares_of(graph)
    for caller, callee, data in sorted(graph.edges(data=True), key=lambda edge: edge[2]["order"]):
        where = data["where"]
        dot.edge(
            f"n{places[caller]}",
            f"n{places[callee]}",
            label="" if where == "both" else f" {MARKS[where]} {_counts(data)}",
            penwidth=f"{0.7 + 2 * shares[caller, callee]:.2f}",
            style="dashed" if where == "removed" else "solid",
            **{"class": where},
        )
    return dot


def _box(dot: graphviz.Digraph, name: str, data: Mapping[str, Any]) -> None:
    """A box: the sign of what has become of it, the callee, and how often it is called where that differs."""
    import graphviz

    where = data["where"]
    lines = label_lines(data)
    if where != "both" and data["calls"] != data["calls_later"]:
        lines.append(_counts(data))
    sign = "" if where == "both" else f"{MARKS[where]}  "
    text = "".join(
        f"{sign if not place else ''}{graphviz.escape(line)}\\l" for place, line in enumerate(lines)
    )
    dot.node(name, graphviz.nohtml(text), fillcolor="#f7f5f1", **{"class": where})


def _counts(data: Mapping[str, Any]) -> str:
    """How often in the first run and how often in the second."""
    if not data["calls"] or not data["calls_later"]:
        return f"×{data['calls'] or data['calls_later']:,}"
    return f"×{data['calls']:,} → ×{data['calls_later']:,}" if data["calls"] != data["calls_later"] else ""
