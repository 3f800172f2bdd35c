"""Questions about the model: its weights, its shapes, what the optimizer and the tape keep."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..story.reading import enclosing, facts_in, named, placed_facts
from ..words.wording import arrays_in, shape_text
from .question import Question, numbers_near

if TYPE_CHECKING:
    from ...trace import Node
    from ..story.story import Story, WeightStory

__all__ = [
    "last_taped",
    "parameter_counts",
    "shapes_out",
    "slot_counts",
    "weights_after",
    "weights_before_fit",
]

_SHOWN = 12


def _layer_weights(root: Node, story: Story) -> list[WeightStory]:
    """The layers' weights in order of appearance; none where the run has others, or did not see all."""
    names = {layer.name for layer in story.layers}
    built = {str(fact.layer) for fact in facts_in(root, "LayerBuilt")}
    created = {str(weight.fact.name) for weight in story.weights}
    updated = {str(fact.weight) for fact in facts_in(root, "GradientComputed")}
    if any(weight.fact.layer in built - names for weight in story.weights) or not updated <= created:
        return []
    return [weight for weight in story.weights if weight.fact.layer in names]


def weights_after(root: Node, story: Story) -> Iterator[Question]:
    """How many weights there are once a layer has its own."""
    weights = _layer_weights(root, story)
    layers = [str(weight.fact.layer) for weight in weights]
    for layer in dict.fromkeys(layers):
        last = len(layers) - 1 - layers[::-1].index(layer)
        own = layers.count(layer)
        node = enclosing(weights[last].node, "build") or weights[last].node
        about = {
            "layer": layer,
            "weights": [str(weight.fact.name) for weight in weights[: last + 1]][:_SHOWN],
            "more": max(0, last + 1 - _SHOWN),
        }
        wrong = numbers_near(last + 1, (own, len(weights), last + 1 - own, len(story.layers)))
        yield Question("weights-after", node, last + 1, wrong, about)


def weights_before_fit(root: Node, story: Story) -> Iterator[Question]:
    """How many weights there are when fit is called."""
    weights, fit = _layer_weights(root, story), story.fit
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


def last_taped(story: Story) -> Iterator[Question]:
    """Which operation the tape recorded last, and walks back over first."""
    if len(story.taped) < 3:
        return
    step = (story.fit.step_nodes if story.fit is not None else story.by_hand)[0]
    if step.failed or len(list(named(step, "gradient"))) != 1:
        return
    if any(enclosing(node, "update_state") for node, _ in story.taped):
        return  # what a metric reckons is on the tape as well, and nothing is walked back from there
    node, last = story.taped[-1]
    others = [str(fact.operation) for _, fact in reversed(story.taped)]
    yield Question("taped", node, str(last.operation), tuple(others), {"count": len(story.taped)})
