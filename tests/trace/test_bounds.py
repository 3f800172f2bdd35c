"""Bounds: what never repeats is told up to a limit, and a fact says what is not."""

import random

import pytest

from fittrace import load
from fittrace.trace import Hooked, emit, hook, loop, record
from fittrace.trace.catalogue import LossComputed
from fittrace.trace.packing import WIDEST
from fittrace.trace.structures import ORDER_LIMIT, STRUCTURE_LIMIT


class Layer(Hooked):
    @hook
    def call(self, depth=0):
        if depth:
            self.call(depth - 1)

    @hook
    def other(self):
        emit(LossComputed, loss="mse", value=0.5)


@loop("step")
def steps(count):
    yield from range(count)


@loop("epoch")
def epochs(count):
    yield from range(count)


layer = Layer()
MORE = STRUCTURE_LIMIT + 50


def reread(run, tmp_path, saved):
    if not saved:
        return run
    run.save(tmp_path / "run")
    return load(tmp_path / "run")


@pytest.mark.parametrize("saved", [False, True])
def test_steps_that_never_repeat_are_told_up_to_the_limit(saved, tmp_path):
    with record() as run:
        for step in steps(MORE):
            for _ in range(step + 1):
                layer.call()
    run = reread(run, tmp_path, saved)
    facts = list(run.facts("StructureNotKept"))
    assert [fact.calls for fact in facts] == list(range(STRUCTURE_LIMIT + 1, MORE + 1))
    assert {(fact.loop, fact.limit) for fact in facts} == {("step", STRUCTURE_LIMIT)}
    assert [span.index for span in run.spans() if span.label == "step"] == list(range(MORE))
    assert run.calls == STRUCTURE_LIMIT * (STRUCTURE_LIMIT + 1) / 2
    assert len(run.recording.patterns) == STRUCTURE_LIMIT + 1


def test_a_known_structure_is_told_also_after_the_limit():
    with record() as run:
        for step in steps(MORE):
            for _ in range(step + 1 if step < MORE - 1 else 3):
                layer.call()
    last = [span for span in run.spans() if span.label == "step"][-1]
    assert not last.facts
    assert sum(span.parent is last for span in run.spans()) == 0 or run.calls
    assert [fact.span.index for fact in run.facts("StructureNotKept")][-1] == MORE - 2


def test_epochs_that_never_repeat_keep_their_steps():
    with record() as run:
        for epoch in epochs(MORE):
            for _ in steps(epoch + 1):
                layer.call()
    assert run.calls == MORE * (MORE + 1) / 2
    indexes = [span.index for span in run.spans() if span.label == "step"]
    assert indexes == [step for epoch in range(MORE) for step in range(epoch + 1)]
    assert len(list(run.facts("StructureNotKept"))) == 50


@pytest.mark.parametrize("saved", [False, True])
def test_structures_that_take_turns_for_ever_are_only_counted_in_the_end(saved, tmp_path):
    turns = 3 * ORDER_LIMIT
    with record() as run:
        for step in steps(turns):
            layer.call(step % 3)
    assert len(run.recording.lanes[0].events) <= 2 * (ORDER_LIMIT + 5)
    run = reread(run, tmp_path, saved)
    assert run.calls == 6 * ORDER_LIMIT
    assert [fact.limit for fact in run.facts("OrderNotKept")] == [ORDER_LIMIT]
    indexes = [span.index for span in run.spans() if span.label == "step"]
    assert indexes[:ORDER_LIMIT] == list(range(ORDER_LIMIT))
    assert sorted(indexes) == list(range(turns))
    times = [span.start for span in run.spans() if span.label == "step"]
    assert [index for _, index in sorted(zip(times, indexes, strict=True))] == list(range(turns))


def test_calls_outside_of_loops_that_never_repeat():
    with record() as run:
        for depth in range(MORE):
            layer.call(depth)
            layer.other()
    assert [fact.calls for fact in run.facts("StructureNotKept")][-1] == MORE
    assert len(run.recording.lanes[0].events) < 2 * sum(2 * depth + 6 for depth in range(MORE)) / 1.3


def test_what_is_random_stays_within_bounds_and_loses_no_step():
    choose = random.Random(3)
    with record() as run:
        for _ in epochs(4):
            for _ in steps(1000):
                for _ in range(choose.randrange(12)):
                    choose.choice([layer.call, layer.other])()
    assert sum(span.label == "step" for span in run.spans()) == 4000
    assert len(run.recording.patterns) <= STRUCTURE_LIMIT + 10


def test_an_iteration_with_more_numbers_than_a_row_holds_is_told_by_its_length():
    with record() as run:
        for _ in steps(3):
            for _ in range(WIDEST):
                emit(LossComputed, loss="mse", value=0.5)
    assert [fact.span.index for fact in run.facts("StructureNotKept")] == [0, 1, 2]
