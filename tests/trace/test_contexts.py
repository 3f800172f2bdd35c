"""Whose call is it?  Threads, recordings in recordings, tasks, generators."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from fittrace.trace import Hooked, annotate, continued, emit, hook, loop, record, recording
from fittrace.trace.catalogue import StopRequested


class Model(Hooked, named="name"):
    def __init__(self, name="model"):
        self.name = name

    @hook
    def fit(self, function=lambda: None):
        return function()


@loop("step")
def steps(count):
    yield from range(count)


def names(run, lane=0):
    return [span.name for span in run.spans(lane)]


def test_two_threads_record_two_runs():
    barrier = threading.Barrier(2, timeout=10)

    def work(name):
        with record() as run:
            for _ in steps(200):
                Model(name).fit()
                barrier.wait()
        return run

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, ["first", "second"])
    assert set(names(first)) == {None, "first"}
    assert set(names(second)) == {None, "second"}
    assert first.calls == second.calls == 200


def test_a_thread_without_a_recording_is_not_recorded():
    with record() as run:
        thread = threading.Thread(target=Model("elsewhere").fit)
        thread.start()
        thread.join()
        Model("here").fit()
    assert names(run) == ["here"]
    assert run.lanes == ["main"]


def test_a_recording_inside_another_takes_the_calls_and_gives_them_back():
    with record() as outer:
        Model("before").fit()
        with record() as inner:
            Model("inside").fit()
        Model("after").fit()
    assert (names(outer), names(inner)) == (["before", "after"], ["inside"])
    assert not recording()


def test_a_recording_begun_inside_a_call_leaves_that_call_with_the_other_run():
    runs = []

    def nested():
        with record() as run:
            runs.append(run)
            Model("inner").fit()

    with record() as outer:
        Model("outer").fit(nested)
    assert (names(outer), names(runs[0])) == (["outer"], ["inner"])
    assert all(span.finished for span in outer.spans())


def test_recordings_that_overlap_end_in_any_order():
    stacks = [ExitStack(), ExitStack()]
    first = stacks[0].enter_context(record())
    second = stacks[1].enter_context(record())
    Model("both").fit()
    stacks[0].close()
    Model("second").fit()
    stacks[1].close()
    Model("none").fit()
    assert (names(first), names(second)) == ([], ["both", "second"])
    assert not recording()


@pytest.mark.parametrize("ends", [lambda: None, lambda: 1 / 0])
def test_a_recording_that_ends_inside_a_call_knows_nothing_of_the_calls_end(ends):
    def leave():
        stack.close()
        told.append([(span.label, span.finished, span.exception) for span in run.spans()])
        return ends()

    told, stack = [], ExitStack()
    run = stack.enter_context(record())
    with suppress(ZeroDivisionError):
        Model("left").fit(leave)
    assert [(span.label, span.finished, span.exception) for span in run.spans()] == told[0]
    assert told[0] == [("Model.fit", False, None)]


def test_a_recording_works_as_a_decorator_too():
    @record()
    def work():
        Model().fit()
        return recording()

    assert work() is True
    assert not recording()


def test_a_recording_ended_in_another_context_raises_nothing():
    def work():
        with record() as run:
            yield run
            Model("again").fit()

    generator = work()
    run = contextvars.copy_context().run(next, generator)
    Model("outside").fit()
    list(generator)
    assert (names(run), run.ending.state) == ([], "finished")


def test_each_task_records_its_own_run():
    async def work(name):
        with record() as run:
            for _ in range(3):
                Model(name).fit()
                await asyncio.sleep(0)
        return run

    async def both():
        return await asyncio.gather(work("first"), work("second"))

    first, second = asyncio.run(both())
    assert (names(first), names(second)) == (["first"] * 3, ["second"] * 3)


def test_a_worker_thread_continues_the_run_in_a_lane_of_its_own():
    with record() as run:
        lane = continued("worker-1")

        def work():
            with lane():
                for _ in steps(3):
                    Model("worker").fit()
                emit(StopRequested, by="worker")
            Model("after").fit()

        thread = threading.Thread(target=work)
        thread.start()
        Model("main").fit()
        thread.join()
    assert run.lanes == ["main", "worker-1"]
    assert names(run) == ["main"]
    assert [line for line in names(run, 1) if line] == ["worker"] * 3
    assert [fact.by for fact in run.facts(lane=1)] == ["worker"]
    assert run.calls == 4
    assert [node.count for node in run.tree(1).children] == [3]


def test_lanes_fold_for_themselves():
    barrier = threading.Barrier(3, timeout=10)

    def work(lane, count):
        with lane():
            for _ in steps(count):
                Model("worker").fit()
                barrier.wait()

    with record() as run:
        threads = [threading.Thread(target=work, args=(continued(f"w{n}"), 60)) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [[node.count for node in run.tree(lane).children] for lane in (1, 2, 3)] == [[60]] * 3
    assert run.calls == 180
    assert [len(list(run.spans(lane))) for lane in range(4)] == [0, 120, 120, 120]


def test_an_exception_in_a_worker_is_told_in_its_lane_alone():
    def work(lane):
        with lane(), pytest.raises(ZeroDivisionError):
            Model("worker").fit(lambda: 1 / 0)

    with record() as run:
        thread = threading.Thread(target=work, args=(continued("w"),))
        thread.start()
        thread.join()
    assert [span.exception.type for span in run.spans(1)] == ["ZeroDivisionError"]
    assert run.ending.state == "finished"


def test_nobody_recording_a_continued_lane_is_a_block_like_any_other():
    with continued("w")():
        Model().fit()
        assert not recording()


def test_a_worker_that_begins_after_the_run_is_over_is_not_recorded():
    with record() as run:
        lane = continued("late")
    with lane():
        Model().fit()
    assert run.lanes == ["main"]


def test_notes_go_into_the_header_of_the_run_around():
    annotate(seed=1, model="nobody listens")
    with record() as run:
        annotate(seed=7, model=Model("dense"), rate=0.5)
    assert (run.header.seed, run.header.notes) == (7, {"model": "dense", "rate": 0.5})


def test_a_run_can_be_read_while_it_goes_on():
    seen = []
    with record() as run:
        for step in steps(6):
            Model().fit()
            if step == 3:
                reading = run.spans()
                seen.append(next(reading).index)
        seen += [span.index for span in reading if span.index is not None]
        assert run.tree().calls == run.calls == 6
    assert seen == [0, 1, 2, 3]
