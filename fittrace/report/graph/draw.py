"""Graphs as files of their own: SVG, DOT and GraphML."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ...errors import ReportError
from .dot import call_dot, layer_dot
from .fold import fold_graph
from .graphs import Which, call_graph, layer_graph
from .layout import to_svg

if TYPE_CHECKING:
    import networkx as nx

    from ...trace import Run

__all__ = ["write_graph"]

SUFFIXES: Final = (".svg", ".dot", ".graphml")


def write_graph(
    run: Run,
    path: str | os.PathLike[str],
    what: Literal["calls", "layers"] = "calls",
    step: Which = "first",
) -> None:
    """Write a graph of the run; the suffix says how: ``.svg``, ``.dot`` or ``.graphml``.

    A picture has as many boxes as a reader can take in: what takes least time is folded
    into its caller, which says so.  The other two hold the whole graph.

    Args:
        run: any run.
        path: where to write.
        what: the call graph or the model's layers.
        step: for the call graph, which step, both in one (``"difference"``), or the whole ``"run"``.

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
    if suffix == ".dot":
        return str((call_dot(graph) if what == "calls" else layer_dot(graph)).source)
    dot = call_dot(fold_graph(graph)) if what == "calls" else layer_dot(graph)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + to_svg(dot)
