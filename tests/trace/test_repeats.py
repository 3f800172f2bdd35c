"""Repeats: loops that only the calls in them tell of."""

import pytest

from fittrace import load
from fittrace.trace import Hooked, emit, hook, loop, record
from fittrace.trace.catalogue import GradientComputed, LossComputed
from fittrace.trace.repeats import TIMES


class Model(Hooked):
    @hook
    def train_on_batch(self, x):
        self.loss(x)

    @hook
    def loss(self, x):
        emit(GradientComputed, weight="w", norm=x)
        emit(LossComputed, loss="mse", value=float(x))

    @hook
    def evaluate(self):
        emit(LossComputed, loss="mse", value=0.0)

    @hook
    def fail(self):
        emit(LossComputed, loss="mse", value=0.0)
        raise ArithmeticError("no")


class Fresh(Hooked):
    """Builds what it needs in its first call, as layers and optimizers do."""

    built = False

    @hook
    def enter(self):
        pass

    @hook
    def call(self, x):
        if not self.built:
            self.build()
        emit(LossComputed, loss="mse", value=float(x))

    @hook
    def build(self):
        self.built = True

    @hook
    def update(self):
        pass

    def step(self, x):
        self.enter()
        self.call(x)
        self.update()


@loop("step")
def steps(count):
    yield from range(count)


model = Model()


def folded(run):
    lines = []

    def add(node, indent):
        for child in node.children:
            lines.append(f"{indent}{child.label}{f' x{child.count}' if child.loop else ''}")
            add(child, indent + "  ")

    add(run.tree(), "")
    return lines


@pytest.mark.parametrize("saved", [False, True])
def test_a_loop_written_by_hand_is_folded(saved, tmp_path):
    with record() as run:
        for x in range(500):
            model.train_on_batch(x)
    if saved:
        run.save(tmp_path / "run")
        run = load(tmp_path / "run")
    assert folded(run) == ["repeat x500", "  Model.train_on_batch", "    Model.loss"]
    assert run.calls == 1000
    assert [fact.value for fact in run.facts("LossComputed")] == list(range(500))
    assert [fact.norm for fact in run.facts("GradientComputed")] == [0.0]
    assert [(span.depth, span.label) for span in run.spans()] == [
        (0, "Model.train_on_batch"),
        (1, "Model.loss"),
    ] * 500


def test_a_few_calls_in_a_row_are_told_one_by_one():
    with record() as run:
        for x in range(TIMES - 1):
            model.train_on_batch(x)
    assert folded(run) == ["Model.train_on_batch", "  Model.loss"] * (TIMES - 1)


def test_steps_of_several_calls():
    with record() as run:
        for x in range(100):
            model.train_on_batch(x)
            model.evaluate()
            model.evaluate()
    assert folded(run) == [
        "repeat x100",
        "  Model.train_on_batch",
        "    Model.loss",
        "  Model.evaluate",
        "  Model.evaluate",
    ]


def test_epochs_written_by_hand_around_steps_written_by_hand():
    with record() as run:
        for _ in range(20):
            for x in range(30):
                model.train_on_batch(x)
            model.evaluate()
    assert folded(run) == [
        "repeat x20",
        "  repeat x30",
        "    Model.train_on_batch",
        "      Model.loss",
        "  Model.evaluate",
    ]
    assert [fact.value for fact in run.facts("LossComputed")] == [*range(30), 0.0] * 20


def test_epochs_written_by_hand_around_a_loop():
    with record() as run:
        for _ in range(20):
            for x in steps(30):
                model.train_on_batch(x)
            model.evaluate()
    assert folded(run)[:2] == ["repeat x20", "  step x30"]
    assert [span.index for span in run.spans() if span.label == "step"] == [*range(30)] * 20


def test_calls_that_fail_again_and_again():
    with record() as run:
        for _ in range(50):
            with pytest.raises(ArithmeticError):
                model.fail()
    assert folded(run) == ["repeat x50", "  Model.fail"]
    assert {span.exception.type for span in run.spans()} == {"ArithmeticError"}


def test_what_comes_between_ends_the_repeat():
    with record() as run:
        for x in range(40):
            if x == 20:
                model.evaluate()
            model.train_on_batch(x)
    outermost = [line for line in folded(run) if not line.startswith(" ")]
    assert outermost == ["repeat x20", "Model.evaluate", "repeat x20"]


def test_calls_in_order_have_times_in_order():
    with record() as run:
        for _ in range(30):
            for x in steps(3):
                model.train_on_batch(x)
            model.evaluate()
    starts = [span.start for span in run.spans() if span.label == "step"]
    assert starts == sorted(starts)
    ends = [span.start + span.duration for span in run.spans()]
    assert max(ends) <= run.duration


def test_a_long_loop_by_hand_stays_small(tmp_path):
    def size(count):
        path = tmp_path / str(count)
        with record(path):
            for _ in range(count):
                model.train_on_batch(0.5)
        return path.stat().st_size

    assert size(9000) - size(1000) <= 64 * 8000


def outermost(run):
    """The outermost lines; of loops which iterations they stand for."""
    nodes = run.tree().children
    return [f"{it.label} {it.first}..{it.last}" if it.loop else it.label for it in nodes]


def test_the_first_iteration_is_the_loops_although_it_builds():
    fresh = Fresh()
    with record() as run:
        for x in range(30):
            fresh.step(x)
    assert outermost(run) == ["repeat 0..0", "repeat 1..29"]
    first, later = run.tree().children
    assert [it.label for it in first.children] == ["Fresh.enter", "Fresh.call", "Fresh.update"]
    assert [it.label for it in later.children] == ["Fresh.enter", "Fresh.call", "Fresh.update"]
    assert [fact.value for fact in run.facts("LossComputed")] == list(range(30))
    assert [it.label for it in run.spans()][:5] == [
        "Fresh.enter",
        "Fresh.call",
        "Fresh.build",
        "Fresh.update",
        "Fresh.enter",
    ]


def test_an_iteration_that_is_another_in_the_middle_and_at_the_end_is_counted_with_the_others():
    fresh = Fresh()
    with record() as run:
        for x in range(30):
            fresh.built = x not in (15, 29)
            fresh.step(x)
    assert outermost(run) == ["repeat 0..14", "repeat 15..15", "repeat 16..28", "repeat 29..29"]
    assert [fact.value for fact in run.facts("LossComputed")] == list(range(30))


def test_iterations_before_the_eighth_of_a_kind_are_taken_in_afterwards():
    fresh = Fresh()
    with record() as run:
        for x in range(20):
            fresh.built = x not in (0, 5)
            fresh.step(x)
    assert outermost(run) == ["repeat 0..0", "repeat 1..4", "repeat 5..5", "repeat 6..19"]
    assert [fact.value for fact in run.facts("LossComputed")] == list(range(20))


def test_what_only_the_first_iteration_calls_is_in_it():
    fresh = Fresh()
    with record() as run:
        for x in range(20):
            fresh.step(x)
            if x == 0:
                model.evaluate()
    assert outermost(run) == ["repeat 0..0", "repeat 1..19"]
    assert [it.label for it in run.tree().children[0].children][-1] == "Model.evaluate"


def test_a_call_before_the_loop_is_none_of_it():
    fresh = Fresh()
    with record() as run:
        fresh.call(0)
        for x in range(20):
            fresh.step(x)
    assert outermost(run) == ["Fresh.call", "repeat 0..19"]


def test_the_epochs_of_such_a_loop_begin_where_they_begin():
    fresh = Fresh()
    with record() as run:
        for _ in range(20):
            for x in range(30):
                fresh.step(x)
            model.evaluate()
    assert outermost(run) == ["repeat 0..0", "repeat 1..19"]
    assert folded(run)[:2] == ["repeat x1", "  repeat x1"]
    assert [fact.value for fact in run.facts("LossComputed")] == [*range(30), 0.0] * 20


@pytest.mark.parametrize("saved", [False, True])
def test_calls_and_their_facts_are_those_that_were_made(saved, tmp_path):
    fresh, made = Fresh(), []
    with record(tmp_path / "run" if saved else None) as run:
        for x in range(200):
            fresh.built = x % 50 not in (0, 7)
            made += ["enter", "call", *(["build"] if not fresh.built else []), "update"]
            fresh.step(x)
            if x % 50 == 20:
                model.evaluate()
                made.append("evaluate")
    run = load(tmp_path / "run") if saved else run
    assert [it.label.rpartition(".")[2] for it in run.spans()] == made
    values = [fact.value for fact in run.facts("LossComputed")]
    assert [value for value in values if value] == list(range(1, 200))
    starts = [it.start for it in run.spans()]
    assert starts == sorted(starts)


def test_a_loop_after_another_does_not_take_it_in():
    fresh = Fresh()
    with record() as run:
        for x in range(20):
            model.train_on_batch(x)
        for _ in range(12):
            for x in range(10):
                fresh.step(x)
            model.evaluate()
    assert outermost(run) == ["repeat 0..19", "repeat 0..0", "repeat 1..11"]
