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
