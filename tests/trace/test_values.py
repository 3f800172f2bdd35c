"""Values: of which calls the elements of arrays are looked at."""

from contextlib import suppress

import numpy as np
import pytest

from fittrace import load
from fittrace.trace import Hooked, changing, emit, hook, loop, record
from fittrace.trace.catalogue import GradientComputed, LossComputed, WeightCreated, WeightUpdated


class Handler(Hooked):
    count = 6

    @loop("step", last=lambda handler, step: step == handler.count - 1)
    def steps(self):
        yield from range(self.count)

    @loop("step")
    def steps_without_an_end(self):
        yield from range(self.count)


class Model(Hooked):
    def __init__(self):
        self.weight = np.zeros(3)

    @hook
    def train_step(self, x, *, broken=False):
        emit(GradientComputed, weight="w", norm=x)
        with changing(WeightUpdated, weight=self.weight):
            self.weight += x
        emit(LossComputed, loss="mse", value=float(x.sum()))
        if broken:
            raise ArithmeticError("the loss is not finite")

    @hook
    def build(self):
        emit(WeightCreated, name="kernel", sample=self.weight, values=self.weight)


def ones(step):
    return np.full(3, step + 1.0)


def trained(steps, tmp_path=None, **options):
    model = Model()
    with record(tmp_path and tmp_path / "run", **options) as run:
        for step in steps():
            model.train_step(ones(step))
    return run if tmp_path is None else load(tmp_path / "run")


def norms(run):
    return [round(fact.norm / 3**0.5) for fact in run.facts("GradientComputed")]


@pytest.mark.parametrize("saved", [False, True])
def test_by_default_the_first_step_and_the_last(saved, tmp_path):
    run = trained(Handler().steps, tmp_path if saved else None)
    assert norms(run) == [1, 6]
    assert [fact.norm_change for fact in run.facts("WeightUpdated")][-1] == pytest.approx(6 * 3**0.5)


def test_a_loop_that_does_not_know_its_end_tells_the_first():
    assert norms(trained(Handler().steps_without_an_end)) == [1]


@pytest.mark.parametrize("saved", [False, True])
def test_all_values_of_all_steps(saved, tmp_path):
    assert norms(trained(Handler().steps, tmp_path if saved else None, values="all")) == [1, 2, 3, 4, 5, 6]


def test_no_values_at_all_but_every_loss():
    run = trained(Handler().steps, values="none")
    assert {fact.norm for fact in run.facts("GradientComputed")} == {None}
    assert {fact.norm_change for fact in run.facts("WeightUpdated")} == {None}
    assert [fact.value for fact in run.facts("LossComputed")] == [3.0, 6.0, 9.0, 12.0, 15.0, 18.0]


def test_a_weight_is_named_but_not_looked_at_without_values():
    with record(values="none") as run:
        Model().build()
    (weight,) = run.facts("WeightCreated")
    assert (weight.name, weight.values, weight.sample) == ("kernel", None, None)


def test_the_policy_is_told_in_the_header(tmp_path):
    assert trained(Handler().steps, tmp_path, values="none").header.values == "none"


def test_an_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="values='some' is not one of 'novel', 'all' and 'none'"):
        record(values="some").__enter__()


def test_a_step_that_fails_tells_what_it_was_given():
    model = Model()
    with record() as run:
        for step in Handler().steps():
            with suppress(ArithmeticError):
                model.train_step(ones(step), broken=step == 4)
    (failed,) = run.facts("CallFailed")
    assert failed.span.label == "Model.train_step"
    assert failed.arguments["x"]["mean"] == 5.0
    assert failed.arguments["broken"] is True


def test_a_step_that_fails_without_values_tells_nothing():
    with record(values="none") as run, pytest.raises(ArithmeticError):
        Model().train_step(ones(0), broken=True)
    assert not list(run.facts("CallFailed"))
    assert [fact.message for fact in run.facts("ExceptionRaised")] == ["the loss is not finite"]


def test_a_large_argument_of_a_call_that_fails_is_not_looked_at():
    with record() as run, pytest.raises(ValueError, match="broadcast"):
        Model().train_step(np.zeros(2**18 + 1))
    (failed,) = run.facts("CallFailed")
    assert failed.arguments["x"] == ("ndarray", (2**18 + 1,), "float64")
