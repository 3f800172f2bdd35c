"""Attributes that steer the lifecycle and tell when they change."""

import copy
import pickle

import numpy as np
import pytest

from fittrace.trace import Hooked, State, hook, record


class Layer(Hooked, named="_name"):
    _name = "dense"
    built = State(False)
    iterations = State(0)
    input_shape = State()

    @hook
    def build(self):
        self.built = True


def changes(run):
    return [(fact.owner, fact.attribute, fact.before, fact.after) for fact in run.facts("StateChanged")]


def test_the_default_holds_until_something_is_assigned():
    assert (Layer().built, Layer.built, Layer().input_shape) == (False, False, None)


def test_each_instance_has_its_own_value():
    one, other = Layer(), Layer()
    one.built = True
    assert (one.built, other.built) == (True, False)


def test_a_change_is_stated_in_the_call_that_made_it():
    with record() as run:
        Layer().build()
    assert changes(run) == [("Layer", "built", False, True)]
    assert next(run.facts("StateChanged")).span.label == "Layer.build"


def test_assigning_the_same_value_is_no_change():
    with record() as run:
        layer = Layer()
        layer.built = False
        layer.iterations = 0
        layer.iterations = 0.0
    assert changes(run) == []


def test_numbers_are_kept_as_numbers_and_whole_ones_as_integers():
    layer = Layer()
    with record() as run:
        layer.iterations = 1
        layer.iterations = np.float32(0.5)
        layer.iterations = np.array(7)
    assert changes(run) == [
        ("Layer", "iterations", 0, 1),
        ("Layer", "iterations", 1, 0.5),
        ("Layer", "iterations", 0.5, 7),
    ]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("text", "text"),
        ("#", "#"),
        ((None, 784), (None, 784)),
        (np.True_, True),
        (np.array(False), False),
        (ValueError, "ValueError"),
        (("a", "b"), "tuple"),
        ((0.5, 0.25), "tuple"),
        ([1, 2], "list"),
    ],
)
def test_other_values_are_kept_as_flags_texts_shapes_or_names(value, kept):
    with record() as run:
        Layer().input_shape = value
    ((*_, before, after),) = changes(run)
    assert (before, after) == (None, kept)
    assert type(after) is type(kept)


def test_a_text_that_looks_like_the_mark_of_a_number_stays_apart_from_numbers():
    layer = Layer()
    with record() as run:
        for value in ("#", 5, "#", 6):
            layer.input_shape = value
    assert [after for *_, after in changes(run)] == ["#", 5, "#", 6]


class Contrary:
    def __ne__(self, other):
        raise RuntimeError("never compare me")

    def __repr__(self):
        raise RuntimeError("never show me")


@pytest.mark.parametrize("value", [np.arange(3), Contrary()])
def test_values_that_cannot_be_compared_count_as_changed(value):
    layer = Layer()
    layer.input_shape = value
    with record() as run:
        layer.input_shape = copy.copy(value)
        layer.input_shape = layer.input_shape
    assert len(changes(run)) == 1
    assert isinstance(layer.input_shape, type(value))


def test_the_value_is_in_the_instances_dictionary_where_pickle_and_copy_find_it():
    layer = Layer()
    layer.built = True
    assert vars(layer) == {"built": True}
    assert pickle.loads(pickle.dumps(layer)).built
    assert copy.deepcopy(layer).built


def test_a_subclass_may_have_another_default():
    class Ready(Layer):
        built = State(True)

    assert (Ready().built, Layer().built) == (True, False)
