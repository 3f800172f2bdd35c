"""Loops: iterations as spans, folded where they make the same calls, however a loop is left."""

import gc
import weakref

import pytest

from fittrace.trace import Hooked, emit, hook, loop, record
from fittrace.trace.catalogue import GradientComputed, LossComputed, StopRequested


class Handler(Hooked):
    @loop("epoch", index=lambda item: item[0])
    def epochs(self, count):
        for epoch in range(count):
            yield epoch, f"data of epoch {epoch}"

    @loop("step")
    def steps(self, count):
        yield from range(count)


class Model(Hooked):
    @hook
    def train_step(self, x):
        return x

    @hook
    def first_step(self, x):
        return x

    @hook
    def fit(self, function):
        return function()


@loop("item")
def items(sequence):
    """The items of a sequence."""
    yield from sequence


handler, model = Handler(), Model()


def folded(run):
    """The folded tree, a line each: indented, loops with their first and last index and count."""
    lines = []

    def add(node, indent):
        for child in node.children:
            loop_text = f" {child.first}..{child.last} x{child.count}" if child.loop else ""
            lines.append(f"{indent}{child.label}{loop_text}")
            add(child, indent + "  ")

    add(run.tree(), "")
    return lines


def test_each_iteration_is_a_span_until_the_next_item_is_asked_for(told):
    with record() as run:
        for step in handler.steps(2):
            model.train_step(step)
        model.first_step(0)
    assert told(run) == [
        "step 0",
        "  Model.train_step",
        "step 1",
        "  Model.train_step",
        "Model.first_step",
    ]


def test_the_symbol_of_an_iteration_is_its_generator():
    with record() as run:
        list(handler.steps(1))
    assert [(span.symbol, span.label, span.name) for span in run.spans()] == [
        ("user.Handler.steps", "step", None)
    ]


def test_iterations_are_not_counted_as_calls():
    with record() as run:
        for step in handler.steps(5):
            model.train_step(step)
    assert run.calls == 5


def test_the_index_is_the_item_where_it_is_an_integer_else_a_count_or_what_was_declared(told):
    with record() as run:
        list(items([7, 9]))
        list(items("ab"))
        list(items([True]))
        list(handler.epochs(2))
    assert told(run) == ["item 7", "item 9", "item 0", "item 1", "item 0", "epoch 0", "epoch 1"]


def test_equal_iterations_are_folded():
    with record() as run:
        for step in handler.steps(100):
            model.train_step(step)
    assert folded(run) == ["step 0..99 x100", "  Model.train_step"]
    (node,) = run.tree().children
    assert (node.count, node.times, node.calls, node.children[0].times) == (100, 100, 1, 100)


def test_what_differs_is_kept_apart():
    with record() as run:
        for step in handler.steps(6):
            if step == 0:
                model.first_step(step)
            model.train_step(step)
    assert folded(run) == [
        "step 0..0 x1",
        "  Model.first_step",
        "  Model.train_step",
        "step 1..5 x5",
        "  Model.train_step",
    ]


def test_structures_that_take_turns_are_told_in_turn(told):
    with record() as run:
        for step in handler.steps(4):
            (model.train_step if step % 2 else model.first_step)(step)
    assert [line.split()[0] for line in told(run)[1::2]] == ["Model.first_step", "Model.train_step"] * 2
    assert len(run.recording.patterns) == 2


def test_loops_in_loops_are_folded_inside_out():
    with record() as run:
        for _ in handler.epochs(3):
            for step in handler.steps(4):
                model.train_step(step)
    assert folded(run) == ["epoch 0..2 x3", "  step 0..3 x4", "    Model.train_step"]
    assert run.calls == 12
    assert [span.index for span in run.spans() if span.label == "step"] == [0, 1, 2, 3] * 3


def test_epochs_with_another_number_of_steps_are_not_the_same():
    with record() as run:
        for epoch, _ in handler.epochs(3):
            for step in handler.steps(2 + (epoch == 1)):
                model.train_step(step)
    assert [line for line in folded(run) if "x" in line] == [
        "epoch 0..0 x1",
        "  step 0..1 x2",
        "epoch 1..1 x1",
        "  step 0..2 x3",
        "epoch 2..2 x1",
        "  step 0..1 x2",
    ]


def test_two_loops_one_after_the_other_are_two():
    with record() as run:
        list(handler.steps(2))
        list(handler.steps(3))
    assert folded(run) == ["step 0..1 x2", "step 0..2 x3"]
    assert [(fact.first, fact.last, fact.count) for fact in run.facts("Folded")] == [(1, 2, 2), (1, 3, 3)]


def test_the_loop_goes_on_as_without_a_recorder():
    def generator():
        received = yield 1
        return received

    made = items.__wrapped__([1, 2])
    assert list(made) == [1, 2]
    assert items.__doc__ == "The items of a sequence."
    with record():
        assert list(items([3, 4])) == [3, 4]
        assert list(items([])) == []


def test_what_the_generator_returns_is_handed_on():
    @loop("step")
    def steps():
        yield 1
        return "done"

    def through():
        return (yield from steps())

    def result():
        generator = through()
        next(generator)
        with pytest.raises(StopIteration) as stopped:
            next(generator)
        return stopped.value.value

    with record():
        recorded = result()
    assert recorded == result() == "done"


def test_break_ends_the_iteration_and_the_loop(told):
    with record() as run:
        for step in handler.steps(5):
            model.train_step(step)
            if step == 1:
                break
        model.first_step(0)
    assert told(run) == [
        "step 0",
        "  Model.train_step",
        "step 1",
        "  Model.train_step",
        "Model.first_step",
    ]


def test_return_out_of_two_loops_ends_both(told):
    def work():
        for epoch, _ in handler.epochs(2):
            for step in handler.steps(2):
                if (epoch, step) == (1, 0):
                    return

    with record() as run:
        model.fit(work)
        model.first_step(0)
    assert told(run) == [
        "Model.fit",
        "  epoch 0",
        "    step 0",
        "    step 1",
        "  epoch 1",
        "    step 0",
        "Model.first_step",
    ]


@pytest.mark.parametrize("held", [False, True])
def test_an_exception_ends_the_iterations_it_leaves(told, held):
    def work():
        steps = handler.steps(3)
        for step in steps if held else handler.steps(3):
            model.train_step(step)
            if step == 1:
                raise KeyError("gone")

    with record() as run, pytest.raises(KeyError):
        model.fit(work)
    assert told(run) == [
        "Model.fit !KeyError",
        "  step 0",
        "    Model.train_step",
        "  step 1 !KeyError",
        "    Model.train_step",
    ]
    assert [span.exception.message for span in run.spans() if span.exception] == ["'gone'", "'gone'"]
    assert [node.exception.type for node in run.tree().walk() if node.exception] == ["KeyError", "KeyError"]


def test_what_follows_a_yield_belongs_to_the_iteration_of_its_item(told):
    @loop("epoch")
    def epochs():
        for epoch in range(2):
            yield epoch
            model.first_step(epoch)

    with record() as run:
        for epoch in epochs():
            model.train_step(epoch)
    inside = ["  Model.train_step", "  Model.first_step"]
    assert told(run) == ["epoch 0", *inside, "epoch 1", *inside]


def test_an_exception_in_the_generator_itself_ends_the_iteration_before(told):
    @loop("step")
    def steps():
        yield 0
        raise OSError("no more data")

    def work():
        for step in steps():
            model.train_step(step)

    with record() as run, pytest.raises(OSError, match="no more data"):
        model.fit(work)
    assert told(run) == ["Model.fit !OSError", "  step 0 !OSError", "    Model.train_step"]


def test_a_loop_closed_early_by_hand(told):
    with record() as run:
        steps = handler.steps(3)
        next(steps)
        model.train_step(0)
        steps.close()
        model.first_step(0)
        assert list(steps) == []
    assert told(run) == ["step 0", "  Model.train_step", "Model.first_step"]


def test_closing_a_loop_closes_the_generator_below():
    closed = []

    @loop("step")
    def steps():
        try:
            yield 0
        finally:
            closed.append(True)

    with record():
        for _ in steps():
            break
    assert closed == [True]


def test_a_loop_held_after_its_call_returned_ended_with_the_call(told):
    with record() as run:
        steps = handler.steps(3)
        model.fit(lambda: next(steps))
        model.train_step(0)
        for step in steps:
            model.first_step(step)
        model.train_step(9)
    assert told(run) == [
        "Model.fit",
        "  step 0",
        "Model.train_step",
        "step 1",
        "  Model.first_step",
        "step 2",
        "  Model.first_step",
        "Model.train_step",
    ]
    assert folded(run)[3:] == ["step 1..2 x2", "  Model.first_step", "Model.train_step"]


def test_a_loop_held_to_the_end_of_the_run_ended_with_its_call_too(told):
    with record() as run:
        steps = handler.steps(3)
        model.fit(lambda: next(steps))
        model.train_step(0)
    assert told(run) == ["Model.fit", "  step 0", "Model.train_step"]


def test_another_loop_while_one_is_held_is_not_taken_for_its_child(told):
    with record() as run:
        held = handler.steps(3)
        model.fit(lambda: next(held))
        for _ in handler.steps(2):
            model.train_step(0)
        seen = told(run)
        held.close()
    assert (
        seen
        == told(run)
        == ["Model.fit", "  step 0", *["step 0", "  Model.train_step", "step 1", "  Model.train_step"]]
    )


def test_a_loop_gone_on_with_from_inside_a_call_ended_before_that_call(told):
    with record() as run:
        steps = handler.steps(3)
        next(steps)
        model.train_step(0)
        model.fit(lambda: (model.first_step(0), next(steps), model.train_step(1)))
        model.first_step(2)
        next(steps)
        model.train_step(3)
        steps.close()
    assert told(run) == [
        "step 0",
        "  Model.train_step",
        "Model.fit",
        "  Model.first_step",
        "  step 1",
        "    Model.train_step",
        "Model.first_step",
        "step 2",
        "  Model.train_step",
    ]


def test_loops_that_overlap_do_not_confuse_the_calls_around_them(told):
    with record() as run:
        outer, inner = handler.steps(2), items("ab")
        next(outer), next(inner)
        next(outer)
        model.train_step(0)
        next(inner)
        model.train_step(1)
        outer.close(), inner.close()
        model.first_step(0)
    assert told(run)[-1] == "Model.first_step"
    assert [line for line in told(run) if "Model" in line] == [
        "  Model.train_step",
        "    Model.train_step",
        "Model.first_step",
    ]


def test_facts_around_a_loop_that_is_held_stay_where_they_were_stated():
    with record() as run:
        steps = handler.steps(2)

        def work():
            emit(LossComputed, loss="before", value=1)
            next(steps)
            emit(LossComputed, loss="inside", value=2)
            emit(GradientComputed, weight="inside", norm=[1.0])

        model.fit(work)
        emit(LossComputed, loss="after", value=3)
        emit(GradientComputed, weight="after", norm=[2.0])
        next(steps)
        emit(LossComputed, loss="again", value=4)
        steps.close()
    assert [
        (getattr(fact, "loss", None) or fact.weight, fact.span and fact.span.label) for fact in run.facts()
    ] == [
        ("before", "Model.fit"),
        ("inside", "step"),
        ("inside", "step"),
        ("after", None),
        ("after", None),
        ("again", "step"),
    ]
    assert [fact.value for fact in run.facts("LossComputed")] == [1, 2, 3, 4]
    assert [span.index for span in run.spans() if span.label == "step"] == [0, 1]


@pytest.mark.parametrize("count", [0, 2])
def test_a_loop_keeps_nothing_of_its_callers_alive(count):
    class Batch:
        pass

    def work():
        batch = Batch()
        for _ in handler.steps(count):
            model.train_step(batch)
        return weakref.ref(batch)

    gc.disable()
    try:
        with record():
            assert work()() is None
    finally:
        gc.enable()


def test_a_loop_begun_before_the_recording_is_not_recorded(told):
    steps = handler.steps(4)
    next(steps)
    with record() as run:
        next(steps)
        model.train_step(0)
    assert told(run) == ["Model.train_step"]


def test_a_loop_gone_on_with_after_the_recording_changes_it_no_more(told):
    with record() as run:
        steps = handler.steps(4)
        next(steps)
    before = told(run)
    assert list(steps) == [1, 2, 3]
    assert told(run) == before == ["step 0 ..."]


def test_a_loop_that_goes_on_into_another_recording(told):
    with record() as first:
        steps = handler.steps(4)
        next(steps)
        with record() as second:
            next(steps)
            model.train_step(1)
            next(steps)
            model.train_step(2)
        next(steps)
        model.first_step(3)
        steps.close()
    assert told(first) == ["step 0", "step 3", "  Model.first_step"]
    assert [line for line in told(second) if "Model" in line] == ["  Model.train_step", "  Model.train_step"]


def test_facts_of_a_kept_kind_stated_between_two_loops_stay_between_them():
    with record() as run:
        list(handler.steps(2))
        emit(GradientComputed, weight="between", norm=[1.0])
        for _ in handler.steps(2):
            emit(StopRequested, by="me")
    assert [fact.kind for fact in run.facts()] == ["GradientComputed", "StopRequested", "StopRequested"]


def test_deep_calls_are_told_as_deep_as_they_were(told):
    depth = 400

    def work(left):
        return model.fit(lambda: work(left - 1)) if left else 0

    import sys

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(5000)
    try:
        with record() as run:
            work(depth)
    finally:
        sys.setrecursionlimit(limit)
    assert max(span.depth for span in run.spans()) == depth - 1
    assert run.tree().calls == depth


def test_an_endless_recursion_is_told_to_its_end():
    def work():
        return model.fit(work)

    with record() as run, pytest.raises(RecursionError):
        work()
    exceptions = {span.exception.type for span in run.spans()}
    assert exceptions == {"RecursionError"}
    assert run.tree().calls == run.calls > 50
    assert all(node.exception for node in run.tree().walk()[1:])


def test_a_spans_times_nest_and_an_iterations_own_are_exact():
    times = iter(range(0, 10**6, 10))
    with record(clock=lambda: next(times)) as run:
        for step in handler.steps(3):
            model.train_step(step)
    spans = list(run.spans())
    assert [round(span.start * 1e9) for span in spans] == [10, 20, 50, 60, 90, 100]
    assert [round(span.duration * 1e9) for span in spans] == [30, 10] * 3
    step, call = run.tree().walk()[1:]
    assert (round(step.mean * 1e9), round(step.duration * 1e9), round(call.mean * 1e9)) == (30, 90, 10)
    assert run.duration == pytest.approx(130e-9)
