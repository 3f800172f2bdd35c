"""Call graphs and layer graphs, as networkx graphs.

Attributes are plain strings and numbers, so that a graph can be written as GraphML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count as count_from
from typing import TYPE_CHECKING, Any, Literal

from ...errors import ReportError
from ...trace import Node
from ..story.byhand import steps_by_hand
from ..story.differences import difference_of
from ..story.reading import first_named, steps_of
from ..story.stages import Stage, stage_of, stages_of
from ..story.story import Story
from ..story.tell import tell
from ..words.language import _
from ..words.wording import shape_text, shown_text

if TYPE_CHECKING:
    import networkx as nx

    from ...trace import Run

__all__ = ["Which", "call_graph", "difference_graph", "layer_graph", "steps_to_draw"]

Which = Literal["first", "later", "difference", "run"]


def call_graph(run: Run, which: Which = "first") -> nx.DiGraph[Any]:
    """Who calls whom, in the first step, in a later one, in both together, or in the whole run.

    A node is a callee (label and instance name), an edge a caller and a callee, with
    how often and how long.  Node attributes: ``label``, ``name``, ``stage``, ``mark``,
    ``calls``, ``seconds``, ``once`` (made in the first step alone), ``order``.
    Edge attributes: ``calls``, ``seconds``, ``order``.  The two steps together have
    further ones, see `difference_graph`.

    Raises:
        ReportError: the run has no such step.
    """
    root = run.tree()
    if which == "run":
        return graph_of(root.children, root)
    steps = steps_to_draw(root)
    if len(steps) < (1 if which == "first" else 2):
        has = "no training step" if not steps else "no step after the first that differs from it"
        raise ReportError(f"The run has {has}, so there is no call graph of it; try the whole run instead.")
    if which == "first":
        return graph_of(steps[:1], root, steps[1:])
    later = graph_of(steps[1:], root, steps[:1])
    return later if which == "later" else difference_graph(graph_of(steps[:1], root), later)


def steps_to_draw(root: Node) -> list[Node]:
    """The first step, and the later one that stands for the most steps."""
    fit = first_named(root, "fit")
    steps = steps_of(fit) if fit is not None else steps_by_hand(root)
    difference = difference_of(steps)
    return steps[:1] if difference is None else [difference.first, difference.later]


def graph_of(
    tops: Iterable[Node],
    root: Node,
    others: Iterable[Node] = (),
    stages: Mapping[int, Stage] | None = None,
) -> nx.DiGraph[Any]:
    """The call graph of those nodes and all below; `others` tell what is not done there.

    Args:
        tops: outermost nodes of what is drawn.
        root: the tree that they stand in.
        others: further nodes; what is in none of them is marked ``once``.
        stages: of each node of the tree, where they are at hand.
    """
    import networkx as nx

    stages = stages_of(root) if stages is None else stages
    elsewhere = {key_of(node) for other in others for node in other.walk()}
    graph: nx.DiGraph[Any] = nx.DiGraph()
    order = count_from(0)  # counting a graph's edges takes as long as it has nodes
    for top in tops:
        outer = {id(child) for child in top.children}
        for node in top.walk():
            key = key_of(node)
            if key not in graph:
                stage = stages.get(id(node)) or stage_of(node.symbol, node.label)  # a step put together here
                graph.add_node(
                    key,
                    label=shown_text(node.label),
                    name=shown_text(node.name or ""),
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
            caller = top if id(node) in outer else node.parent
            if node is not top and caller is not None:
                _add_edge(graph, key_of(caller), key, count, node.mean * count, order)
    return graph


def difference_graph(first: nx.DiGraph[Any], later: nx.DiGraph[Any]) -> nx.DiGraph[Any]:
    """Both steps in one graph, each node and edge with where it is: ``first``, ``later`` or ``both``.

    Further attributes of nodes and edges: ``where``, ``calls_later``, ``seconds_later``;
    ``calls`` and ``seconds`` are the first step's.
    """
    both = first.copy()
    both.update(
        nodes=[(key, dict(data)) for key, data in later.nodes(data=True) if key not in first],
        edges=[(*ends, dict(later.edges[ends])) for ends in later.edges if not first.has_edge(*ends)],
    )
    for key, data in both.nodes(data=True):
        _compare(data, first.nodes.get(key), later.nodes.get(key), len(both))
    edges = both.number_of_edges()
    for caller, callee, data in both.edges(data=True):
        _compare(data, first.get_edge_data(caller, callee), later.get_edge_data(caller, callee), edges)
    return both


def _compare(
    data: dict[str, Any], first: Mapping[str, Any] | None, later: Mapping[str, Any] | None, shift: int
) -> None:
    """Say in `data` what the first and the later step have of it; what is only later's comes after."""
    data["where"] = "both" if first and later else "first" if first else "later"
    data["order"] = first["order"] if first else data["order"] + shift
    for name in ("calls", "seconds"):
        data[name] = first[name] if first else type(data[name])(0)
        data[f"{name}_later"] = later[name] if later else type(data[name])(0)


def key_of(node: Node) -> str:
    """A graph node's key: the label, and the instance's name where there is one."""
    return shown_text(f"{node.label} [{node.name}]" if node.name else node.label)


def _add_edge(
    graph: nx.DiGraph[Any], caller: str, callee: str, count: int, seconds: float, order: Iterator[int]
) -> None:
    if not graph.has_edge(caller, callee):
        graph.add_edge(caller, callee, calls=0, seconds=0.0, order=next(order))
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
            shown_text(layer.name),
            label=shown_text(layer.kind),
            name=shown_text(layer.name),
            output=shape_text(layer.output_shape),
            parameters=layer.parameters,
            stage="forward",
        )
    for fact in story.connections:
        source, target = shown_text(str(fact.source)), shown_text(str(fact.target))
        for end in (source, target):
            if end not in graph:
                shape = shape_text(fact.shape) if end == source else ""
                graph.add_node(end, label=_("Input"), name=end, output=shape, parameters=0, stage="data")
        graph.add_edge(source, target, shape=shape_text(fact.shape))
    if not story.connections:
        names = [shown_text(layer.name) for layer in story.layers]
        for before, after, layer in zip(names, names[1:], story.layers, strict=False):
            graph.add_edge(before, after, shape=shape_text(layer.output_shape))
    return graph
