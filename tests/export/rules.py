"""The rules of Chrome's Trace Event Format, as a checker that knows nothing of who wrote the file.

Source: "Trace Event Format" (sections "JSON Object Format", "Duration Events", "Instant Events",
"Counter Events", "Metadata Events").
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

SCOPES = {"g", "p", "t"}
METADATA = {
    "process_name": str,
    "process_labels": str,
    "process_sort_index": int,
    "thread_name": str,
    "thread_sort_index": int,
}


@dataclass
class Slice:
    """A pair of B and E."""

    name: str
    thread: tuple[int, int]
    depth: int
    begin: float
    end: float
    args: dict[str, Any]
    category: str
    inside: list[Slice] = field(default_factory=list)


@dataclass
class Trace:
    """What a file says."""

    slices: list[Slice] = field(default_factory=list)
    instants: list[dict[str, Any]] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    metadata: list[dict[str, Any]] = field(default_factory=list)

    def named(self, name: str) -> list[Slice]:
        return [one for one in self.slices if one.name == name]

    def meta(self, name: str) -> list[Any]:
        """The arguments of the metadata of that name, in order."""
        return [next(iter(event["args"].values())) for event in self.metadata if event["name"] == name]


def no_constants(constant: str) -> None:
    """JSON has no NaN and no Infinity, which Python's reader takes."""
    raise AssertionError(f"{constant} is not JSON")


def check_trace(text: str) -> Trace:
    """The trace in the text; an AssertionError tells which rule does not hold."""
    text.encode("utf-8")
    document = json.loads(text, parse_constant=no_constants)
    assert document.get("displayTimeUnit") in ("ms", "ns")
    trace = Trace()
    open_slices: dict[tuple[int, int], list[Slice]] = {}
    latest: dict[tuple[int, int], float] = {}
    for event in document["traceEvents"]:
        thread = event["pid"], event["tid"]
        assert all(type(number) is int and number >= 0 for number in thread)
        if event["ph"] == "M":
            assert isinstance(next(iter(event["args"].values())), METADATA[event["name"]])
            trace.metadata.append(event)
            continue
        at = event["ts"]
        assert isinstance(at, int | float)
        assert math.isfinite(at)
        assert at >= latest.get(thread, 0), "time goes back"
        latest[thread] = at
        path = open_slices.setdefault(thread, [])
        if event["ph"] == "B":
            assert isinstance(event["name"], str)
            assert isinstance(event["cat"], str)
            assert isinstance(event["args"], dict)
            path.append(Slice(event["name"], thread, len(path), at, math.nan, event["args"], event["cat"]))
            trace.slices.append(path[-1])
        elif event["ph"] == "E":
            assert path, "an E without its B"
            ended = path.pop()
            ended.end = at
            assert ended.begin <= at
            if path:
                path[-1].inside.append(ended)
        elif event["ph"] == "i":
            assert event["s"] in SCOPES
            assert isinstance(event["name"], str)
            trace.instants.append(event)
        else:
            assert event["ph"] == "C", f"an unknown phase, {event['ph']}"
            assert event["args"]
            assert all(isinstance(value, int | float) for value in event["args"].values())
            trace.counters.append(event)
    assert not any(open_slices.values()), "a B without its E"
    threads = {(event["pid"], event["tid"]) for event in trace.metadata if event["name"] == "thread_name"}
    assert {one.thread for one in trace.slices} <= threads, "a thread without a name"
    for one in trace.slices:
        assert all(one.begin <= inner.begin and inner.end <= one.end for inner in one.inside)
        assert all(a.end <= b.begin for a, b in zip(one.inside, one.inside[1:], strict=False))
    return trace
