"""Comparing recordings: names, facts, endings, threads, and how long it takes."""

import time

import numpy as np
import pytest

import fittrace
from fittrace import keras
from fittrace.trace import Hooked, continued, hook, loop


def training(*, seed=0, rows=64, units=3, **fit):
    random = np.random.default_rng(seed)
    x, y = random.standard_normal((rows, 4)).astype("float32"), random.standard_normal((rows, 1))
    keras.utils.set_random_seed(seed)
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = keras.Sequential([keras.layers.Dense(units), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, y, **({"verbose": 0, "epochs": 2} | fit))
    return run


def facts(difference):
    return [
        (change.kind, change.subject, change.fields) for entry in difference.entries for change in entry.facts
    ]


def test_two_trainings_in_one_process_do_not_differ():
    assert fittrace.diff(training(), training()).same


def test_values_differ_only_where_they_are_asked_for():
    runs = training(seed=1), training(seed=2)
    assert fittrace.diff(*runs).same
    assert not fittrace.diff(*runs, values=True).same


def test_other_shapes_are_told_of_the_weights():
    difference = fittrace.diff(training(units=3), training(units=5))
    created = [fields for kind, subject, fields in facts(difference) if kind == "WeightCreated"]
    assert [{name: values for name, *values in fields}["shape"] for fields in created] == [
        [(4, 3), (4, 5)],
        [(3,), (5,)],
        [(3, 1), (5, 1)],
    ]


def test_another_count_of_epochs_is_a_count_and_nothing_else():
    difference = fittrace.diff(training(epochs=3), training(epochs=9))
    counts = [entry.counts for entry in difference.entries if entry.counts]
    assert (counts, difference.counts["added"], difference.counts["removed"]) == ([(2, 8)], 0, 0)


def by_hand(rounds):
    x, y = np.zeros((8, 4), "float32"), np.zeros((8, 1), "float32")
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        for _ in range(rounds):
            model.train_on_batch(x, y)
    return run


def test_a_few_rounds_by_hand_are_those_of_a_run_that_has_them_folded():
    for difference in (
        fittrace.diff(by_hand(3), by_hand(30)),
        fittrace.diff(by_hand(30), by_hand(3)).mirrored(),
    ):
        assert [entry.counts for entry in difference.entries] == [(1, 28)]
        assert difference.counts == {"added": 0, "removed": 0, "changed": 1, "moved": 0}


def test_the_first_divergence_is_a_path():
    difference = fittrace.diff(training(), training(validation_split=0.5))
    assert difference.first.path == "Sequential.fit > train_validation_split"


def test_calls_are_explained_by_what_is_told(runs_of_two_kinds):
    before, after = runs_of_two_kinds
    explained = sum(more - less for less, more in fittrace.diff(before, after).calls().values())
    assert explained == after.calls - before.calls


@pytest.fixture
def runs_of_two_kinds():
    return training(epochs=2), training(epochs=4, validation_split=0.25)


def test_from_the_other_side_it_is_the_mirror(runs_of_two_kinds):
    before, after = runs_of_two_kinds
    mirrored, back = fittrace.diff(before, after).mirrored(), fittrace.diff(after, before)
    assert mirrored.text() == back.text()
    assert mirrored.as_dict() == back.as_dict()


class Trainer(Hooked, named="name"):
    name = "trainer"

    @hook
    def fit(self, epochs, steps, fails=False):
        for epoch in self.epochs(epochs):
            for step in self.steps(steps):
                self.train_step((epoch + step // 50) % 7)
        if fails:
            raise ValueError("the data ran dry")

    @loop("epoch")
    def epochs(self, count):
        yield from range(count)

    @loop("step")
    def steps(self, count):
        yield from range(count)

    @hook
    def train_step(self, kind):
        for _ in range(kind):
            self.forward()
        self.update()

    @hook
    def forward(self):
        pass

    @hook
    def update(self):
        pass


def trained(epochs=2, steps=3, **options):
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        try:
            Trainer().fit(epochs, steps, **options)
        except ValueError:
            pass
    return run


def test_an_exception_is_another_ending():
    (ended,) = (entry for entry in fittrace.diff(trained(), trained(fails=True)).entries if entry.endings)
    assert (ended.path, ended.endings) == ("Trainer.fit", ("", "ValueError"))


def in_threads(*names):
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for name in names:
            with continued(name)():
                Trainer().forward()
    return run


def test_threads_are_compared_by_their_names():
    difference = fittrace.diff(in_threads("reader", "writer"), in_threads("writer", "logger", "reader"))
    assert [(lane.name, lane.root.mark) for lane in difference.lanes if lane.root.differs] == [
        ("logger", "added")
    ]


def test_what_is_no_run_is_refused():
    with pytest.raises(TypeError, match=r"str is none; fittrace\.load reads a file"):
        fittrace.diff(trained(), "a.fittrace")


def test_runs_of_a_hundred_thousand_calls_take_less_than_a_second():
    runs = trained(epochs=40, steps=700), trained(epochs=41, steps=690)
    assert min(run.calls for run in runs) > 100_000
    times = []
    for _ in range(3):
        begin = time.process_time()
        difference = fittrace.diff(*runs)
        times.append(time.process_time() - begin)
    assert not difference.same
    assert min(times) < 1
