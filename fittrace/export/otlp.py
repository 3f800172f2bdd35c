"""OpenTelemetry: a run as the spans of one trace, sent over OTLP by the official SDK.

The run is the root span, its calls and iterations the spans below, each with its own
begin and end; facts are events of their spans, and lanes an attribute.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from .._version import __version__
from ..errors import ReportError
from .calls import Call, Loose
from .extras import needing
from .formats import Options
from .result import Exported
from .texts import Texts, fields_of, json_text
from .walk import Walk

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, Span, TracerProvider

    from ..trace import Fact, Run

__all__ = ["LIMIT", "send"]

LIMIT: Final = 100_000
"""Spans that are sent, unless another limit is asked for: a trace that a collector takes."""

BATCH: Final = 512
"""Spans that are sent in one request."""

EXPORTER: Final = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
"""Who logs what becomes of the spans."""

REASONS: Final = (
    (re.compile(r"\[Errno -?\d+\] ([\w ]+)"), "{}"),
    (re.compile(r"code: (\d+)"), "it answered with the status {}"),
    (re.compile(r"exceeds (max_request_size)"), "they are too large for one request"),
)
"""What is logged, and how it is said."""

SIGNAL: Final = "/v1/traces"
"""Where a collector takes traces."""


def send(run: Run, address: str, options: Options) -> Exported:
    """Send the run's spans to a collector and wait until it has taken them.

    Args:
        run: the run.
        address: ``"http://127.0.0.1:4318"``; the path for traces is added where it is missing.
        options: the limit; nothing else says something about spans.

    Raises:
        ReportError: the SDK is not installed, the address is none, or the collector did not
            take a batch; the batches before it are with the collector then.
    """
    endpoint = _endpoint(address)
    others = [option for option in options.given() if option != "limit"]
    if others:
        raise ReportError(f"The option {others[0]} says nothing about spans that are sent.")
    with needing("Sending spans over OTLP", "otel"):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import SpanExportResult

    exporter = OTLPSpanExporter(endpoint=endpoint)
    walk, texts = Walk(run, options.calls(LIMIT)), Texts()
    sent = 0
    try:
        for batch in _batches(run, walk, texts):
            with _overheard() as said:
                result = exporter.export(batch)
            if result is not SpanExportResult.SUCCESS:
                before = f" ({sent:,} spans before them were)" if sent else ""
                raise ReportError(f"The spans were not taken by {endpoint}{before}: {_reason(said)}.")
            sent += len(batch)
    finally:
        exporter.shutdown()  # type: ignore[no-untyped-call]  # the exporter's own is not typed
    return Exported(None, "spans", walk.budget.told, walk.left_out + _undated(run) + texts.left_out)


def _endpoint(address: str) -> str:
    """Where traces are sent to.

    Raises:
        ReportError: the address is not one of HTTP.
    """
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ReportError(f"{address!r} is no address to send spans to; give one as http://127.0.0.1:4318.")
    return address if parts.path.endswith(SIGNAL) else address.rstrip("/") + SIGNAL


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """A block in which what the exporter logs is written down, and told nobody else."""
    logger, said = logging.getLogger(EXPORTER), list[str]()
    handler, propagated = logging.Handler(), logger.propagate
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]  # all it does
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.propagate = propagated
        logger.removeHandler(handler)


def _reason(said: list[str]) -> str:
    """Why spans were not taken, from what the exporter logged of its tries."""
    for known, words in REASONS:
        for line in said:
            found = known.search(line)
            if found is not None:
                return words.format(found[1].lower())
    return "it did not answer in time"


def _undated(run: Run) -> tuple[str, ...]:
    if run.header.started is not None:
        return ()
    who = "a logical clock knows none" if run.header.clock == "logical" else "the run does not tell it"
    return (f"The date: {who}, so the spans begin on 1970-01-01.",)


def _batches(run: Run, walk: Walk, texts: Texts) -> Iterator[Sequence[ReadableSpan]]:
    """The spans that have ended, so many at a time; the run's own comes last."""
    from opentelemetry.trace import INVALID_SPAN, set_span_in_context

    begin = _date(run)
    tracer = _provider(run, texts).get_tracer("fittrace", __version__)
    root: Any = tracer.start_span("fittrace run", start_time=begin, attributes=_about(run, texts))
    if not root.is_recording() or root is INVALID_SPAN:
        raise ReportError("OpenTelemetry is switched off (OTEL_SDK_DISABLED), so no spans are sent.")
    path: list[tuple[Call, Span]] = []
    ended: list[ReadableSpan] = []
    latest = 0
    for item in walk:
        depth = item.depth if isinstance(item, Call) and path and path[0][0].lane == item.lane else 0
        while len(path) > depth:
            ended.append(_ended(*path.pop(), begin, texts))
        if isinstance(item, Loose):
            _add_fact(root, item.fact, begin + item.at, texts)
        else:
            latest = max(latest, item.end)
            around = set_span_in_context(path[-1][1] if path else root)
            span: Any = tracer.start_span(
                texts.whole(item.title),
                around,
                attributes=_attributes(item, walk.lanes, texts),
                start_time=begin + item.begin,
            )
            for fact in item.facts:
                _add_fact(span, fact, begin + item.begin, texts)
            path.append((item, span))
        if len(ended) >= BATCH:
            yield ended
            ended = []
    ended += [_ended(*one, begin, texts) for one in reversed(path)]
    if walk.left_out:
        root.set_attribute("fittrace.left_out", walk.left_out)
    root.end(begin + max(latest, run.ending.nanoseconds))
    yield [*ended, root]


def _date(run: Run) -> int:
    """When the run began (ns since 1970); 0 under a logical clock."""
    started = run.header.started
    try:
        return 0 if started is None else int(datetime.fromisoformat(started).timestamp()) * 10**9
    except (ValueError, OverflowError):
        return 0


def _provider(run: Run, texts: Texts) -> TracerProvider:
    """Makes spans, every one with all of its events, whatever the environment says of samples and limits."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanLimits, TracerProvider
    from opentelemetry.sdk.trace.sampling import ALWAYS_ON

    unset = SpanLimits.UNSET
    limits = SpanLimits(
        max_attributes=unset,
        max_events=unset,
        max_links=unset,
        max_span_attributes=unset,
        max_event_attributes=unset,
        max_attribute_length=unset,
        max_span_attribute_length=unset,
    )
    about = {"service.name": "fittrace", "service.version": __version__}
    if run.header.script:
        about["fittrace.script"] = texts.whole(run.header.script)
    return TracerProvider(
        sampler=ALWAYS_ON, resource=Resource(about), span_limits=limits, shutdown_on_exit=False
    )


def _about(run: Run, texts: Texts) -> dict[str, Any]:
    """What is known of the run as a whole."""
    header = run.header
    about = {"fittrace.ending": texts.whole(run.ending.words), "fittrace.clock": header.clock}
    return about | ({"fittrace.seed": header.seed} if _is_short(header.seed) else {})


def _attributes(call: Call, lanes: list[str], texts: Texts) -> dict[str, Any]:
    """What is known of a call; the names are OpenTelemetry's where it has some."""
    found = {
        "code.function.name": texts.whole(call.site.symbol),
        "thread.name": texts.whole(lanes[call.lane]),
        "fittrace.stage": call.stage,
        "fittrace.instance": None if call.site.name is None else texts.whole(call.site.name),
        "fittrace.index": call.index,
        "fittrace.epoch": call.epoch,
        "fittrace.step": call.step,
        "fittrace.estimated": True if call.estimated else None,
        "fittrace.unfinished": None if call.finished else True,
        "fittrace.calls_left_out": call.left_out or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _add_fact(span: Span, fact: Fact, at: int, texts: Texts) -> None:
    """A fact as an event; a field that is a structure is one line of JSON."""
    fields = fields_of(fact, texts)
    simple = {
        name: value if isinstance(value, str | bool | float) or _is_short(value) else json_text(value)
        for name, value in fields.items()
    }
    span.add_event(fact.kind, simple, timestamp=at)


def _is_short(value: Any) -> bool:
    """Whether it is a whole number that the protocol has room for."""
    return isinstance(value, int) and -(2**63) <= value < 2**63


def _ended(call: Call, span: Any, begin: int, texts: Texts) -> ReadableSpan:
    """The span of a call, ended; a failure is its status, and an event as OpenTelemetry tells exceptions."""
    from opentelemetry.trace import StatusCode

    if call.failed:
        raised = call.exception
        span.set_status(StatusCode.ERROR)
        if raised is not None:
            told = {"exception.type": raised.type, "exception.message": raised.message}
            span.add_event("exception", texts.plain(told), timestamp=begin + call.end)
    span.end(begin + call.end)
    ended: ReadableSpan = span
    return ended
