"""DOT: graphs in Graphviz's language."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..story.stages import STAGES
from ..words.language import _
from ..words.wording import count_text, seconds_text

if TYPE_CHECKING:
    import graphviz
    import networkx as nx

__all__ = [
    "boxes_by_stage",
    "call_dot",
    "count_label",
    "duration",
    "label_lines",
    "layer_dot",
    "measure",
    "shares_of",
]

FONT: Final = "Helvetica"
"""Graphviz knows its widths without having the font; viewers put Arial in its place."""
LINE_LENGTH: Final = 44
"""Characters of a line in a box; a longer name is cut."""
COLOURS: Final = {
    "compile": "#f3dcc9",
    "data": "#d5e9f7",
    "callbacks": "#f6e3ee",
    "loop": "#e8e8e4",
    "build": "#f8ecc8",
    "forward": "#cfe8df",
    "loss": "#f9d9cc",
    "update": "#cfe0ee",
    "metrics": "#faf6c9",
}
"""Fill of a node where no style sheet colours it (a graph file of its own)."""
DIFFERENCES: Final = {
    "first": {"fillcolor": "#f9d2b8", "style": "filled,dashed", "penwidth": "1.6"},
    "later": {"fillcolor": "#cbe3f5", "style": "filled,bold", "penwidth": "1.6"},
    "both": {"fillcolor": "#f7f5f1", "color": "#a39d92"},
}
"""Looks of a node by which of two steps it is in."""
DIFFERENCE_MARKS: Final = {"first": " ①", "later": " ②"}


def call_dot(graph: nx.DiGraph[Any]) -> graphviz.Digraph:
    """The call graph as DOT: callers left of callees, in order of first call, a cluster for each stage.

    Args:
        graph: as `call_graph` makes it, folded or not.
    """
    import graphviz

    dot = boxes_by_stage("calls", graph, _call_node, ranksep="0.25")
    places = {key: place for place, key in enumerate(graph.nodes)}
    shares = shares_of(graph)
    for caller, callee, data in sorted(graph.edges(data=True), key=lambda edge: edge[2]["order"]):
        dot.edge(
            f"n{places[caller]}",
            f"n{places[callee]}",
            label=count_label(data),
            penwidth=f"{0.7 + 2.3 * shares[caller, callee]:.2f}",
            style="dashed" if data.get("where") == "first" else "solid",
            tooltip=graphviz.escape(f"{caller} → {callee}: {_meaning(data)}"),
        )
    return dot


def boxes_by_stage(
    name: str,
    graph: nx.DiGraph[Any],
    box: Callable[[graphviz.Digraph, str, str, Mapping[str, Any]], None],
    *,
    ranksep: str,
) -> graphviz.Digraph:
    """A drawing with the boxes of a call graph, a cluster for each stage, and no arrow yet.

    Args:
        name: the drawing's name.
        graph: as `call_graph` makes it; box number `n` of it is called ``n0``, ``n1``, ...
        box: draws one, from a cluster, its name there, its key and its data.
        ranksep: inches between callers and callees.
    """
    import graphviz

    dot = graphviz.Digraph(name)
    dot.attr(rankdir="LR", nodesep="0.12", ranksep=ranksep, bgcolor="transparent", ordering="out")
    dot.attr(
        "node", shape="box", style="filled", fontname=FONT, fontsize="11", height="0.3", margin="0.1,0.05"
    )
    dot.attr("edge", arrowsize="0.55", fontname=FONT, fontsize="9", color="#77736b")
    places = {key: place for place, key in enumerate(graph.nodes)}
    for stage in STAGES.values():
        inside = [key for key, data in graph.nodes(data=True) if data["stage"] == stage.key]
        if not inside:
            continue
        with dot.subgraph(name=f"cluster_{stage.key}") as cluster:
            label = f"{stage.mark}  {stage.title}"
            cluster.attr(
                label=label, labeljust="l", fontname=FONT, fontsize="10", color="#a39d92", margin="9"
            )
            for key in inside:
                box(cluster, f"n{places[key]}", key, graph.nodes[key])
    return dot


def _call_node(dot: graphviz.Digraph, name: str, key: str, data: Mapping[str, Any]) -> None:
    import graphviz

    looks = {"fillcolor": COLOURS[data["stage"]], "style": "filled,dashed" if data["once"] else "filled"}
    dot.node(
        name,
        _lines(data["mark"] + DIFFERENCE_MARKS.get(data.get("where", ""), ""), label_lines(data)),
        tooltip=graphviz.escape(f"{key}: {_meaning(data)}"),
        **(looks | DIFFERENCES.get(data.get("where", ""), {})),
    )


def label_lines(data: Mapping[str, Any]) -> list[str]:
    """What a call's box says, line by line: the label, the instance, what is folded into it."""
    label = data["label"]
    lines = re.sub(r"\.(?=[^.]*$)", "\n.", label).split("\n") if len(label) > 24 else [label]
    lines.append(data["name"])
    if data.get("folded"):
        lines.append(_("+%(callees)s folded", callees=count_text(data["folded"], "callee")))
    return [line if len(line) <= LINE_LENGTH else f"{line[: LINE_LENGTH - 1]}…" for line in lines if line]


def count_label(data: Mapping[str, Any]) -> str:
    """What an arrow says: how often and how long; between two steps, how often in each."""
    calls = f"×{data['calls']:,}"
    match data.get("where"):
        case None:
            time = seconds_text(duration(data["seconds"]))
            return f"{calls} · {time}" if data["calls"] > 1 else time
        case "first":
            return calls
        case "later":
            return f"×{data['calls_later']:,}"
    return f"{calls} / ×{data['calls_later']:,}" if data["calls"] != data["calls_later"] else ""


def measure(data: Mapping[str, Any]) -> str:
    """How often and how long, in any language: ``×4 · 1.2 ms``; of two steps, each of them."""
    first = f"×{data['calls']:,} · {seconds_text(duration(data['seconds']))}"
    if "where" not in data:
        return first
    return f"{first} / ×{data['calls_later']:,} · {seconds_text(duration(data['seconds_later']))}"


def shares_of(graph: nx.DiGraph[Any]) -> dict[tuple[str, str], float]:
    """For each edge its time as a share of the longest one's, from 0 to 1."""
    seconds = {
        (caller, callee): duration(data["seconds"] + data.get("seconds_later", 0.0))
        for caller, callee, data in graph.edges(data=True)
    }
    longest = max(seconds.values(), default=0.0)
    return {ends: one / longest if longest else 0.0 for ends, one in seconds.items()}


def _meaning(data: Mapping[str, Any]) -> str:
    calls = f"{count_text(data['calls'], 'call')}, {seconds_text(duration(data['seconds']))}"
    if "where" not in data:
        return calls
    later = f"{count_text(data['calls_later'], 'call')}, {seconds_text(duration(data['seconds_later']))}"
    return _("%(first)s in the first step; %(later)s in a later one", first=calls, later=later)


def duration(seconds: float) -> float:
    """A time, which a damaged recording may give as anything."""
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0


def _lines(mark: str, lines: list[str]) -> str:
    """A label of those lines behind a mark; whatever stands in them means itself."""
    import graphviz

    # a plain string in angle brackets would be HTML to Graphviz, which can name files to be read
    starts = [f"{mark}  "] + ["     "] * (len(lines) - 1) if mark else [""] * len(lines)
    ends = "\\l" if mark else "\\n"
    text = "".join(f"{start}{graphviz.escape(line)}{ends}" for start, line in zip(starts, lines, strict=True))
    label: str = graphviz.nohtml(text if mark else text.removesuffix(ends))
    return label


def layer_dot(graph: nx.DiGraph[Any]) -> graphviz.Digraph:
    """The layer graph as DOT: inputs on top, shapes on the edges."""
    import graphviz

    dot = graphviz.Digraph("layers")
    dot.attr(rankdir="TB", nodesep="0.3", ranksep="0.42", bgcolor="transparent", ordering="out")
    dot.attr("node", shape="box", style="filled", fontname=FONT, fontsize="12", margin="0.2,0.1")
    dot.attr("edge", arrowsize="0.6", fontname=FONT, fontsize="10", color="#77736b")
    places = {key: place for place, key in enumerate(graph.nodes)}
    for key, data in graph.nodes(data=True):
        lines = [data["label"], data["name"]]
        if data["parameters"]:
            lines.append(count_text(data["parameters"], "parameter"))
        dot.node(
            f"n{places[key]}",
            _lines("", [line for text in lines for line in text.split("\n") if line]),
            **{"class": f"stage-{data['stage']}"},
            fillcolor=COLOURS[data["stage"]],
            tooltip=graphviz.escape(key),
        )
    for source, target, data in graph.edges(data=True):
        dot.edge(f"n{places[source]}", f"n{places[target]}", label=graphviz.escape(f"  {data['shape']}"))
    return dot
