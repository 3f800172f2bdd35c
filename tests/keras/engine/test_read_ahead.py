"""One batch of a generator is lost where a pipeline is left before its end, as in TensorFlow."""

import numpy as np

from fittrace import keras


def numbered():
    for number in range(100):
        yield np.full((2, 1), number, "float32"), np.zeros((2, 1), "float32")


def model():
    made = keras.Sequential([keras.Input((1,)), keras.layers.Lambda(lambda x: x)])
    made.compile("sgd", "mae")
    return made


def test_an_evaluation_that_stops_has_read_one_batch_more():
    source = numbered()
    assert [model().evaluate(source, steps=2, verbose=0) for _ in range(2)] == [0.5, 3.5]


def test_nobody_waits_for_a_batch_that_is_not_used():
    taken = []

    def exactly_two():
        for number in range(2):
            taken.append(number)
            yield np.zeros((2, 1)), np.zeros((2, 1))
        raise AssertionError("a third batch was asked for")

    model().evaluate(exactly_two(), steps=2, verbose=0)
    assert taken == [0, 1]


def test_iterators_without_weak_references_are_taken_too():
    batch = (np.ones((2, 1), "float32"), np.zeros((2, 1), "float32"))
    assert model().evaluate(iter([batch, batch, batch]), steps=2, verbose=0) == 1.0
