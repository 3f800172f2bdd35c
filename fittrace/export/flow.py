"""Flow charts: the call graph or the layer graph as Mermaid's text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ..report.graph.dot import COLOURS
from ..report.graph.fold import fold_graph
from ..report.graph.graphs import call_graph, layer_graph
from .formats import Options
from .labels import label_text

if TYPE_CHECKING:
    import networkx as nx

    from ..trace import Run

__all__ = ["BOXES", "flow_lines"]

BOXES: Final = 60
"""Boxes of a chart, unless another limit is asked for."""

ARROWS: Final = 2
"""Arrows a box, at most."""


def flow_lines(run: Run, options: Options) -> tuple[list[str], tuple[str, ...]]:
    """The chart: left to right who calls whom, or top down what flows through the layers.

    Args:
        run: the run.
        options: the limit of boxes, which graph, and which step's calls.

    Returns:
        The lines, and sentences on what is not shown.

    Raises:
        ReportError: the run does not hold what is asked for.
    """
    if options.what == "layers":
        graph = layer_graph(run)
        lines = ["flowchart TD", *_boxes(graph, "output"), *_layer_arrows(graph)]
        return lines + list(_colours(graph)), ("The calls: a chart of the layers has the model alone.",)
    whole = call_graph(run, options.step or "first")
    limit = options.calls(BOXES)
    graph = whole if limit is None else fold_graph(whole, limit, limit * ARROWS)
    lines = ["flowchart LR", *_boxes(graph, ""), *_call_arrows(graph)]
    return lines + list(_colours(graph)), _left_out(whole, graph)


def _left_out(whole: nx.DiGraph[Any], graph: nx.DiGraph[Any]) -> tuple[str, ...]:
    found = []
    gone = len(whole) - len(graph)
    if gone:
        found.append(f"{gone:,} of {len(whole):,} callees, which are folded into those that called them.")
    if graph.graph.get("hidden"):
        found.append(f"{graph.graph['hidden']:,} arrows between callees that are shown.")
    found.append("Single calls, their times, their order and their facts.")
    return tuple(found)


def _boxes(graph: nx.DiGraph[Any], more: str) -> Iterator[str]:
    """A box a node, with its label, its name, and one attribute more."""
    for place, (_, data) in enumerate(graph.nodes(data=True)):
        texts = [data["label"], data["name"], data.get(more, "")]
        if data.get("folded"):
            texts.append(f"+{data['folded']} inside")
        inner = "<br/>".join(label_text(text) for text in texts if text) or "(no name)"
        yield f'  n{place}["{inner}"]:::{data["stage"]}'


def _call_arrows(graph: nx.DiGraph[Any]) -> Iterator[str]:
    places = {key: place for place, key in enumerate(graph)}
    for caller, callee, data in sorted(graph.edges(data=True), key=lambda edge: edge[2]["order"]):
        often = f'|"{data["calls"]:,}×"|' if data["calls"] > 1 else ""
        yield f"  n{places[caller]} -->{often} n{places[callee]}"


def _layer_arrows(graph: nx.DiGraph[Any]) -> Iterator[str]:
    places = {key: place for place, key in enumerate(graph)}
    for source, target, data in graph.edges(data=True):
        shape = f'|"{label_text(data["shape"])}"|' if data.get("shape") else ""
        yield f"  n{places[source]} -->{shape} n{places[target]}"


def _colours(graph: nx.DiGraph[Any]) -> Iterator[str]:
    """The fill of each stage that is there."""
    for stage in dict.fromkeys(data["stage"] for _, data in graph.nodes(data=True)):
        yield f"  classDef {stage} fill:{COLOURS[stage]},stroke:#8a857c,color:#22201c"
