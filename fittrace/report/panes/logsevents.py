"""Events of the logs: every fact about them, with its place in the run.

Reads are recorded where something is new.  What repeats an earlier iteration call for call is
taken to have read the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ...trace import Fact, Node
from ...trace.rules import Family
from ..story.reading import placed_facts
from ..story.stages import FIT_METHODS, label_method

__all__ = ["HOOKS", "SOURCES", "Event", "events_of", "given_by_steps"]

HOOKS: Final = (
    "on_train_begin",
    "on_epoch_begin",
    "on_train_batch_begin",
    "on_batch_begin",
    "on_train_batch_end",
    "on_batch_end",
    "on_test_begin",
    "on_test_batch_begin",
    "on_test_batch_end",
    "on_test_end",
    "on_epoch_end",
    "on_train_end",
    "on_predict_begin",
    "on_predict_batch_begin",
    "on_predict_batch_end",
    "on_predict_end",
)
"""Every hook that a callback has, in the order in which a training comes by, callers first."""

SOURCES: Final = {
    "on_train_batch_end": "train_step",
    "on_test_batch_end": "test_step",
    "on_predict_batch_end": "predict_step",
    "on_epoch_end": "fit",
    "on_train_end": "fit",
    "on_test_end": "evaluate",
}
"""Whose results the logs of a hook are, before any callback has put something there."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about the logs, and where it stands.

    Attributes:
        kind: ``"written"``, ``"read"`` or ``"missed"``.
        key: the key.
        who: the callback's name, or the loop's own method.
        hook: the hook that the callback list was calling; empty for the loop's own.
        call: that call of the list, None for the loop's own.
        scope: the outermost fit, evaluate or predict around it, or the whole run.
        node: the call that states it.
        order: sorts events of one run.
        there: the keys that were there where one was missed.
    """

    kind: str
    key: str
    who: str
    hook: str
    call: Node | None
    scope: Node
    node: Node
    order: tuple[float, ...]
    there: tuple[str, ...] = ()


def events_of(root: Node) -> list[Event]:
    """Every fact about the logs in a folded tree, in order, those of repeated iterations taken in."""
    places = {id(child): place for node in root.walk() for place, child in enumerate(node.children)}
    kinds = (("LogsWritten", "written"), ("LogsRead", "read"), ("LogsMissed", "missed"))
    found = [
        _event(kind, node, fact, places) for name, kind in kinds for node, fact in placed_facts(root, name)
    ]
    if any(event.kind != "written" for event in found):
        found += _repeated(root, found, places)
    return sorted(found, key=lambda event: event.order)


def given_by_steps(events: Iterable[Event]) -> list[Event]:
    """Reads of what no callback had put there, in hooks of batches: it is the step's own result."""
    found, put = [], set()
    for event in events:
        place = (id(event.call), event.key)
        if event.kind == "written":
            put.add(place)
        source = SOURCES.get(event.hook, "")
        if event.kind == "read" and source.endswith("_step") and place not in put:
            found.append(Event("written", event.key, source, "", None, event.scope, event.node, event.order))
    return found


def _event(kind: str, node: Node, fact: Fact, places: Mapping[int, int]) -> Event:
    call = _call_of_list(node)
    return Event(
        kind,
        str(fact.key),
        str(fact.callback),
        label_method(call.label) if call is not None else "",
        call,
        _scope(node),
        node,
        (*_path(node, places), fact.position - 0.5, _place_of(fact, node)),
        tuple(str(key) for key in fact.value) if kind == "missed" and isinstance(fact.value, Mapping) else (),
    )


def _place_of(fact: Fact, node: Node) -> int:
    return next(place for place, other in enumerate(node.facts) if other is fact)


def _above(node: Node) -> Iterator[Node]:
    """The node and all around it, without the run itself."""
    here: Node | None = node
    while here is not None and here.parent is not None:
        yield here
        here = here.parent


def _path(node: Node, places: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(reversed([places[id(above)] for above in _above(node)]))


def _call_of_list(node: Node) -> Node | None:
    """The outermost of the hooks directly inside each other that a call stands in: the callback list's."""
    found: Node | None = None
    for above in _above(node):
        is_hook = not above.loop and label_method(above.label) in HOOKS
        if found is not None and not is_hook:
            break
        found = above if is_hook else None
    return found


def _scope(node: Node) -> Node:
    """The outermost fit, evaluate or predict around a call, or the outermost call where there is none."""
    around = list(_above(node))
    entries = [above for above in around if not above.loop and label_method(above.label) in FIT_METHODS]
    return [node, *around, *entries][-1]


def _repeated(root: Node, told: Sequence[Event], places: Mapping[int, int]) -> list[Event]:
    """What was read in iterations and outermost calls that repeat earlier ones: it is not recorded again."""
    inside: dict[int, list[Event]] = {}
    for event in told:
        around = list(_above(event.node))
        if event.kind != "written" and around:
            unit = next((above for above in around if above.loop), around[-1])
            inside.setdefault(id(unit), []).append(event)
    structures = structures_of(root)
    first: dict[int, Node] = {}
    found: list[Event] = []
    for node in root.walk():
        if not node.loop and node.parent is not root:
            continue
        if id(node) in inside:
            first.setdefault(structures[id(node)], node)
        elif (earlier := first.get(structures[id(node)])) is not None:
            found += _moved(inside[id(earlier)], earlier, node, places)
    return found


def _moved(events: Iterable[Event], earlier: Node, later: Node, places: Mapping[int, int]) -> Iterator[Event]:
    """Events of one iteration as those of another that makes the same calls."""
    twins = {id(one): other for one, other in zip(earlier.walk(), later.walk(), strict=True)}
    for event in events:
        node = twins[id(event.node)]
        order = (*_path(node, places), *event.order[-2:])
        call = None if event.call is None else twins.get(id(event.call))
        yield replace(event, node=node, call=call, scope=_scope(node), order=order)


def structures_of(root: Node) -> dict[int, int]:
    """A number for what each call does inside; equal numbers where the same calls are made."""
    numbers: dict[Any, int] = {}
    found: dict[int, int] = {}
    for node in reversed(root.walk()):
        inside = tuple((found[id(child)], child.count) for child in node.children)
        structure = (node.label, node.name, node.failed, tuple(_structure(node.facts)), inside)
        found[id(node)] = numbers.setdefault(structure, len(numbers))
    return found


def _structure(facts: Iterable[Fact]) -> Iterator[Any]:
    for fact in facts:
        declared = Fact.kinds.get(fact.kind, Fact)
        if not declared.novel_only:
            named = (name for name, rule in declared.structural_rules if rule.family is Family.STRUCTURAL)
            yield fact.kind, *(repr(getattr(fact, name)) for name in named)
