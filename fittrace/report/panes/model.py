"""The model's view: its layers as a drawing and a table, and how each weight's numbers lay over time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...trace import Node
from ..graph.dot import layer_dot
from ..graph.graphs import layers_of
from ..graph.layout import layout_of
from ..story.columns import Columns
from ..story.curves import is_step_by_hand, is_train_step
from ..story.distributions import HEIGHT, WIDTH, Moment, Updates, WeightMoments, bars, moments_of, updates_of
from ..story.initializing import Start, start_of
from ..story.reading import enclosing, facts_in
from ..story.stages import label_method, stages_of
from ..story.story import LayerStory, WeightStory
from ..words.language import _

if TYPE_CHECKING:
    from ..scene import Scene, View

__all__ = ["LayerDrawing", "LayerView", "WeightView", "layer_views", "model_view", "weight_views"]

MOST_DRAWN: Final = 80
"""Layers in a drawing at most."""
MOST_LAYERS: Final = 300
"""Rows of the table at most."""
MOST_WEIGHTS: Final = 60
"""Weights whose distributions are shown at most."""


@dataclass(frozen=True, slots=True)
class LayerView:
    """A layer's row.

    Attributes:
        number: its place in the table, part of its address.
        layer: what the story tells of it.
        trained, fixed: elements of its weights that training changes, and of the others.
        built: the call that built it, None where that is not on the page.
        called: the first call that passed data through it.
        times: how many such calls there were.
        training: how many of them were made in steps of a training.
    """

    number: int
    layer: LayerStory
    trained: int
    fixed: int
    built: Node | None
    called: Node | None
    times: int
    training: int


@dataclass(frozen=True, slots=True)
class LayerBox:
    """A box of the drawing: its corner and size in points, what stands in it, and its layer's row."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    name: str
    parameters: int
    stage: str
    row: int | None


@dataclass(frozen=True, slots=True)
class LayerDrawing:
    """The layers and what flows between them; arrows as paths, shapes with their places."""

    width: int
    height: int
    boxes: tuple[LayerBox, ...]
    arrows: tuple[str, ...]
    shapes: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class WeightView:
    """A weight's distributions.

    Attributes:
        number: its place, part of its address.
        moments: what is known of it, and when.
        panels: for each moment the histogram's path, empty where there is none.
        least, greatest: the ends of the axis that the panels share, None without any.
        start: its initializer's numbers.
    """

    number: int
    layer: LayerStory
    moments: WeightMoments
    panels: tuple[tuple[Moment, str], ...]
    least: float | None
    greatest: float | None
    start: Start | None


def model_view(scene: Scene) -> View | None:
    """Layers, parameters and distributions; None for a run that built no layer."""
    from ..scene import View

    if not scene.story.layers:
        return None
    layers = layer_views(scene)
    columns = scene.columns
    unread = scene.run.header.values == "none"
    updates = None if scene.redacted or unread else updates_of(columns)
    weights = weight_views(scene, updates) if updates is not None else []
    every = sum(len(layer.weights) for layer in scene.story.layers)
    context = {
        "layers": layers[:MOST_LAYERS],
        "layers_left_out": max(0, len(layers) - MOST_LAYERS),
        "drawing": drawing_of(scene, layers),
        "trained": sum(layer.trained for layer in layers),
        "fixed": sum(layer.fixed for layer in layers),
        "weights": weights,
        "unread": unread,
        "weights_left_out": max(0, every - MOST_WEIGHTS),
        "box": (WIDTH, HEIGHT),
        "by_step": updates is not None and _updates_are_steps(columns, updates),
        "stopper": _stopper(scene.root),
        "set_back": _set_back(scene.root),
    }
    return View("model", _("Model"), context)


def layer_views(scene: Scene) -> list[LayerView]:
    """The rows of the table."""
    built: dict[str, Node] = {}
    called: dict[str, Node] = {}
    times: dict[str, int] = {}
    training: dict[str, int] = {}
    stages = stages_of(scene.root)
    for node in scene.root.walk():
        for fact in node.facts:
            if fact.kind == "LayerBuilt":
                built.setdefault(str(fact.layer), node)
        if node.name and label_method(node.label) == "__call__" and stages[id(node)].key == "forward":
            called.setdefault(node.name, node)
            times[node.name] = times.get(node.name, 0) + node.times
            if enclosing(node, "train_step") is not None:
                training[node.name] = training.get(node.name, 0) + node.times
    views = []
    for number, layer in enumerate(scene.story.layers, 1):
        name = layer.name
        trained = sum(weight.fact.count or 0 for weight in layer.weights if weight.fact.trainable)
        fixed = layer.parameters - trained
        counts = times.get(name, 0), training.get(name, 0)
        views.append(LayerView(number, layer, trained, fixed, built.get(name), called.get(name), *counts))
    return views


def drawing_of(scene: Scene, layers: Sequence[LayerView]) -> LayerDrawing | None:
    """Where Graphviz puts the layers; None where there are none, or more than can be read."""
    graph = layers_of(scene.story)
    if graph is None or graph.number_of_nodes() > MOST_DRAWN:
        return None
    layout = layout_of(layer_dot(graph))
    rows = {view.layer.name: view.number for view in layers}
    boxes, shapes, arrows = [], [], []
    for place, (key, data) in enumerate(graph.nodes(data=True)):
        box = layout.boxes[f"n{place}"]
        corner = (box.x, box.y, box.width, box.height)
        boxes.append(
            LayerBox(*corner, data["label"], data["name"], data["parameters"], data["stage"], rows.get(key))
        )
    names = {f"n{place}": key for place, key in enumerate(graph.nodes)}
    for arrow in layout.arrows:
        arrows.append(arrow.path)
        if arrow.label is not None:
            shape = graph.edges[names[arrow.tail], names[arrow.head]]["shape"]
            shapes.append((*arrow.label, shape))
    return LayerDrawing(layout.width, layout.height, tuple(boxes), tuple(arrows), tuple(shapes))


def weight_views(scene: Scene, updates: Updates) -> list[WeightView]:
    """The weights of the model's layers, each with its moments."""
    why = _why(scene)
    until = _until(scene.story.weights)
    views: list[WeightView] = []
    for layer in scene.story.layers:
        for weight in layer.weights[: MOST_WEIGHTS - len(views)]:
            moments = moments_of(weight, updates, until.get(id(weight), math.inf), why)
            views.append(_weight_view(len(views) + 1, layer, moments))
    return views


def _weight_view(number: int, layer: LayerStory, moments: WeightMoments) -> WeightView:
    known = [moment.distribution for moment in moments.moments if moment.distribution is not None]
    least = min((one.least for one in known), default=None)
    greatest = max((one.greatest for one in known), default=None)
    panels = []
    for moment in moments.moments:
        is_known = moment.distribution is not None and least is not None and greatest is not None
        path = bars(moment.distribution, least, greatest) if is_known else ""  # type: ignore[arg-type]  # just asked
        panels.append((moment, path))
    fact = moments.weight.fact
    start = start_of(str(fact.initializer), fact.shape)
    return WeightView(number, layer, moments, tuple(panels), least, greatest, start)


def _until(weights: Sequence[WeightStory]) -> Mapping[int, float]:
    """When another weight of the same name was made (after `clear_session`), by the weight's identity."""
    later: dict[str, float] = {}
    found = {}
    for weight in sorted(weights, key=lambda weight: weight.node.start, reverse=True):
        name = str(weight.fact.name)
        found[id(weight)] = later.get(name, math.inf)
        later[name] = weight.node.start
    return found


def _why(scene: Scene) -> str:
    """Why a training's last step may not have been kept: the loop has to know that it is the last."""
    if scene.run.ending.state != "finished":
        return "stopped"
    if _stopper(scene.root) is not None:
        return "asked"
    return "unknown" if scene.story.fit is not None else "by hand"


def _stopper(root: Node) -> str | None:
    """Who asked the training to stop."""
    return next((str(fact.by) for fact in facts_in(root, "StopRequested")), None)


def _set_back(root: Node) -> int | None:
    """The epoch, from 1, whose weights the model got back at the end."""
    for fact in facts_in(root, "StateChanged"):
        if fact.attribute == "weights_of_epoch" and isinstance(fact.after, int):
            return fact.after + 1
    return None


def _updates_are_steps(columns: Columns, updates: Updates) -> bool:
    """Whether each step makes one update, so that an update can be called by its step."""
    steps = columns.calls(is_train_step)
    if not len(steps):
        steps = columns.calls(is_step_by_hand)
    return 0 < len(steps) == len(updates.calls)
