"""Folding a call graph: what takes least time goes into its caller, until a reader can take the rest in."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["ARROW_LIMIT", "BOX_LIMIT", "fold_graph"]

BOX_LIMIT: Final = 280
"""Callees of a drawing at most."""

ARROW_LIMIT: Final = 500
"""Arrows of a drawing at most: Graphviz takes long for more, and nobody can follow them."""


def fold_graph(graph: nx.DiGraph[Any], boxes: int = BOX_LIMIT, arrows: int = ARROW_LIMIT) -> nx.DiGraph[Any]:
    """The graph with at most so many nodes and edges; the one it is given stays as it is.

    A callee is folded into the one that called it first, those of least time before
    others, and what both of two steps do before what only one does.  What nobody called
    stays to the last.  Nodes get an attribute ``folded``, how many callees are in them;
    the graph gets ``folded``, ``unplaced`` (callees that nobody called, left out) and
    ``hidden`` (edges left out between nodes that are there).
    """
    nodes = dict(graph.nodes(data=True))
    callers = _first_callers(graph, nodes)
    callees = dict.fromkeys(graph, 0)
    for caller in callers.values():
        callees[caller] += 1
    waiting = [(key not in callers, *_weight(nodes[key]), key) for key, count in callees.items() if not count]
    heapq.heapify(waiting)
    inside = dict.fromkeys(graph, 0)
    gone: set[str] = set()
    unplaced = 0
    while len(graph) - len(gone) > boxes:
        *_, key = heapq.heappop(waiting)
        gone.add(key)
        if key not in callers:
            unplaced += 1 + inside[key]
            continue
        caller = callers[key]
        inside[caller] += 1 + inside[key]
        callees[caller] -= 1
        if not callees[caller]:
            heapq.heappush(waiting, (caller not in callers, *_weight(nodes[caller]), caller))
    smaller: nx.DiGraph[Any] = type(graph)()
    smaller.add_nodes_from(
        (key, data | {"folded": inside[key]}) for key, data in nodes.items() if key not in gone
    )
    smaller.add_edges_from(
        (key, callee, dict(data))
        for key in smaller
        for callee, data in graph[key].items()
        if callee not in gone
    )
    hidden = _hide_edges(smaller, callers, arrows)
    smaller.graph.update(folded=len(gone) - unplaced, unplaced=unplaced, hidden=hidden)
    return smaller


def _first_callers(graph: nx.DiGraph[Any], nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """For each node the one that called it first; none for those where the graph begins.

    A caller is found before its callees, so that these form trees whatever calls itself.
    """
    first: dict[str, tuple[int, str]] = {}
    order: int
    for caller, callee, order in graph.edges(data="order"):
        earlier = nodes[caller]["order"] < nodes[callee]["order"]
        if earlier and (callee not in first or order < first[callee][0]):
            first[callee] = order, caller
    return {callee: caller for callee, (_, caller) in first.items()}


def _weight(data: Mapping[str, Any]) -> tuple[bool, float, int]:
    """What is folded first has the least."""
    seconds = data["seconds"] + data.get("seconds_later", 0.0)
    return data.get("where", "both") != "both", seconds if math.isfinite(seconds) else 0.0, -data["order"]


def _hide_edges(graph: nx.DiGraph[Any], callers: dict[str, str], limit: int) -> int:
    """Take out the edges of least time that are too many, those to a first caller last."""
    ends = sorted(
        graph.edges,
        key=lambda ends: (callers.get(ends[1]) == ends[0], *_weight(graph.edges[ends])),
    )
    surplus = ends[: max(0, len(ends) - limit)]
    graph.remove_edges_from(surplus)
    return len(surplus)
