"""What exports tell: every call in order, nested, and within a limit what matters most."""

from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from fittrace.export.walk import Walk
from fittrace.trace import LogicalClock, record
from tests.trace.programs import Machine, Oops, random_program

from .programs import Model, failed, threads, told, training

seeds = st.integers(0, 2**32)


def recorded(seed):
    """A run of a random program, with loops in loops and calls that fail."""
    with record(clock=LogicalClock()) as run:
        try:
            Machine().run(random_program(Random(seed), 4))
        except Oops:
            pass
    return run


def line_of(call):
    site = call.site
    return call.depth, site.symbol, site.label, site.name, call.index


def check_nesting(calls):
    ends = {}
    for call in calls:
        above = call.parent
        assert call.begin <= call.end
        if above is not None:
            assert above.begin <= call.begin
            assert call.end <= above.end
        before = ends.get((call.lane, above))
        assert before is None or before <= call.begin
        ends[call.lane, above] = call.end


@settings(max_examples=40)
@given(seed=seeds)
def test_without_a_limit_every_span_of_the_run_is_told(seed):
    run = recorded(seed)
    assert [line_of(call) for call in told(run)] == [
        (span.depth, span.symbol, span.label, span.name, span.index) for span in run.spans()
    ]


@settings(max_examples=40)
@given(seed=seeds)
def test_times_are_those_of_the_spans_and_nest(seed):
    run = recorded(seed)
    calls = told(run)
    check_nesting(calls)
    for call, span in zip(calls, run.spans(), strict=True):
        if not call.estimated:  # means may overlap by a nanosecond, and are moved apart
            assert abs(call.begin - span.start * 1e9) <= 1
            assert abs(call.end - call.begin - span.duration * 1e9) <= 2


@settings(max_examples=40)
@given(seed=seeds, limit=st.integers(1, 80))
def test_a_limit_holds_and_what_is_missing_is_counted(seed, limit):
    run = recorded(seed)
    walk = Walk(run, limit)
    calls = [item for item in walk if not hasattr(item, "fact")]
    check_nesting(calls)
    assert len(calls) <= limit
    assert [call.number for call in calls] == list(range(len(calls)))
    assert sum(call.count == 1 or call.site.label == "number" for call in calls) <= walk.budget.whole
    assert bool(walk.left_out) == (walk.budget.told < len(told(run)))


def test_the_first_iteration_of_each_kind_keeps_its_calls_and_the_others_their_times():
    calls = told(training(epochs := 5, 200), limit=1300)
    assert sum(call.site.label == "step" for call in calls) == epochs * 200
    assert any(call.site.label == "Model.build" for call in calls)
    assert sum(call.left_out for call in calls) == 2 * 5 * 200 + 1 - sum(
        call.site.label.startswith("Model.") and call.site.label != "Model.fit" for call in calls
    )


def test_what_is_not_told_one_by_one_is_summed_up():
    run = training(5, 200)
    calls = told(run, limit=40)
    (sums,) = {call.site.label for call in calls if call.count > 1}
    whole = {call.site.label: call for call in told(run)}
    assert sums == "step"
    assert len(calls) <= 40
    assert max(call.end for call in calls) == whole["Model.fit"].end
    assert {call.title for call in calls if call.count > 1} >= {"step: 200 more"}


def test_epoch_and_step_are_those_around_a_call():
    calls = [call for call in told(training(2, 3)) if call.site.label == "Model.train_step"]
    assert [(call.epoch, call.step) for call in calls] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert {call.stage for call in calls} == {"loop"}


def test_iterations_have_their_own_times_and_what_is_in_them_a_mean():
    run = training(1, 8)
    steps = [call for call in told(run) if call.site.label == "step"]
    spans = [span for span in run.spans() if span.label == "step"]
    assert [call.begin for call in steps] == [round(span.start * 1e9) for span in spans]
    assert not any(call.estimated for call in steps)
    assert {call.estimated for call in told(run) if call.site.label == "Model.call"} == {False, True}


def test_a_failure_is_told_of_every_call_that_it_ended():
    calls = [call for call in told(failed()) if call.failed]
    assert [call.site.label for call in calls] == ["Model.fit", "epoch", "step", "Model.train_step"]
    assert {call.exception.message for call in calls} == {"the data ran dry"}


def test_a_run_under_way_is_told_as_far_as_it_has_come():
    with record() as run:
        model = Model()
        model.call()
        fit = iter([model.build, lambda: None])
        for _ in range(1):
            next(fit)()
        calls = told(run)
    assert [call.site.label for call in calls] == ["Model.call", "Model.build"]


def test_a_call_that_never_ended_lasts_until_the_last_of_what_is_in_it():
    seen = []

    class Watching(Model):
        def call(self):
            super().call()
            seen.append(told(run))

    with record() as run:
        Watching().fit(1, 3)
    during = seen[-1]
    check_nesting(during)
    assert [call.site.label for call in during if not call.finished][:2] == ["Watching.fit", "epoch"]
    assert during[0].end >= max(call.end for call in during)


def test_every_lane_has_its_own_calls():
    run = threads()
    calls = told(run)
    check_nesting(calls)
    for lane in range(3):
        assert [line_of(call) for call in calls if call.lane == lane] == [
            (span.depth, span.symbol, span.label, span.name, span.index) for span in run.spans(lane)
        ]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 20, 100])
def test_a_limit_is_for_all_lanes_together(limit):
    assert len(told(threads(), limit)) <= limit
