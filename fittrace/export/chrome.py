"""Chrome's Trace Event Format, which Perfetto, chrome://tracing and Speedscope open.

Every call is a pair of events, B where it begins and E where it ends.  A single event
with a duration (X) would be shorter, but viewers round its begin and its duration apart
from each other, after which a call may end later than the one around it; B and E keep
their order however they are rounded.

Source of the format: "Trace Event Format", https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import gzip
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from .._version import __version__
from .calls import Call, Loose
from .formats import Options
from .result import Exported
from .texts import Texts, fields_of, json_text
from .walk import Walk

if TYPE_CHECKING:
    from ..trace import Fact, Run
    from ..trace.codes import CallSite

__all__ = ["LIMIT", "write"]

LIMIT: Final = 1_000_000
"""Calls of a trace, unless another limit is asked for: what viewers open without trouble."""

PROCESS: Final = 1
"""The run is one process; its lanes are threads 1, 2, ..."""

COUNTERS: Final = {
    "LossComputed": "loss",
    "MetricUpdated": "metric",
    "LearningRateResolved": None,
}
"""Kinds of fact whose `value` is drawn as a curve over time, and the field that names the curve."""

Heads = dict[int, tuple[str, str]]
"""Of each callee its name and first args, as JSON."""


def write(run: Run, file: IO[bytes], path: Path, options: Options) -> Exported:
    """Write the trace; as ``.gz``, packed."""
    walk, texts = Walk(run, options.calls(LIMIT)), Texts()
    if path.name.lower().endswith(".gz"):
        # no time and no name inside: the same run gives the same bytes
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            _write_lines(cast("IO[bytes]", packed), run, walk, texts)
    else:
        _write_lines(file, run, walk, texts)
    return Exported(path, "trace", walk.budget.told, walk.left_out + texts.left_out)


def _write_lines(file: IO[bytes], run: Run, walk: Walk, texts: Texts) -> None:
    """The whole file, an event a line."""
    lines = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
    about = {
        "generator": f"fittrace {__version__}",
        "script": run.header.script,
        "started": run.header.started,
        "ending": run.ending.words,
        "clock": run.header.clock,
    }
    lines.write(f'{{"otherData":{json_text(texts.plain(about))},"displayTimeUnit":"ns","traceEvents":[\n')
    lines.write(",\n".join(_metadata(run, walk, texts)))
    for event in _events(walk, texts):
        lines.write(",\n")
        lines.write(event)
    for sentence in walk.left_out + texts.left_out:
        lines.write(",\n" + _meta("process_labels", 0, labels=f"left out: {sentence}"))
    lines.write("\n]}\n")
    lines.detach()  # what it wrote into is closed by whoever opened it


def _metadata(run: Run, walk: Walk, texts: Texts) -> Iterator[str]:
    """Names for the process and its threads, in the order of the lanes."""
    yield _meta("process_name", 0, name=texts.whole(run.header.script or "fittrace"))
    for place, name in enumerate(walk.lanes):
        yield _meta("thread_name", place + 1, name=texts.whole(name))
        yield _meta("thread_sort_index", place + 1, sort_index=place)


def _meta(name: str, thread: int, /, **args: Any) -> str:
    return json_text({"ph": "M", "pid": PROCESS, "tid": thread, "name": name, "args": args})


def _events(walk: Walk, texts: Texts) -> Iterator[str]:
    """The events of all lanes, one lane after the other, each in the order of time."""
    heads: Heads = {}
    path: list[Call] = []
    for item in walk:
        depth = item.depth if isinstance(item, Call) and path and path[0].lane == item.lane else 0
        while len(path) > depth:
            yield _end(path.pop())
        if isinstance(item, Loose):
            yield _instant(item, texts)
            continue
        facts = item.facts
        yield _begin(item, facts, heads, texts)
        for fact in facts:
            if fact.kind in COUNTERS:
                yield from _counter(fact, item, texts)
        path.append(item)
    while path:
        yield _end(path.pop())


def _begin(call: Call, facts: list[Fact], heads: Heads, texts: Texts) -> str:
    """The event that begins a call, with its facts."""
    name, args = _head(call.site, heads, texts)
    more = _more(call, facts, texts)
    category = f"{call.stage},estimated" if call.estimated else call.stage
    return (
        f'{{"ph":"B","pid":{PROCESS},"tid":{call.lane + 1},"ts":{_microseconds(call.begin)},'
        f'"name":"{name}{call.title[len(call.site.label) :]}","cat":"{category}",'
        f'"args":{{{args}{"," + json_text(more)[1:-1] if more else ""}}}}}'
    )


def _head(site: CallSite, heads: Heads, texts: Texts) -> tuple[str, str]:
    """What is the same for all calls of a callee is put together once: the name and the first args."""
    head = heads.get(id(site))
    if head is None:
        named = {"symbol": texts.whole(site.symbol)}
        if site.name is not None:
            named["instance"] = texts.whole(site.name)
        head = heads[id(site)] = json_text(texts.whole(site.label))[1:-1], json_text(named)[1:-1]
    return head


def _more(call: Call, facts: list[Fact], texts: Texts) -> dict[str, Any]:
    """What is this call's own."""
    more: dict[str, Any] = {}
    if call.index is not None:
        more["index"] = call.index
    if call.left_out:
        more["calls_left_out"] = call.left_out
    if not call.finished:
        more["unfinished"] = True
    raised = call.raised
    if raised is not None:
        more["exception"] = texts.whole(raised)
    for fact in facts:
        more.setdefault(fact.kind, []).append(fields_of(fact, texts))
    return more


def _end(call: Call) -> str:
    return f'{{"ph":"E","pid":{PROCESS},"tid":{call.lane + 1},"ts":{_microseconds(call.end)}}}'


def _instant(item: Loose, texts: Texts) -> str:
    """A fact that is stated in no call."""
    about = {"name": item.fact.kind, "cat": "fact", "s": "t", "args": fields_of(item.fact, texts)}
    return (
        f'{{"ph":"i","pid":{PROCESS},"tid":{item.lane + 1},"ts":{_microseconds(item.at)},'
        f"{json_text(about)[1:]}"
    )


def _counter(fact: Fact, call: Call, texts: Texts) -> Iterator[str]:
    """A point of a curve, where the value is a number that can be drawn."""
    named, value = COUNTERS[fact.kind], fact.value
    if isinstance(value, float | int) and math.isfinite(value):
        name = "learning rate" if named is None else f"{named} {getattr(fact, named)}"
        point = {"name": texts.whole(name), "args": {"value": value}}
        yield (
            f'{{"ph":"C","pid":{PROCESS},"tid":{call.lane + 1},"ts":{_microseconds(call.begin)},'
            f"{json_text(point)[1:]}"
        )


def _microseconds(nanoseconds: int) -> str:
    """As the format counts, to the nanosecond; a float would round."""
    return f"{nanoseconds // 1000}.{nanoseconds % 1000:03d}"
