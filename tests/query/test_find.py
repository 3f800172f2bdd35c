"""Finding calls: by what they are, where they stand, and what they state."""

from itertools import pairwise

import pytest

import fittrace
from fittrace.trace import Hooked, LogicalClock, continued, emit, hook, loop, record
from fittrace.trace.catalogue import LossComputed


def labels(matches):
    return [span.label for span in matches]


def numbers(matches):
    return [span.index + 1 for span in matches]


def test_a_child_is_directly_inside_and_a_descendant_anywhere(run):
    assert run.find("fit > train_step").count() == 0
    assert run.find("fit train_step").count() == 15


def test_epochs_and_steps_are_counted_from_1_as_on_the_page(run):
    assert numbers(run.find("epoch[2]")) == [2]
    assert numbers(run.find("epoch[1] > step[2:3]")) == [2, 3]
    assert numbers(run.find("epoch[-1]")) == [5]
    assert numbers(run.find("epoch[-2:]")) == [4, 5]
    assert numbers(run.find("epoch[2:-2]")) == [2, 3, 4]


def test_a_method_alone_is_that_of_any_class(run):
    assert list(run.find("train_step")) == list(run.find("Sequential.train_step"))
    assert list(run.find(":Dense")) == list(run.find("Dense.")) == list(run.find("Dense.*"))


def test_instances_have_names(run):
    assert {span.name for span in run.find("Dense.call#dense_1")} == {"dense_1"}
    assert list(run.find("Dense.call#dense_1")) == list(run.find("Dense.call[name=dense_1]"))


def test_siblings(run):
    assert labels(run.find("epoch[1] > step[3] + *")) == ["Sequential.get_metrics_result"]
    assert numbers(run.find("epoch[1] > step[1] ~ step")) == [2, 3]


def test_places_are_among_the_siblings_that_the_step_describes(run):
    assert numbers(run.find("epoch > step:last")) == [3] * 5
    assert run.find("epoch[1] > step[1] + step:nth(2)")[0].index == 1
    assert [span.name for span in run.find("compile Mean.add_weight:nth(2)")] == ["loss"]


def test_stages_are_those_of_the_page(run):
    from fittrace.report.story.stages import STAGES, stages_of

    root = run.tree()
    stages = stages_of(root)
    for key in STAGES:
        told = sum(node.times for node in root.walk()[1:] if stages[id(node)].key == key)
        assert run.find(f"[stage={key}]").count() == told > 0


def test_facts(run):
    kernels = run.find("[WeightCreated.name~kernel]")
    assert [span.name for span in kernels] == ["dense", "dense_1"]
    first = run.find("[LossComputed]")[0]
    value = next(fact.value for fact in first.facts if fact.kind == "LossComputed")
    assert first in list(run.find(f"[LossComputed.value>={value!r}]"))
    assert first not in list(run.find(f"[LossComputed.value>{value!r}]"))


def test_one_of_several_queries_gives_each_call_once_and_in_order(run):
    both = list(run.find("on_epoch_begin, CallbackList.*, on_epoch_begin"))
    assert len(both) == len(set(both))
    assert all(one.before(other) for one, other in pairwise(both))


def test_matches_are_a_sequence(run):
    steps = run.find("fit > epoch > step")
    assert len(steps) == steps.count() == 15
    assert steps.first() == steps[0]
    assert steps[-1] == list(steps)[-1]
    assert steps[2:4] == list(steps)[2:4]
    assert steps[0] in steps
    with pytest.raises(IndexError, match="there are 15 matches"):
        steps[15]
    head, first, *_ = repr(steps).splitlines()
    assert (head, first) == ("<15 matches of 'fit > epoch > step'>", "  Sequential.fit > epoch 1 > step 1")


def test_a_call_knows_its_family(run):
    fit = run.find("fit")[0]
    first, last = fit.children[0], fit.children[-1]
    assert first.parent == fit
    assert first.before(last)
    assert not last.before(first)
    assert fit.before(first)
    assert list(fit.find("> epoch[2]")) == list(run.find("fit > epoch[2]"))


def test_calls_of_two_runs_have_no_order(run, tmp_path):
    run.save(tmp_path / "a.fittrace")
    other = fittrace.load(tmp_path / "a.fittrace")
    with pytest.raises(ValueError, match="different runs"):
        run.find("fit")[0].before(other.find("fit")[0])


def test_a_saved_run_answers_alike(run, tmp_path):
    run.save(tmp_path / "a.fittrace")
    loaded = fittrace.load(tmp_path / "a.fittrace")
    for query in ("train_step", "epoch[2] Dense.call", "[LossComputed.value>1]", "step[duration>100us]"):
        assert [span.path for span in loaded.find(query)] == [span.path for span in run.find(query)]


def test_lanes_are_searched_one_after_the_other():
    @hook
    def prepare():
        pass

    with record(clock=LogicalClock()) as run:
        prepare()
        with continued("worker")():
            prepare()
    assert [span.lane for span in run.find("prepare")] == ["main", "worker"]
    (there,) = run.find("prepare[lane=worker]")
    assert list(run.find(there.path)) == [there]


class Model(Hooked):
    @hook
    def train_step(self, number):
        emit(LossComputed, loss="total", value=1.0 / (number + 1))


@loop("step")
def steps(count):
    yield from range(count)


def test_long_runs_are_counted_and_looked_up_without_unfolding_them(monkeypatch):
    from fittrace.trace.trees import Trees

    model, count = Model(), 20_000
    with record(clock=LogicalClock()) as run:
        for step in steps(count):
            model.train_step(step)
    unfolded = []
    before = Trees.iteration
    monkeypatch.setattr(Trees, "iteration", lambda *given: unfolded.append(given) or before(*given))
    assert run.find("train_step").count() == count
    assert run.find("step ~ step").count() == count - 1
    assert run.find("train_step").first().parent.index == 0
    assert run.find("train_step")[15_000].parent.index == 15_000
    assert run.find("step[19000] > train_step").count() == 1
    assert run.find("step[-1] > train_step").first().parent.index == count - 1
    assert run.find("[LossComputed.value>=0.25]").count() == 4
    assert len(unfolded) < 40


NOTHING = [
    ("epoch[7]", "no epoch[7]: the run has epochs 1 to 5"),
    ("fit[2]", "Sequential.fit is a call, and numbers are for iterations"),
    ("train_stp", "near are train_step"),
    ("Dense.call#dens", "no Dense.call is named 'dens'; near are dense, dense_1"),
    (":Dens", "no call in the run is of class 'Dens'; near is Dense"),
    ("step > train_step", "no train_step is directly in step, but in run_step; 'step train_step' finds it"),
    ("compile train_step", "no train_step is inside compile; the first of the run is > Sequential.fit"),
    ("fit ~ compile", "no compile comes after fit, but before it"),
    ("> train_step", "no train_step is outermost"),
    ("Dense.call:nth(9)", "no call has so many calls of Dense.call in it"),
    ("train_step[duration>2min]", "no Sequential.train_step has duration > 2min; it is between"),
    ("fit[stage=build]", "no Sequential.fit has stage = build; there is only loop"),
    ("[LossComputed.value>99]", "states LossComputed with value > 99; it is between"),
    ("[LosComputed]", "no call in the run states LosComputed; near is LossComputed"),
    ("[failed]", "no call in the run raised"),
    ("compile[depth>3]", "no Sequential.compile has depth > 3; it is 0"),
    ("nowhere, nothing", "there is no nothing in the run"),
]


@pytest.mark.parametrize(("query", "words"), NOTHING)
def test_where_nothing_fits_it_is_said_what_is_there(run, query, words):
    matches = run.find(query)
    assert not matches
    assert words in matches.instead
    assert matches.instead in repr(matches)


def test_in_an_empty_run_nothing_is_there():
    with record() as run:
        pass
    assert run.find("fit").instead == "there is no fit in the run; nothing is there"
