"""Questions about the model: its weights, its shapes, what the optimizer and the tape keep."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..story.reading import enclosing, facts_in, placed_facts
from ..story.wayback import way_back_of
from ..words.wording import arrays_in, shape_text
from .question import Question, numbers_near

if TYPE_CHECKING:
    from ...trace import Node
    from ..story.story import Story, WeightStory
    from ..story.wayback import Noted

__all__ = [
    "first_on_the_way",
    "off_the_way",
    "parameter_counts",
    "shapes_out",
    "slot_counts",
    "weights_after",
    "weights_before_fit",
]

_SHOWN = 12


def _layer_weights(root: Node, story: Story) -> list[tuple[str, WeightStory]]:
    """The layers' weights in order of appearance, each with its layer.

    None where the run has others, or did not see all.
    """
    found = [(layer.name, weight) for layer in story.layers for weight in layer.weights]
    known = {id(weight) for _, weight in found}
    others = [weight for weight in story.weights if id(weight) not in known]
    updated = {str(fact.weight) for fact in facts_in(root, "GradientComputed")}
    created = {str(weight.fact.name) for _, weight in found}
    once = {(layer, weight.fact.name) for layer, weight in found}
    # two of a layer's weights that have one name are those of two layers, of one model after the other
    if any(weight.fact.trainable for weight in others) or not updated <= created or len(once) < len(found):
        return []
    order = {id(weight): place for place, weight in enumerate(story.weights)}
    return sorted(found, key=lambda one: order[id(one[1])])


def weights_after(root: Node, story: Story) -> Iterator[Question]:
    """How many weights there are once a layer has its own."""
    weights = _layer_weights(root, story)
    layers = [layer for layer, _ in weights]
    for layer in dict.fromkeys(layers):
        last = len(layers) - 1 - layers[::-1].index(layer)
        own = layers.count(layer)
        node = enclosing(weights[last][1].node, "build") or weights[last][1].node
        about = {
            "layer": layer,
            "weights": [str(weight.fact.name) for _, weight in weights[: last + 1]][:_SHOWN],
            "more": max(0, last + 1 - _SHOWN),
        }
        wrong = numbers_near(last + 1, (own, len(weights), last + 1 - own, len(story.layers)))
        yield Question("weights-after", node, last + 1, wrong, about)


def weights_before_fit(root: Node, story: Story) -> Iterator[Question]:
    """How many weights there are when fit is called."""
    weights, fit = [weight for _, weight in _layer_weights(root, story)], story.fit
    if fit is None or not weights:
        return
    early = sum(weight.node.start < fit.node.start for weight in weights)
    kernels = sum(bool(weight.fact.shape) and len(weight.fact.shape) > 1 for weight in weights)
    about = {"first": str(weights[0].fact.name), "inside": "step" in weights[0].where}
    wrong = numbers_near(early, (len(weights), kernels, len(story.layers)))
    yield Question("weights-before", weights[0].node, early, wrong, about)


def parameter_counts(story: Story) -> Iterator[Question]:
    """How many numbers a layer's weights hold."""
    for layer in story.layers:
        counts = [int(weight.fact.count or 0) for weight in layer.weights]
        if not counts or layer.input_shape is None or not layer.parameters:
            continue
        sizes = [size for weight in layer.weights for size in weight.fact.shape or () if size]
        about = {
            "layer": layer.name,
            "kind": layer.kind,
            "input": shape_text(layer.input_shape),
            "output": shape_text(layer.output_shape),
            "weights": [
                (str(weight.fact.name), shape_text(weight.fact.shape), count)
                for weight, count in zip(layer.weights, counts, strict=True)
            ][:_SHOWN],
        }
        others = [one.parameters for one in story.layers if one.parameters]
        wrong = numbers_near(layer.parameters, (max(counts), sum(sizes), *others, math.prod(sizes)))
        yield Question("parameters", layer.weights[0].node, layer.parameters, wrong, about)


def shapes_out(root: Node) -> Iterator[Question]:
    """Which shape comes out of a layer that takes a shape."""
    gave: dict[tuple[str, str], dict[str, Node]] = {}
    for node, fact in placed_facts(root, "LayerCalled"):
        taken, given = arrays_in(fact.inputs), arrays_in(fact.outputs)
        if len(taken) == len(given) == 1 and taken[0][1] is not None and given[0][1] is not None:
            key = str(fact.layer), shape_text(taken[0][1])
            gave.setdefault(key, {}).setdefault(shape_text(given[0][1]), node)
    shapes = dict.fromkeys(shape for found in gave.values() for shape in found)
    for (layer, taken_text), found in gave.items():
        shape, node = next(iter(found.items()))
        if len(found) == 1:
            wrong = (taken_text, _turned(shape), *shapes, *(key[1] for key in gave))
            yield Question("shape", node, shape, wrong, {"layer": layer, "input": taken_text})


def _turned(shape: str) -> str:
    """The shape with its lengths in the opposite order."""
    return f"({', '.join(reversed(shape.strip('(),').split(', ')))})"


def slot_counts(story: Story) -> Iterator[Question]:
    """How many variables an optimizer keeps beside the weights."""
    slots = story.slots
    if not slots or story.fit is None or any(slot.optimizer != slots[0].optimizer for slot in slots):
        return
    beside = {str(slot.weight) for slot in slots}
    kinds = [str(kind) for kind in dict.fromkeys(slot.slot for slot in slots)]
    nodes = {fact.slot: node for node, fact in reversed(placed_facts(story.fit.node, "SlotCreated"))}
    about = {"optimizer": str(slots[0].optimizer), "weights": len(beside), "kinds": kinds[:_SHOWN]}
    wrong = numbers_near(len(slots), (len(beside), 2 * len(beside), 1, len(kinds), 3 * len(beside)))
    yield Question("slots", nodes[slots[0].slot], len(slots), wrong, about)


def first_on_the_way(story: Story) -> Iterator[Question]:
    """Through which operation of the tape the gradient goes first: the one that gave the loss."""
    rows = _rows(story)
    start = next((row for row in reversed(rows) if row.passes), None)
    if start is None:
        return
    others = [str(row.fact.operation) for row in reversed(rows)]
    about = {"count": len(rows), "number": start.number}
    yield Question("way-first", start.node, str(start.fact.operation), tuple(others), about)


def off_the_way(story: Story) -> Iterator[Question]:
    """Through which operation of the tape no gradient goes."""
    rows = _rows(story)
    on, off = (
        dict.fromkeys(str(row.fact.operation) for row in rows if bool(row.passes) is passes)
        for passes in (True, False)
    )
    always = [operation for operation in reversed(on) if operation not in off]
    for row in rows:
        operation = str(row.fact.operation)
        if operation not in on:
            about = {"count": len(rows), "number": row.number}
            yield Question("way-off", row.node, operation, tuple(always), about)


def _rows(story: Story) -> list[Noted]:
    """The operations on the first step's tape; none where the run does not tell which ones lie on the way."""
    way = way_back_of(story)
    return [row for passage in way.passages for row in passage.rows] if way.known else []
