"""The difference as plain data, for programs in other languages."""

from __future__ import annotations

from typing import Any

from .entry import MARKS, Entry, Side
from .facts import FactChange
from .result import Diff

__all__ = ["plain"]


def plain(diff: Diff) -> dict[str, Any]:
    """What differs, as JSON can hold it."""
    first = diff.first
    return {
        "same": diff.same,
        "before": {"script": diff.before.header.script, "calls": diff.before.calls},
        "after": {"script": diff.after.header.script, "calls": diff.after.calls},
        "first": None if first is None else first.path,
        "counts": dict(diff.counts),
        "differences": [
            _entry(entry) | {"thread": lane.name}
            for lane in diff.lanes
            for entry in lane.root.walk()
            if entry.mark != "same" or entry.alike is not None
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "mark": MARKS[entry.mark],
        "what": entry.mark,
        "path": entry.path,
        "label": entry.node.label,
        "before": entry.before and _side(entry.before),
        "after": entry.after and _side(entry.after),
    }
    if entry.elsewhere is not None:
        told["elsewhere"] = entry.elsewhere.path
    if entry.alike is not None:
        told["inside as"] = entry.alike.path
    if entry.endings is not None:
        told["endings"] = list(entry.endings)
    if entry.facts:
        told["facts"] = [_fact(change) for change in entry.facts]
    return told


def _side(side: Side) -> dict[str, Any]:
    node = side.node
    return {
        "name": node.name,
        "first": side.first if node.loop else None,
        "count": side.count,
        "calls": node.calls,
        "seconds": node.mean,
    }


def _fact(change: FactChange) -> dict[str, Any]:
    fields = {name: [before, after] for name, before, after in change.fields}
    return {"what": change.mark, "kind": change.kind, "subject": change.subject, "fields": fields}
