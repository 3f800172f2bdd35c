"""Recordings and asyncio: tasks, groups of tasks, and the threads that tasks hand work to."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

from fittrace.trace import Hooked, emit, hook, loop, record, recording
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


async def trained(name, count=3):
    with record() as run:
        for _ in range(count):
            Model(name).fit()
            await asyncio.sleep(0)
    return run


def test_tasks_of_a_group_record_runs_of_their_own():
    async def both():
        async with asyncio.TaskGroup() as group:
            return group.create_task(trained("first")), group.create_task(trained("second"))

    first, second = (task.result() for task in asyncio.run(both()))
    assert (names(first), names(second)) == (["first"] * 3, ["second"] * 3)


def test_tasks_begun_inside_a_recording_belong_to_it():
    async def work(name):
        await asyncio.sleep(0)
        Model(name).fit()

    async def group():
        with record() as run:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(work("one"))
                tasks.create_task(work("two"))
        return run

    assert sorted(names(asyncio.run(group()))) == ["one", "two"]


def test_a_task_inside_a_recording_may_record_its_own_run():
    async def both():
        with record() as outer:
            task = asyncio.create_task(trained("inner"))
            for _ in range(3):
                Model("outer").fit()
                await asyncio.sleep(0)
        return outer, await task

    outer, inner = asyncio.run(both())
    assert (names(outer), names(inner)) == (["outer"] * 3, ["inner"] * 3)


def test_a_task_that_outlives_the_recording_changes_nothing_in_it():
    async def late(begun, over):
        begun.set()
        await over.wait()
        Model("late").fit()
        emit(StopRequested, by="late")
        for _ in steps(2):
            Model("late").fit()
        assert not recording()

    async def work():
        begun, over = asyncio.Event(), asyncio.Event()
        with record() as run:
            Model("in time").fit()
            task = asyncio.create_task(late(begun, over))
            await begun.wait()
        before = run.calls
        over.set()
        await task
        return run, before

    run, before = asyncio.run(work())
    assert (run.calls, before, names(run), list(run.facts())) == (1, 1, ["in time"], [])


def test_work_handed_to_a_thread_goes_into_a_lane_of_its_own():
    barrier = threading.Barrier(2, timeout=10)

    def work(name):
        for _ in steps(20):
            barrier.wait()
            Model(name).fit()
            emit(StopRequested, by=name)

    async def both():
        with record() as run:
            await asyncio.gather(asyncio.to_thread(work, "one"), asyncio.to_thread(work, "two"))
            Model("main").fit()
        return run

    run = asyncio.run(both())
    assert len(run.lanes) == 3
    assert names(run) == ["main"]
    lanes = [{name for name in names(run, lane) if name} for lane in (1, 2)]
    assert sorted(lanes, key=min) == [{"one"}, {"two"}]
    assert [[node.count for node in run.tree(lane).children] for lane in (1, 2)] == [[20], [20]]


def test_a_program_that_runs_tasks_inside_the_recording_and_hands_work_to_threads():
    """As under ``fittrace run``: when the recording begins there is no task yet."""

    async def main():
        Model("task").fit()
        await asyncio.to_thread(lambda: [Model("thread").fit() for _ in range(3)])
        Model("task").fit()

    with record() as run:
        asyncio.run(main())
    assert (names(run), names(run, 1)) == (["task"] * 2, ["thread"] * 3)
    assert run.lanes[1].startswith("asyncio")


def test_an_executor_without_a_copy_of_the_context_is_not_recorded():
    async def main():
        with record() as run:
            await asyncio.get_running_loop().run_in_executor(None, Model("thread").fit)
        return run

    assert asyncio.run(main()).calls == 0


def test_a_context_copied_into_a_thread_by_hand_takes_the_run_along():
    """Its calls from the first loop or fact on, and those that the run has not seen before."""

    def work():
        for _ in steps(50):
            Model("thread").fit()

    with ThreadPoolExecutor(2) as pool, record() as run:
        done = [pool.submit(contextvars.copy_context().run, work) for _ in range(2)]
        for step in steps(50):
            Model("main").fit()
            assert step >= 0
        assert [one.result(10) for one in done] == [None, None]
    assert {name for name in names(run) if name} == {"main"}
    assert {name for lane in range(1, len(run.lanes)) for name in names(run, lane) if name} == {"thread"}
    assert run.calls == 150


def test_a_thread_with_a_copied_context_that_outlives_the_run_is_not_recorded():
    begin = threading.Event()

    def work():
        begin.wait(10)
        for _ in steps(3):
            Model("late").fit()

    with record() as run:
        thread = threading.Thread(target=contextvars.copy_context().run, args=(work,))
        thread.start()
        Model("main").fit()
    begin.set()
    thread.join(10)
    assert (run.lanes, run.calls) == (["main"], 1)


def test_an_exception_in_a_thread_with_a_copied_context_passes_as_it_was_raised():
    def work():
        try:
            Model("thread").fit(lambda: 1 / 0)
        except ZeroDivisionError as error:
            return error.__context__

    async def main():
        with record() as run:
            return run, await asyncio.to_thread(work)

    run, context = asyncio.run(main())
    assert context is None
    assert [span.exception.type for span in run.spans(1)] == ["ZeroDivisionError"]
