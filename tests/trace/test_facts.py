"""Facts: what is kept of them, when, and in which order they are given."""

import json

import numpy as np
import pytest

from fittrace.trace import Fact, Hooked, emit, hook, loop, record, recording
from fittrace.trace.catalogue import (
    AdapterSelected,
    BatchSizeResolved,
    BatchTaken,
    CompileConfigured,
    GradientComputed,
    LossComputed,
    StepsInferred,
    StopRequested,
    WeightCreated,
)
from fittrace.trace.rules import NAME, NUMBER


class Model(Hooked):
    @hook
    def fit(self, *facts):
        for kind, fields in facts:
            emit(kind, **fields)

    @hook
    def around(self, before, inside, after):
        emit(StopRequested, by=before)
        self.fit((StopRequested, {"by": inside}))
        emit(StopRequested, by=after)


@loop("step")
def steps(count):
    yield from range(count)


def test_a_fact_has_its_kind_its_fields_and_its_span():
    with record() as run:
        Model().fit((LossComputed, {"loss": "mse", "value": 0.5}))
    (fact,) = run.facts()
    assert isinstance(fact, LossComputed)
    assert (fact.kind, fact.loss, fact.value, fact.kept) == ("LossComputed", "mse", 0.5, True)
    assert fact.span.label == "Model.fit"
    assert fact.as_dict() == {"kind": "LossComputed", "loss": "mse", "value": 0.5}
    assert repr(fact) == "LossComputed(loss='mse', value=0.5)"


def test_a_fact_outside_of_any_call_has_no_span():
    with record() as run:
        emit(StopRequested, by="me")
    assert [(fact.by, fact.span) for fact in run.facts()] == [("me", None)]


def test_facts_come_in_the_order_in_which_they_were_stated():
    with record() as run:
        emit(StopRequested, by=0)
        Model().around("1", "2", "3")
        emit(StopRequested, by="4")
    assert [fact.by for fact in run.facts()] == ["int", "1", "2", "3", "4"]


def test_facts_of_one_kind_can_be_asked_for():
    with record() as run:
        Model().fit((LossComputed, {"value": 1}), (StopRequested, {"by": "me"}), (LossComputed, {"value": 2}))
    assert [fact.value for fact in run.facts("LossComputed")] == [1.0, 2.0]


def test_asking_for_an_unknown_kind_names_the_known_ones():
    with record() as run:
        pass
    with pytest.raises(ValueError, match=r"no kind of fact 'LossComputd'; the kinds are .*LossComputed"):
        run.facts("LossComputd")


def test_fields_left_out_are_none_and_a_number_left_out_is_nan():
    with record() as run:
        emit(LossComputed)
        emit(StepsInferred, steps=3)
    loss, inferred = run.facts()
    assert loss.loss is None
    assert np.isnan(loss.value)
    assert (inferred.steps, inferred.samples, inferred.last_batch) == (3, None, None)


def test_a_spans_own_facts_are_listed_in_order():
    with record() as run:
        Model().around("a", "b", "c")
    outer, inner = run.spans()
    assert [fact.by for fact in outer.facts] == ["a", "c"]
    assert [fact.by for fact in inner.facts] == ["b"]


def test_numbers_are_kept_for_every_iteration_though_the_iterations_are_folded():
    with record() as run:
        for step in steps(50):
            emit(LossComputed, loss="mse", value=step / 2)
    assert [fact.value for fact in run.facts("LossComputed")] == [step / 2 for step in range(50)]
    assert [(node.label, node.count) for node in run.tree().children] == [("step", 50)]


def test_another_shape_is_another_structure():
    with record() as run:
        for step in steps(4):
            emit(BatchTaken, batch=np.zeros((8 if step < 3 else 5, 2)))
    assert [node.count for node in run.tree().children] == [3, 1]
    assert [fact.batch[1] for fact in run.facts()] == [(8, 2)] * 3 + [(5, 2)]


def test_values_are_kept_where_the_structure_is_new():
    with record() as run:
        for step in steps(3):
            emit(WeightCreated, name="kernel", sample=np.full(2, step), count=step)
    facts = list(run.facts())
    assert [fact.kept for fact in facts] == [True, False, False]
    assert facts[0].sample["values"] == [0, 0]
    assert [fact.sample for fact in facts[1:]] == [None, None]
    assert [fact.count for fact in facts] == [0, 1, 2]


def test_facts_of_a_novel_only_kind_are_given_where_they_were_kept():
    with record() as run:
        for step in steps(3):
            emit(GradientComputed, weight="kernel", norm=np.full(4, step + 1.0))
    assert [(fact.weight, fact.norm, fact.kept) for fact in run.facts()] == [("kernel", 2.0, True)]


def test_a_novel_only_kind_restores_its_numbers_as_the_others_do(tmp_path):
    class Checked(Fact, novel_only=True):
        who = NAME
        value = NUMBER

    with record() as run:
        emit(Checked, who="me", value=3)
        emit(Checked, who="me", value=float("nan"))
    assert [fact.value for fact in run.facts("Checked")] == [3.0, "nan"]
    run.save(tmp_path / "run")
    del Fact.kinds["Checked"]


def test_recording_is_true_only_where_somebody_records_something_new():
    seen = [recording()]
    with record():
        seen.append(recording())
        for _ in steps(4):
            emit(StopRequested, by="me")
            seen.append(recording())
    assert seen == [False, True, True, True, False, False]


def test_a_repeating_iteration_that_goes_another_way_is_new_from_there_on():
    seen = []
    with record() as run:
        for step in steps(5):
            emit(StopRequested, by="me" if step < 4 else "you")
            seen.append(recording())
            emit(WeightCreated, name="w", sample=[step])
    assert seen == [True, True, False, False, True]
    assert [fact.sample["values"] for fact in run.facts("WeightCreated") if fact.kept] == [[0], [4]]


def test_a_kind_of_fact_cannot_have_a_field_that_every_fact_has():
    with pytest.raises(TypeError, match="Wrong has a field 'span'"):

        class Wrong(Fact):
            span = NAME


def test_a_fact_is_plain_data_for_json():
    with record() as run:
        emit(CompileConfigured, optimizer={"name": "sgd", "rate": 0.1}, loss="mse", metrics=["accuracy"])
        emit(AdapterSelected, adapter=int, x=np.zeros((4, 2), "float32"), y=[np.zeros(4)])
        emit(BatchSizeResolved, batch_size=32, given=False)
    assert json.loads(json.dumps([fact.as_dict() for fact in run.facts()])) == [
        {
            "kind": "CompileConfigured",
            "optimizer": {"name": "sgd", "rate": 0.1},
            "loss": "mse",
            "metrics": ["accuracy"],
            "run_eagerly": None,
        },
        {
            "kind": "AdapterSelected",
            "adapter": "int",
            "x": ["ndarray", [4, 2], "float32"],
            "y": [["ndarray", [4], "float64"]],
        },
        {"kind": "BatchSizeResolved", "batch_size": 32, "given": False},
    ]


def test_nothing_is_reduced_when_nobody_records():
    class Untouchable:
        def __getattribute__(self, name):
            raise AssertionError("looked at")

    emit(LossComputed, loss=Untouchable(), value=Untouchable())


def test_the_catalogue_is_known_after_importing_the_package_alone(process):
    done = process("""
        import fittrace
        with fittrace.record() as run: pass
        print(list(run.facts("WeightCreated")))
    """)
    assert (done.stdout, done.stderr) == ("[]\n", "")
