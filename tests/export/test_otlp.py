"""Spans sent over OTLP, received on loopback and decoded."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fittrace.errors import ReportError
from fittrace.trace import Hooked, hook, record

from .programs import failed, threads, told, training

pytest.importorskip("opentelemetry.sdk", reason="the extra otel is not installed")

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector:
    """Takes spans on loopback, as a collector does."""

    def __init__(self):
        self.requests, self.status = [], 200
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.requests.append((self.path, ExportTraceServiceRequest.FromString(body)))
                self.send_response(collector.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    @property
    def spans(self):
        """Every span received."""
        return [
            span
            for _, request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def named(self, name):
        return [span for span in self.spans if span.name == name]


@pytest.fixture
def collector():
    started = Collector()
    started.thread.start()
    yield started
    started.server.shutdown()
    started.thread.join()
    started.server.server_close()


def values(attributes):
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in attributes}


def test_every_call_is_a_span_below_the_run(collector):
    run = training()
    exported = run.export(otlp=collector.address)
    calls, spans = told(run), collector.spans
    assert exported.calls == len(calls) == len(spans) - 1
    (root,) = collector.named("fittrace run")
    assert {span.trace_id for span in spans} == {root.trace_id}
    names = {span.span_id: span.name for span in spans}
    found = sorted((names.get(span.parent_span_id, ""), span.name) for span in spans)
    wanted = [("", "fittrace run")]
    wanted += [(call.parent.title if call.parent else "fittrace run", call.title) for call in calls]
    assert found == sorted(wanted)


def test_the_path_for_traces_is_added_where_it_is_missing(collector):
    for address in (collector.address, f"{collector.address}/", f"{collector.address}/v1/traces"):
        training().export(otlp=address)
    assert {path for path, _ in collector.requests} == {"/v1/traces"}


def test_the_service_is_named(collector):
    training().export(otlp=collector.address)
    (_, request), *_ = collector.requests
    resource = values(request.resource_spans[0].resource.attributes)
    assert (resource["service.name"], resource["fittrace.script"]) == ("fittrace", "train.py")


def test_spans_have_the_times_of_the_calls(collector):
    with record(script="train.py") as run:
        from .programs import Model

        Model().fit(2, 3)
    run.export(otlp=collector.address)
    (root,), (fit,) = collector.named("fittrace run"), collector.named("Model.fit")
    (call,) = [call for call in told(run) if call.site.label == "Model.fit"]
    assert fit.start_time_unix_nano - root.start_time_unix_nano == call.begin
    assert fit.end_time_unix_nano - fit.start_time_unix_nano == call.end - call.begin
    assert root.start_time_unix_nano > 1_600_000_000 * 10**9


def test_a_logical_clock_knows_no_date_which_is_said(collector):
    exported = training().export(otlp=collector.address)
    assert any("logical clock" in sentence for sentence in exported.left_out)
    assert collector.named("fittrace run")[0].start_time_unix_nano == 0


def test_facts_are_events_and_what_is_known_of_a_call_its_attributes(collector):
    training().export(otlp=collector.address)
    (build,) = collector.named("Model.build")
    (fact,) = build.events
    assert (fact.name, values(fact.attributes)) == (
        "WeightCreated",
        {"name": "kernel", "layer": "small", "count": 4},
    )
    about = values(build.attributes)
    assert about["code.function.name"] == "user.Model.build"
    assert (about["fittrace.epoch"], about["fittrace.step"], about["fittrace.stage"]) == (0, 0, "build")
    assert about["thread.name"] == "main"


def test_a_failure_is_the_status_and_an_event(collector):
    failed().export(otlp=collector.address)
    (step,) = [span for span in collector.named("Model.train_step") if span.status.code == 2]
    told_event = values(step.events[-1].attributes)
    assert told_event == {"exception.type": "ValueError", "exception.message": "the data ran dry"}


def test_threads_are_an_attribute(collector):
    threads().export(otlp=collector.address)
    lanes = {values(span.attributes).get("thread.name") for span in collector.spans} - {None}
    assert lanes == {"main", "worker 0", "worker 1"}


def test_more_spans_than_a_batch_come_in_several(collector):
    run = training(2, 300)
    run.export(otlp=collector.address)
    assert len(collector.requests) > 2
    assert len(collector.spans) == len(told(run)) + 1


def test_a_limit_is_told_on_the_root(collector):
    exported = training(2, 300).export(otlp=collector.address, limit=50)
    assert len(collector.spans) <= 51
    (root,) = collector.named("fittrace run")
    assert values(root.attributes)["fittrace.left_out"].values[0].string_value == exported.left_out[0]


def test_halves_of_characters_are_replaced_and_that_is_said(collector):
    class Odd(Hooked, named="name"):
        name = "half \ud800"

        @hook
        def call(self):
            pass

    with record() as run:
        Odd().call()
    exported = run.export(otlp=collector.address)
    assert values(collector.named("Odd.call")[0].attributes)["fittrace.instance"] == "half \ufffd"
    assert "Halves of characters" in exported.left_out[-1]


def test_a_collector_that_refuses_is_an_error(collector):
    collector.status = 400
    with pytest.raises(ReportError, match="it answered with the status 400"):
        training().export(otlp=collector.address)


@pytest.mark.parametrize("address", ["localhost:4318", "ftp://x", "http://", "", "http://[", "grpc://x:1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ReportError, match="no address to send spans to"):
        training().export(otlp=address)


def test_what_the_environment_says_of_samples_and_limits_loses_nothing(collector, monkeypatch):
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    monkeypatch.setenv("OTEL_SPAN_EVENT_COUNT_LIMIT", "0")
    monkeypatch.setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "0")
    training().export(otlp=collector.address)
    (build,) = collector.named("Model.build")
    assert build.events
    assert build.attributes


def test_a_switched_off_sdk_is_said(collector, monkeypatch):
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    with pytest.raises(ReportError, match="switched off"):
        training().export(otlp=collector.address)


def test_options_for_files_say_nothing_about_spans(collector):
    with pytest.raises(ReportError, match="kind"):
        training().export(otlp=collector.address, kind="flow")
