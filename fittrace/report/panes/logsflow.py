"""The flow of the logs: who put which key there, who read it, and who asked before it was there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...trace import Node, Run
from ..story.reading import first_named
from .logsevents import SOURCES, Event, events_of, given_by_steps

__all__ = ["KeyFlow", "Miss", "Touch", "flow_of", "logs_flow", "touches_of"]


@dataclass(frozen=True, slots=True)
class Touch:
    """What one writer or reader did with a key in one hook, all its times taken together.

    Attributes:
        who: the callback's name, or the loop's own method (``"fit"``, ``"train_step"``).
        hook: the hook, empty for the loop's own.
        epochs: first and last of the epochs it is told of, counted from 1; empty outside of epochs.
        times: how often, iterations that repeat told ones in a row counted in.
        node: the first call.
    """

    who: str
    hook: str
    epochs: tuple[tuple[int, int], ...]
    times: int
    node: Node = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        epochs = [list(pair) for pair in self.epochs]
        return {"who": self.who, "hook": self.hook, "epochs": epochs, "times": self.times}


@dataclass(frozen=True, slots=True)
class Miss:
    """Somebody asked for a key that was not there.

    Attributes:
        touch: who asked, in which hook and epochs.
        key: the key.
        reason: ``"later"`` (a callback further down puts it there in the same hook), ``"own"`` (the
            one who asked does), ``"begin"`` (the logs of a begin hook are empty), ``"taken"``
            (somebody took it out), ``"gone"`` (it was put into another hook's logs), ``"end"`` (it is
            there at the end of an epoch only), ``"epochs"`` (of other epochs only), ``"validation"``
            (nothing is validated) or ``"never"``.
        writer: who puts it there in this training, None where nobody does.
        there: what was there instead, the first time.
    """

    touch: Touch
    key: str
    reason: str
    writer: Touch | None
    there: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        writer = None if self.writer is None else self.writer.as_dict()
        return self.touch.as_dict() | {"reason": self.reason, "writer": writer, "there": list(self.there)}


@dataclass(frozen=True, slots=True)
class KeyFlow:
    """One key's way through the logs."""

    key: str
    writers: tuple[Touch, ...]
    readers: tuple[Touch, ...]
    misses: tuple[Miss, ...]


def logs_flow(run: Run) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The flow of a run's logs as plain data.

    Returns:
        For each key its ``"writers"``, ``"readers"`` and ``"misses"``, see `Touch` and `Miss`.
    """
    return {
        flow.key: {
            "writers": [touch.as_dict() for touch in flow.writers],
            "readers": [touch.as_dict() for touch in flow.readers],
            "misses": [miss.as_dict() for miss in flow.misses],
        }
        for flow in flow_of(events_of(run.tree()))
    }


def flow_of(events: Sequence[Event]) -> list[KeyFlow]:
    """The flow of each key, in order of its first event."""
    keys = dict.fromkeys(event.key for event in events)
    by_key = {key: [event for event in events if event.key == key] for key in keys}
    return [_flow(key, found) for key, found in by_key.items()]


def _flow(key: str, events: Sequence[Event]) -> KeyFlow:
    written = [event for event in events if event.kind == "written"]
    read = [event for event in events if event.kind == "read"]
    return KeyFlow(
        key,
        tuple(touches_of(written) + touches_of(given_by_steps(events))),
        tuple(touches_of(read)),
        tuple(misses_of(events)),
    )


def misses_of(events: Sequence[Event]) -> list[Miss]:
    """Who asked for what was not there, each with who would have put it there."""
    groups: dict[tuple[Any, ...], tuple[list[Event], str, list[Event]]] = {}
    for event in events:
        if event.kind != "missed":
            continue
        reason, writers = _why(event, events)
        writer = (writers[0].who, writers[0].hook) if writers else None
        place = (event.key, event.who, event.hook, id(event.scope), reason, writer)
        groups.setdefault(place, ([], reason, writers))[0].append(event)
    return [
        Miss(
            touches_of(found)[0],
            found[0].key,
            reason,
            touches_of(writers)[0] if writers else None,
            found[0].there,
        )
        for found, reason, writers in groups.values()
    ]


def _why(miss: Event, events: Iterable[Event]) -> tuple[str, list[Event]]:
    """Why a key was not there, and the events in which it was put there."""
    mine = [
        event
        for event in events
        if event.kind == "written" and event.key == miss.key and event.scope is miss.scope
    ]
    here = [event for event in mine if event.call is miss.call]
    later = [event for event in here if event.order > miss.order]
    if later:
        return ("own" if later[0].who == miss.who else "later"), _alike(later[0], mine)
    by_callbacks = [event for event in mine if event.hook]
    by_loop = [event for event in mine if not event.hook and event.who == "fit"]
    if miss.hook.endswith("_begin"):
        return "begin", _alike((by_callbacks + by_loop)[0], mine) if by_callbacks or by_loop else []
    if here:
        return "taken", _alike(here[-1], mine)
    if by_callbacks:
        return "gone", _alike(by_callbacks[0], mine)
    if by_loop:
        return ("epochs" if SOURCES.get(miss.hook) == "fit" else "end"), _alike(by_loop[0], mine)
    validated = first_named(miss.scope, "evaluate") is not None
    return ("validation" if miss.key.startswith("val_") and not validated else "never"), []


def _alike(event: Event, events: Iterable[Event]) -> list[Event]:
    return [other for other in events if (other.who, other.hook) == (event.who, event.hook)]


def touches_of(events: Iterable[Event]) -> list[Touch]:
    """Events by who and where, in order of their first ones."""
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        groups.setdefault((event.who, event.hook), []).append(event)
    return [_touch(found) for found in groups.values()]


def _touch(events: Sequence[Event]) -> Touch:
    nodes = {id(event.node): event.node for event in events}
    epochs = sorted(pair for node in nodes.values() if (pair := _epochs(node)) is not None)
    times = sum(node.times for node in nodes.values())
    return Touch(events[0].who, events[0].hook, _joined(epochs), times, events[0].node)


def _epochs(node: Node) -> tuple[int, int] | None:
    """First and last of the training's epochs that a call stands in, counted from 1."""
    found: tuple[int, int] | None = None
    above: Node | None = node
    while above is not None:
        if above.loop and above.label == "epoch" and above.first is not None and above.last is not None:
            found = above.first + 1, above.last + 1
        above = above.parent
    return found


def _joined(pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges that touch, as one."""
    joined: list[tuple[int, int]] = []
    for first, last in pairs:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return tuple(joined)
