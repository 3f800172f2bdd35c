"""Traces: what Chrome's format asks for, and what Perfetto shows."""

import gzip

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from fittrace.trace import Hooked, LogicalClock, emit, hook, record
from fittrace.trace.catalogue import LossComputed

from .programs import Model, cut_off, failed, interrupted, threads, told, training
from .rules import check_trace
from .test_calls import recorded


@pytest.fixture
def trace_of(tmp_path):
    """Exports a run as a trace, and checks that against the rules."""

    def export(run, **options):
        run.export(tmp_path / "run.json", **options)
        return check_trace((tmp_path / "run.json").read_text("utf-8"))

    return export


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), limit=st.sampled_from([0, 0, 30, 7]))
def test_the_rules_hold_for_any_program(tmp_path_factory, seed, limit):
    run, file = recorded(seed), tmp_path_factory.getbasetemp() / "any.json"
    exported = run.export(file, limit=limit)
    trace = check_trace(file.read_text("utf-8"))
    assert len(trace.slices) >= exported.calls
    if not limit:
        assert [one.depth for one in trace.slices] == [span.depth for span in run.spans()]


def test_a_call_is_a_slice_with_its_time_in_microseconds(trace_of):
    run = training()
    (fit,), (span,) = trace_of(run).named("Model.fit"), [s for s in run.spans() if s.label == "Model.fit"]
    assert fit.begin == pytest.approx(span.start * 1e6, abs=1e-3)
    assert fit.end - fit.begin == pytest.approx(span.duration * 1e6, abs=1e-3)
    assert fit.args == {"symbol": "user.Model.fit", "instance": "small"}


def test_iterations_are_numbered_from_one_as_people_do(trace_of):
    (epoch,) = trace_of(training()).named("epoch 3")
    assert epoch.args["index"] == 2
    assert [one.name for one in epoch.inside] == ["step 1", "step 2", "step 3", "step 4"]


def test_facts_are_arguments_of_their_slice(trace_of):
    trace = trace_of(training())
    assert trace.named("Model.build")[0].args["WeightCreated"] == [
        {"name": "kernel", "layer": "small", "count": 4}
    ]
    values = [one.args["LossComputed"][0]["value"] for one in trace.named("Model.train_step")]
    assert values == [1, 1 / 2, 1 / 3, 1 / 4] * 3


def test_a_fact_outside_any_call_is_an_instant(trace_of):
    (instant,) = trace_of(training()).instants
    assert (instant["name"], instant["args"]) == ("StopRequested", {"by": "nobody"})


def test_losses_are_a_curve(trace_of):
    counters = trace_of(training()).counters
    assert {point["name"] for point in counters} == {"loss mse"}
    assert len(counters) == 12


def test_lanes_are_named_threads_of_one_process(trace_of):
    trace = trace_of(threads())
    assert trace.meta("process_name") == ["train.py"]
    assert sorted(trace.meta("thread_name")) == ["main", "worker 0", "worker 1"]
    assert len({one.thread for one in trace.slices}) == 3


def test_a_failure_is_told_where_it_passed(trace_of):
    raised = [one.name for one in trace_of(failed()).slices if "exception" in one.args]
    assert raised == ["Model.fit", "epoch 2", "step 3", "Model.train_step"]


def test_what_had_not_ended_ends_with_the_run(trace_of):
    seen = []

    class Watching(Model):
        def call(self):
            super().call()
            seen.append(trace_of(run))

    with record() as run:
        Watching().fit(1, 3)
    unfinished = [one.name for one in seen[-1].slices if one.args.get("unfinished")]
    assert unfinished[:3] == ["Watching.fit", "epoch 1", "step 3"]


def test_a_run_that_ctrl_c_ended_is_told_to_where_it_came(trace_of):
    trace = trace_of(interrupted())
    raised = [one.name for one in trace.slices if "exception" in one.args]
    assert raised == ["Stopped.fit", "epoch 2", "step 3", "Stopped.train_step", "Stopped.call"]
    assert trace.slices[0].args["exception"] == "KeyboardInterrupt"


def test_a_run_that_was_cut_off_is_told_to_where_it_was_written(trace_of, tmp_path):
    trace = trace_of(cut_off(tmp_path))
    unfinished = [one.name for one in trace.slices if one.args.get("unfinished")]
    assert unfinished == ["Saving.fit", "epoch 2", "step 2", "Saving.train_step", "Saving.call"]
    assert len({one.end for one in trace.slices if one.args.get("unfinished")}) == 1


def test_numbers_that_json_does_not_have_are_text(trace_of):
    with record(clock=LogicalClock()) as run:
        emit(LossComputed, loss="mse", value=float("nan"))
    (loss,) = trace_of(run).instants
    assert loss["args"]["value"] == "nan"


def test_a_packed_trace_is_the_same_and_the_same_each_time(tmp_path):
    run = training()
    run.export(tmp_path / "a.json")
    for name in ("a.json.gz", "b.json.gz"):
        run.export(tmp_path / name)
    assert gzip.decompress((tmp_path / "a.json.gz").read_bytes()) == (tmp_path / "a.json").read_bytes()
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()


def test_what_a_limit_leaves_out_is_said_in_the_trace_and_of_the_export(trace_of, tmp_path):
    run = training(5, 200)
    trace = trace_of(run, limit=500)
    exported = run.export(tmp_path / "again.json", limit=500)
    whole = len(told(run))
    assert exported.calls < 500
    assert f"{whole - exported.calls:,} of {whole:,} calls" in exported.left_out[0]
    assert trace.meta("process_labels") == [f"left out: {exported.left_out[0]}"]
    assert sum(one.args.get("calls_left_out", 0) for one in trace.slices) == whole - exported.calls


def test_without_a_limit_nothing_is_left_out(tmp_path):
    assert training().export(tmp_path / "run.json", limit=0).left_out == ()


names = st.text(st.characters() | st.sampled_from("\"\\'\0\n\x1b\ud800\udfff\u2028🦊</script>"), max_size=12)


@settings(max_examples=40)
@given(name=names, message=names)
def test_any_name_is_told(tmp_path_factory, name, message):
    class Named(Hooked, named="name"):
        @hook
        def call(self):
            raise ValueError(message)

    with record(clock=LogicalClock(), script="train.py") as run:
        called = Named()
        called.name = name
        try:
            called.call()
        except ValueError:
            pass
    file = tmp_path_factory.getbasetemp() / "named.json"
    exported = run.export(file)
    (call,) = check_trace(file.read_text("utf-8")).slices
    whole = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in name)
    assert call.args.get("instance", "") in (whole, whole[:400])
    assert bool(exported.left_out) == any("\ud800" <= char <= "\udfff" for char in name + message)
