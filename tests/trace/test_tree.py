"""The folded tree: repeats told once, timed by their mean, with what differs between them."""

import pytest

from fittrace.trace import Hooked, LogicalClock, emit, hook, loop, record
from fittrace.trace.catalogue import LearningRateResolved, LossComputed


@loop("epoch")
def epochs(count):
    yield from range(count)


@loop("step")
def steps(count):
    yield from range(count)


class Clock:
    """A clock that is set by hand (ns)."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


clock = Clock()


class Model(Hooked):
    @hook
    def train_step(self, loss, takes=0):
        emit(LossComputed, loss="total", value=loss)
        emit(LearningRateResolved, value=0.5, iteration=1)
        clock.now += takes


model = Model()


def test_what_differs_between_folded_iterations_is_told():
    with record() as run:
        for step in steps(4):
            model.train_step([4.0, 1.0, 8.0, 2.0][step])
    (node,) = run.tree().children
    (loss,) = node.varying
    assert (loss.kind, loss.column, dict(loss.fields)) == ("LossComputed", "value", {"loss": "total"})
    assert (loss.first, loss.last, loss.least, loss.greatest) == (4.0, 2.0, 1.0, 8.0)


def test_what_all_iterations_share_does_not_differ():
    with record() as run:
        for _ in steps(3):
            model.train_step(1.0)
    (node,) = run.tree().children
    assert (node.count, node.varying) == (3, [])


def test_losses_that_are_no_numbers_leave_the_others_to_be_compared():
    with record() as run:
        for step in steps(3):
            model.train_step([1.0, float("nan"), 3.0][step])
    (loss,) = run.tree().children[0].varying
    assert (loss.least, loss.greatest) == (1.0, 3.0)


def test_a_fold_inside_a_fold_differs_over_all_the_iterations_around_it():
    with record() as run:
        for epoch in epochs(3):
            for step in steps(2):
                model.train_step(10.0 * epoch + step)
    (epoch,) = run.tree().children
    (step,) = epoch.children
    assert step.times == 6
    assert (step.varying[0].first, step.varying[0].last) == (0.0, 21.0)


def test_times_inside_a_fold_are_means_and_add_up():
    clock.now = 0
    with record(clock=clock) as run:
        for epoch in epochs(2):
            for step in steps(3):
                model.train_step(1.0, takes=(epoch + 1) * (step + 1) * 1000)
    (epoch,) = run.tree().children
    (step,) = epoch.children
    (call,) = step.children
    total = (1 + 2) * (1 + 2 + 3) * 1e-6
    assert (epoch.duration, step.duration, call.duration) == pytest.approx((total, total, total))
    assert call.mean == pytest.approx(total / 6)


def test_a_part_never_takes_longer_than_the_whole():
    with record(clock=LogicalClock()) as run:
        for epoch in epochs(4):
            for step in steps(3):
                model.train_step(float(step))
            if epoch == 2:
                model.train_step(0.0)
    for node in run.tree().walk():
        assert sum(child.duration for child in node.children) <= node.duration * (1 + 1e-9)


def test_a_run_can_be_read_while_it_is_recorded():
    with record() as run:
        kept = []
        for step in steps(50):
            model.train_step(float(step))
            kept.append(run.tree())
    assert run.calls == 50
    assert sum(node.count for node in run.tree().children) == 50
