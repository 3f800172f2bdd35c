"""The call graph view: the run, two of its steps and their difference as drawings, and the layers' drawing.

Graphviz lays the drawings out; the page gets their geometry and draws them itself when
they are first looked at, which takes a fifth of the room that SVG takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from ..story.stages import STAGES, stages_of
from ..words.language import _
from .dot import call_dot, count_label, duration, label_lines, layer_dot, measure, shares_of
from .fold import fold_graph
from .graphs import difference_graph, graph_of, key_of, layers_of, steps_to_draw
from .layout import Box, layout_of, to_svg

if TYPE_CHECKING:
    import networkx as nx

    from ...trace import Node
    from ..scene import Scene, View
    from ..story.story import Story

__all__ = ["Drawing", "graph_view", "layer_drawing"]

STAGE_KEYS: Final = list(STAGES)
LAYER_LIMIT: Final = 120
"""Layers of a drawing at most; beyond them nothing can be read in it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A call graph as the page gets it.

    Attributes:
        what: ``run``, ``first``, ``later`` or ``difference``; part of its address.
        graph: what is drawn, folded.
        calls: how many calls it stands for.
        lines: the outline's line of the first such call in what is drawn, by the graph's key.
    """

    what: str
    graph: nx.DiGraph[Any]
    calls: int
    lines: Mapping[str, int]

    @property
    def boxes(self) -> int:
        """How many callees are drawn."""
        return self.graph.number_of_nodes()

    @property
    def has_once(self) -> bool:
        """Whether something in it is not done in the other step."""
        return any(data["once"] for _, data in self.graph.nodes(data=True))


def graph_view(scene: Scene) -> View | None:
    """The view of who calls whom, None for a run without a call."""
    from ..scene import View

    drawings = drawings_of(scene.root, scene.addresses)
    if not drawings:
        return None
    data = {
        "stages": [[stage.key, stage.mark, stage.title] for stage in STAGES.values()],
        "drawings": [[drawing.what, *geometry_of(drawing)] for drawing in drawings],
    }
    return View("graph", _("Call graph"), {"drawings": drawings}, data, broad=True)


def layer_drawing(story: Story) -> Markup | None:
    """The model's layers as SVG; None where there are none, or too many to be read."""
    layers = layers_of(story)
    if layers is None or layers.number_of_nodes() > LAYER_LIMIT:
        return None
    return Markup(to_svg(layer_dot(layers)))  # Graphviz escapes what we hand it


def drawings_of(root: Node, addresses: Mapping[int, int]) -> list[Drawing]:
    """The whole run, the first step, a later one, and both in one: as far as the run has them."""
    if not root.children:
        return []
    stages = stages_of(root)
    run = graph_of(root.children, root, stages=stages)
    drawn = [_drawing("run", run, root.children, addresses)]
    steps = steps_to_draw(root)
    if steps:
        first = graph_of(steps[:1], root, steps[1:], stages)
        drawn.append(_drawing("first", first, steps[:1], addresses))
    if len(steps) > 1:
        later = graph_of(steps[1:], root, steps[:1], stages)
        drawn.append(_drawing("later", later, steps[1:], addresses))
        drawn.append(_drawing("difference", difference_graph(first, later), steps, addresses))
    return drawn


def _drawing(
    what: str, graph: nx.DiGraph[Any], tops: Sequence[Node], addresses: Mapping[int, int]
) -> Drawing:
    lines: dict[str, int] = {}
    for top in tops:
        for node in top.walk():
            lines.setdefault(key_of(node), addresses.get(id(node), 0))
    calls = sum(top.calls * (top.count if what == "run" else 1) for top in tops)  # of one step, not of all
    return Drawing(what, fold_graph(graph), calls, lines)


def geometry_of(drawing: Drawing) -> tuple[Any, ...]:
    """Width, height, place of the first box, boxes, arrows and areas, as the page's script takes them.

    A box: its lines of text, how many of them are the label, how many callees are folded
    into it, the outline's line, its stage, in which step it is (see `_sign`), how often
    and how long, x, y, width, height.  An arrow: the boxes it leads from and to, its width
    from 0 to 9, in which step it is, its path, its label and that one's middle.  An area:
    its stage, x, y, width, height.
    """
    graph, layout = drawing.graph, layout_of(call_dot(drawing.graph))
    keys = list(graph.nodes)
    boxes = []
    for place, key in enumerate(keys):
        data, box = graph.nodes[key], layout.boxes[f"n{place}"]
        lines = label_lines(data)
        boxes.append(
            [
                "\n".join(lines),
                len(lines) - bool(data["name"]) - bool(data["folded"]),
                data["folded"],
                drawing.lines.get(key, 0),
                STAGE_KEYS.index(data["stage"]),
                _sign(data),
                measure(data),
                *_corner(box),
            ]
        )
    shares = shares_of(graph)
    arrows = []
    for arrow in layout.arrows:
        tail, head = int(arrow.tail[1:]), int(arrow.head[1:])
        data, share = graph.edges[keys[tail], keys[head]], shares[keys[tail], keys[head]]
        label = [count_label(data), *arrow.label] if arrow.label else []
        arrows.append([tail, head, round(9 * share), _sign(data), arrow.path, *label])
    areas = [
        [STAGE_KEYS.index(name.removeprefix("cluster_")), *_corner(box)]
        for name, box in layout.boxes.items()
        if name.startswith("cluster_")
    ]
    return layout.width, layout.height, _start(graph), boxes, arrows, areas


def _start(graph: nx.DiGraph[Any]) -> int:
    """Place of the box that the graph begins with: of those that nothing calls the one of most time."""
    tops = [place for place, key in enumerate(graph) if not set(graph.pred[key]) - {key}]
    data = list(graph.nodes.values())
    return max(tops, key=lambda place: duration(data[place]["seconds"]), default=0)


def _corner(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.width, box.height


def _sign(data: Mapping[str, Any]) -> int:
    """Where a box or an arrow is: 0 nothing special, 1 the first step alone, 2 a later one, 3 both."""
    where = data.get("where", "first" if data.get("once") else "")
    return ("", "first", "later", "both").index(where)
