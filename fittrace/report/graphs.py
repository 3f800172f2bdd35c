"""Call graphs and layer graphs, as networkx graphs.

Attributes are plain strings and numbers, so that a graph can be written as GraphML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from ..errors import ReportError
from ..trace import Node
from .reading import first_named, steps_by_hand, steps_of
from .stages import stages_of
from .story import Story
from .tell import tell
from .wording import shape_text

if TYPE_CHECKING:
    import networkx as nx

    from ..trace import Run

__all__ = ["Which", "call_graph", "layer_graph", "steps_to_draw"]

Which = Literal["first", "later", "run"]


def call_graph(run: Run, which: Which = "first") -> nx.DiGraph[Any]:
    """Who calls whom, in the first step, in a later one, or in the whole run.

    A node is a callee (label and instance name), an edge a caller and a callee, with
    how often and how long.  Node attributes: ``label``, ``name``, ``stage``, ``mark``,
    ``calls``, ``seconds``, ``once`` (made in the first step alone), ``order``.
    Edge attributes: ``calls``, ``seconds``, ``order``.

    Raises:
        ReportError: the run has no such step.
    """
    root = run.tree()
    if which == "run":
        return graph_of(root.children, root)
    steps = steps_to_draw(root)
    place = 0 if which == "first" else 1
    if place >= len(steps):
        has = "no training step" if not steps else "no step after the first that differs from it"
        raise ReportError(f"The run has {has}, so there is no call graph of it; try the whole run instead.")
    others = [step for step in steps if step is not steps[place]]
    return graph_of([steps[place]], root, others)


def steps_to_draw(root: Node) -> list[Node]:
    """The first step, and the later one that stands for the most steps."""
    fit = first_named(root, "fit")
    steps = steps_of(fit) if fit is not None else steps_by_hand(root)
    return steps[:1] + ([max(steps[1:], key=lambda step: step.times)] if len(steps) > 1 else [])


def graph_of(tops: Iterable[Node], root: Node, others: Iterable[Node] = ()) -> nx.DiGraph[Any]:
    """The call graph of those nodes and all below; `others` tell what is not done there."""
    import networkx as nx

    stages = stages_of(root)
    elsewhere = {key_of(node) for other in others for node in other.walk()}
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for top in tops:
        for node in top.walk():
            key = key_of(node)
            if key not in graph:
                stage = stages[id(node)]
                graph.add_node(
                    key,
                    label=node.label,
                    name=node.name or "",
                    stage=stage.key,
                    mark=stage.mark,
                    calls=0,
                    seconds=0.0,
                    once=bool(elsewhere) and key not in elsewhere,
                    order=graph.number_of_nodes(),
                )
            elif graph.nodes[key]["stage"] == "build":
                graph.nodes[key].update(stage=stages[id(node)].key, mark=stages[id(node)].mark)
            count = node.times // max(1, top.times)
            graph.nodes[key]["calls"] += count
            graph.nodes[key]["seconds"] += node.mean * count
            if node is not top and node.parent is not None:
                _add_edge(graph, key_of(node.parent), key, count, node.mean * count)
    return graph


def key_of(node: Node) -> str:
    """A graph node's key: the label, and the instance's name where there is one."""
    return f"{node.label} [{node.name}]" if node.name else node.label


def _add_edge(graph: nx.DiGraph[Any], caller: str, callee: str, count: int, seconds: float) -> None:
    if not graph.has_edge(caller, callee):
        graph.add_edge(caller, callee, calls=0, seconds=0.0, order=graph.number_of_edges())
    edge = graph.edges[caller, callee]
    edge["calls"] += count
    edge["seconds"] += seconds


def layer_graph(run: Run) -> nx.DiGraph[Any]:
    """The model's layers and what flows between them.

    Node attributes: ``label`` (class), ``name``, ``output`` (shape), ``parameters``,
    ``stage``.  Edge attributes: ``shape``.

    Raises:
        ReportError: the run built no layer.
    """
    graph = layers_of(tell(run))
    if graph is None:
        raise ReportError("The run built no layer, so there is no layer graph of it.")
    return graph


def layers_of(story: Story) -> nx.DiGraph[Any] | None:
    """The layer graph of a story, None where no layer was built."""
    import networkx as nx

    if not story.layers and not story.connections:
        return None
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for layer in story.layers:
        graph.add_node(
            layer.name,
            label=layer.kind,
            name=layer.name,
            output=shape_text(layer.output_shape),
            parameters=layer.parameters,
            stage="forward",
        )
    for fact in story.connections:
        for end in (str(fact.source), str(fact.target)):
            if end not in graph:
                shape = shape_text(fact.shape) if end == fact.source else ""
                graph.add_node(end, label="Input", name=end, output=shape, parameters=0, stage="data")
        graph.add_edge(str(fact.source), str(fact.target), shape=shape_text(fact.shape))
    if not story.connections:
        names = [layer.name for layer in story.layers]
        for before, after, layer in zip(names, names[1:], story.layers, strict=False):
            graph.add_edge(before, after, shape=shape_text(layer.output_shape))
    return graph
