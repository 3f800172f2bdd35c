"""Recordings that are begun inside generators, which share the context of whoever consumes them."""

import asyncio
import gc
import weakref
from contextlib import ExitStack, asynccontextmanager, contextmanager

import numpy as np
import pytest

from fittrace.trace import Hooked, annotate, changing, emit, hook, loop, record, recording
from fittrace.trace.catalogue import StopRequested, WeightUpdated


class Model(Hooked, named="name"):
    def __init__(self, name="model"):
        self.name = name

    @hook
    def fit(self, function=lambda: None):
        return function()


class Special(Model):
    def fit(self, function=lambda: None):
        return super().fit(function)


@loop("step")
def steps(count):
    yield from range(count)


def trained(name, runs, items=3):
    """Records its own run, a call before each item and one after the last."""
    with record() as run:
        runs.append(run)
        for item in range(items):
            Model(name).fit()
            yield item
        Model(name).fit()


def names(run):
    return [span.name for span in run.spans()]


def test_what_the_consumer_does_between_two_items_is_not_the_generators():
    runs = []
    for _ in trained("inside", runs):
        Model("outside").fit()
        assert not recording()
    assert names(runs[0]) == ["inside"] * 4
    assert not recording()


def test_two_generators_in_turn_record_two_runs():
    runs = []
    for _ in zip(trained("first", runs), trained("second", runs), strict=True):
        Model("outside").fit()
    first, second = runs
    assert names(first) == ["first"] * 4
    assert names(second) == ["second"] * 4
    assert (first.ending.state, second.ending.state) == ("finished", "finished")


def test_a_consumer_that_records_gets_its_own_calls():
    runs = []
    with record() as outer:
        for _ in trained("inside", runs):
            Model("outside").fit()
        Model("after").fit()
    assert names(outer) == ["outside"] * 3 + ["after"]
    assert names(runs[0]) == ["inside"] * 4


def test_a_consumer_that_begins_to_record_in_between_gets_its_own_calls():
    runs = []
    items = trained("inside", runs)
    next(items)
    with record() as outer:
        Model("outside").fit()
        list(items)
        Model("outside").fit()
    Model("nobody's").fit()
    assert names(outer) == ["outside"] * 2
    assert names(runs[0]) == ["inside"] * 4


def test_a_consumer_that_stops_recording_first():
    runs = []
    with ExitStack() as stack:
        outer = stack.enter_context(record())
        items = trained("inside", runs)
        next(items)
        stack.close()
        Model("nobody's").fit()
        list(items)
    assert (names(outer), names(runs[0])) == ([], ["inside"] * 4)
    assert not recording()


def test_a_generator_that_is_given_up_ends_its_run():
    runs = []
    items = trained("inside", runs)
    next(items)
    del items
    gc.collect()
    Model("outside").fit()
    assert names(runs[0]) == ["inside"]
    assert (runs[0].ending.state, runs[0].ending.raised.type) == ("raised", "GeneratorExit")
    assert not recording()


def test_a_call_that_consumes_a_generator_keeps_what_it_does_itself():
    runs = []

    def consume():
        for _ in trained("inside", runs):
            Special("outside").fit()

    with record() as outer:
        Model("consumer").fit(consume)
    assert [(span.name, span.depth) for span in outer.spans()] == [("consumer", 0)] + [("outside", 1)] * 3
    assert names(runs[0]) == ["inside"] * 4


def test_facts_notes_changes_and_loops_go_where_the_calls_go():
    weight = np.zeros(3)

    def work():
        with record() as run:
            runs.append(run)
            for _ in steps(3):
                emit(StopRequested, by="inside")
                yield
                with changing(WeightUpdated, weight=weight):
                    weight[:] += 1

    runs = []
    for _ in work():
        emit(StopRequested, by="outside")
        annotate(seed=3)
        with changing(WeightUpdated, weight=weight):
            pass
    (run,) = runs
    assert [fact.by for fact in run.facts("StopRequested")] == ["inside"] * 3
    assert run.header.seed is None
    assert [node.count for node in run.tree().children] == [3]


def test_an_exception_passes_through_a_generator_and_is_told_where_it_belongs():
    def fail():
        raise ValueError("no more")

    def work():
        with record() as run:
            runs.append(run)
            yield
            Model("inside").fit(fail)

    runs, items = [], work()
    with record() as outer:
        next(items)
        with pytest.raises(ZeroDivisionError):
            Model("outside").fit(lambda: 1 / 0)
        with pytest.raises(ValueError, match="no more") as caught:
            next(items)
    assert caught.value.__context__ is None
    assert [span.exception.type for span in outer.spans()] == ["ZeroDivisionError"]
    assert [span.exception.type for span in runs[0].spans()] == ["ValueError"]
    assert runs[0].ending.state == "raised"


def test_a_block_made_of_a_generator_records_what_is_in_the_block():
    @contextmanager
    def traced():
        with record() as run:
            yield run

    with traced() as run:
        Model("inside").fit()
    Model("outside").fit()
    assert names(run) == ["inside"]


def test_such_a_block_inside_a_generator_is_the_generators():
    @contextmanager
    def traced():
        with record() as run:
            yield run

    def work():
        with traced() as run:
            runs.append(run)
            Model("inside").fit()
            yield
            Model("inside").fit()

    runs = []
    for _ in work():
        Model("outside").fit()
    assert names(runs[0]) == ["inside"] * 2


def test_a_fixture_records_the_test(traced_by_fixture):
    Model("test").fit()
    assert names(traced_by_fixture) == ["test"]


@pytest.fixture
def traced_by_fixture():
    with record() as run:
        yield run


def test_a_function_called_by_a_generator_records_its_block():
    def train():
        with record() as run:
            Model("inside").fit()
        return run

    def work():
        yield train()
        Model("outside").fit()
        yield train()

    first, second = work()
    assert (names(first), names(second)) == (["inside"], ["inside"])


def test_asynchronous_generators_in_turn():
    async def trained(name):
        with record() as run:
            runs.append(run)
            for item in range(3):
                Model(name).fit()
                await asyncio.sleep(0)
                yield item

    async def consume():
        first, second = trained("first"), trained("second")
        async for _ in first:
            Model("outside").fit()
            await anext(second)
            Model("outside").fit()
        await second.aclose()

    runs = []
    asyncio.run(consume())
    assert [names(run) for run in runs] == [["first"] * 3, ["second"] * 3]


def test_an_asynchronous_block_records_what_is_in_the_block():
    @asynccontextmanager
    async def traced():
        await asyncio.sleep(0)
        with record() as run:
            yield run

    async def work():
        async with traced() as run:
            Model("inside").fit()
            await asyncio.sleep(0)
            Model("inside").fit()
        Model("outside").fit()
        return run

    assert names(asyncio.run(work())) == ["inside"] * 2


def test_a_recording_that_is_over_does_not_keep_what_the_generator_held():
    class Big:
        pass

    def work():
        big = Big()
        held.append(weakref.ref(big))
        with record():
            yield
        del big

    held = []
    first, second = work(), work()
    next(first), next(second)
    list(first)
    list(second)
    del first, second
    gc.collect()
    assert [ref() for ref in held] == [None, None]


def test_a_block_entered_by_hand_in_a_generator():
    class Traced:
        def __enter__(self):
            self.recording = record()
            return self.recording.__enter__()

        def __exit__(self, *error):
            return self.recording.__exit__(*error)

    def work(enter):
        with enter as run:
            runs.append(run if run is not enter else enter.enter_context(record()))
            yield Model("inside").fit()

    runs = []
    for _ in work(Traced()):
        Model("outside").fit()
    for _ in work(ExitStack()):
        Model("outside").fit()
    assert [names(run) for run in runs] == [["inside"]] * 2


def test_a_function_with_a_block_is_recorded_at_no_other_cost_wherever_it_is_called():
    from fittrace.trace.context import current_lane
    from fittrace.trace.lane import Lane

    def train():
        with record():
            return type(current_lane())

    assert [*(train() for _ in range(2)), train()] == [Lane] * 3
