"""Questions about calls: what comes next, who calls, what is called here and not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..story.differences import difference_of
from ..story.reading import facts_in
from ..story.stages import label_method
from .question import Question, call_text

if TYPE_CHECKING:
    from ...trace import Node
    from ..story.story import Story

__all__ = [
    "callers",
    "failures",
    "next_calls",
    "only_in_first_step",
    "only_in_fit",
]

_NEIGHBOURS = 4


def tells_all(root: Node) -> bool:
    """Whether every call of the run is told; of some loops, the calls of further structures are not."""
    return not facts_in(root, "StructureNotKept")


def next_calls(root: Node) -> Iterator[Question]:
    """What a caller calls once one of its calls has returned: where that is always the same.

    Of each callee the first caller alone, so that the questions are of many places.
    """
    if not tells_all(root):
        return
    follows: dict[tuple[str, str], set[str]] = defaultdict(set)
    places: dict[tuple[str, str], tuple[Node, int]] = {}
    others: dict[str, dict[str, None]] = defaultdict(dict)
    for caller in root.walk()[1:]:
        texts = [_text(child) for child in caller.children]
        others[call_text(caller)] |= dict.fromkeys(text for text in texts if text)
        for place, (text, after) in enumerate(zip(texts, [*texts[1:], ""], strict=False)):
            if text:
                follows[call_text(caller), text].add(after)
                places.setdefault((call_text(caller), text), (caller, place))
    for (caller_text, text), after_texts in follows.items():
        after = next(iter(after_texts))
        caller, place = places[caller_text, text]
        if len(after_texts) > 1 or not after or after == text:
            continue
        wrong = [other for other in others[caller_text] if other not in (after, text)]
        if len(wrong) < 3:
            wrong += _texts_around(caller, others, {after, text, *wrong})
        about = {
            "caller": caller_text,
            "loop": caller.label if caller.loop else "",
            "callee": text,
            "row": _row(caller, place),
        }
        yield Question("next", caller.children[place + 1], after, tuple(wrong), about)


def callers(root: Node) -> Iterator[Question]:
    """Who makes a call, where one caller alone makes it."""
    if not tells_all(root):
        return
    made_by: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Node] = {}
    for node in root.walk()[1:]:
        text = _text(node)
        if text and node.parent is not None:
            made_by[text].add(call_text(node.parent) if node.parent.symbol and not node.parent.loop else "")
            first.setdefault(text, node)
    for text, made in made_by.items():
        caller = next(iter(made))
        if len(made) > 1 or not caller or caller == text:
            continue
        node = first[text]
        above = _above(node)
        # what is beside the caller, and what it calls itself, is near enough to be taken for it
        wrong = [_text(near) for up in (node.parent, node) if up is not None for near in _beside(up)]
        fine = [near for near in wrong if near and near not in above and near != text]
        yield Question("caller", node, caller, tuple(fine), {"callee": text})


def only_in_first_step(story: Story) -> Iterator[Question]:
    """A call that the first step makes and the second no longer does."""
    steps = story.fit.step_nodes if story.fit is not None else story.by_hand
    if len(steps) < 2 or any(step.failed or not step.finished for step in steps[:2]):
        return
    first, second = steps[:2]
    difference = difference_of(steps[:2])
    if difference is None or (story.fit is None and first.parent is not second.parent):
        return
    texts = dict.fromkeys(_text(node) for node in first.walk()[1:])
    in_second = {_text(node) for node in second.walk()}
    shared = [text for text in texts if text in in_second and text and not text.startswith("CallbackList")]
    middle = len(shared) // 2  # what is done around the middle of a step is not told by its name
    about = {"calls": first.calls, "second_calls": second.calls}
    for node, _ in difference.only_first:
        if (text := _text(node)) and text not in in_second:
            yield Question("once", node, text, tuple(shared[middle:] + shared[:middle]), about)


def only_in_fit(root: Node, story: Story) -> Iterator[Question]:
    """A call that a fit makes and no evaluate or predict does."""
    fits = [entry for entry in story.entries if entry.method == "fit"]
    others = [entry for entry in story.entries if entry.method != "fit"]
    if not fits or not others or not tells_all(root):
        return
    other = others[0]
    in_others = {_text(node) for entry in others for node in entry.node.walk()}
    in_other = {_text(node) for node in other.node.walk()}
    nodes = {text: node for node in reversed(fits[0].node.walk()[1:]) if (text := _text(node))}
    both = [text for text in reversed(nodes) if text in in_other and not text.startswith("CallbackList")]
    for text, node in nodes.items():
        if text not in in_others and label_method(node.label) in ("minimize", "gradient", "apply_gradients"):
            yield Question("fit-only", node, text, tuple(both[len(both) // 2 :]), {"method": other.method})


def failures(root: Node) -> Iterator[Question]:
    """In which call the exception came up that ended the run, or a call of it."""
    failed = [node for node in root.walk()[1:] if node.failed and node.symbol and not node.loop]
    inner = [node for node in failed if not any(child.failed for child in node.children)]
    if len(inner) != 1 or not (text := _text(inner[0])):
        return
    node = inner[0]
    ended = {call_text(one) for one in failed}
    near = [one for up in (node, *_ancestors(node)) for one in _beside(up)]
    wrong = tuple(one for one in map(_text, near) if one and one not in ended)
    raised = node.exception.type if node.exception is not None else ""
    yield Question("failure", node, text, wrong, {"raised": raised})


def _text(node: Node) -> str:
    """A call as an answer names it; empty for a loop, which nobody calls."""
    return call_text(node) if node.symbol and not node.loop else ""


def _beside(node: Node) -> list[Node]:
    """The other calls of the same caller."""
    return [one for one in node.parent.children if one is not node] if node.parent is not None else []


def _ancestors(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _above(node: Node) -> set[str]:
    return {call_text(above) for above in _ancestors(node)}


def _texts_around(caller: Node, others: dict[str, dict[str, None]], taken: set[str]) -> list[str]:
    """What is called beside the caller and in it, for callers that call little else."""
    around = [_text(near) for near in _beside(caller)]
    inside = [text for child in caller.children for text in others.get(call_text(child), ())]
    return [text for text in [*inside, *around] if text and text not in taken]


def _row(caller: Node, place: int) -> list[tuple[str, bool]]:
    """The caller's calls around a place, in order, with whether each is the one that is asked for."""
    start = max(0, place - _NEIGHBOURS // 2)
    shown = list(enumerate(caller.children))[start : place + _NEIGHBOURS]
    return [(call_text(child), at == place + 1) for at, child in shown]
