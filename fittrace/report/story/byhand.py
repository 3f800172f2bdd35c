"""Training loops that the script has written itself: which calls are their steps, and how many there are."""

from __future__ import annotations

from ...trace import Node
from .reading import first_named, named, nearest_entry
from .stages import FIT_METHODS, label_method

__all__ = ["count_by_hand", "steps_by_hand"]


def steps_by_hand(root: Node) -> list[Node]:
    """The steps outside of any fit, with gradients: those of a loop, or else what stands there loose.

    A loop is one over a dataset, or what the recorder found to repeat.  A few steps repeat too
    seldom to be seen as a loop; such a step is a node that is not in the tree, with the step's calls.
    """
    loops = [
        node
        for node in root.walk()
        if node.loop and nearest_entry(node) is None and first_named(node, "gradient") is not None
    ]
    steps = [node for node in loops if node.label == "step"]
    inner = [node for node in loops if not any(above.parent is node for above in loops)]
    return steps or inner or _loose_steps(root)


def count_by_hand(root: Node) -> int:
    """How many steps they are: a gradient each, where their loop does not tell all of them."""
    steps = steps_by_hand(root)
    if steps and steps[0].label != "step":
        return sum(node.times for node in named(root, "gradient") if nearest_entry(node) is None)
    return sum(step.times for step in steps)


def _loose_steps(root: Node) -> list[Node]:
    """Steps of which the recorder made no loop."""
    found: list[Node] = []
    for place, calls in enumerate(_cut(root.children)):
        begin, end = calls[0].start, calls[-1].start + calls[-1].mean
        step = Node("", "step", None, True, 1, place, place, 1, begin, end - begin, [], False, None, True)
        step.children, step.parent = calls, root
        found.append(step)
    return found


def _cut(calls: list[Node]) -> list[list[Node]]:
    """Calls in a row cut into steps; what is before the first one and after the last update left out."""
    bounds: list[tuple[int, int]] = []
    taped = 0
    for place, call in enumerate(calls):
        method = label_method(call.label)
        if method == "__enter__" and call.symbol.startswith("tensorflow.GradientTape."):
            taped = place
        elif method == "gradient":
            bounds.append((taped, place + 1))
        elif method not in FIT_METHODS and first_named(call, "gradient") is not None:
            bounds.append((place, place + 1))
        elif method == "apply_gradients" and bounds:
            bounds[-1] = bounds[-1][0], place + 1
    return [calls[begin:end] for begin, end in bounds]
