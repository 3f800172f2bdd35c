"""A loop that a script writes over a dataset is a loop of the run; the engine's own iterating is not."""

import numpy as np
import pytest

import fittrace
from fittrace import keras, tf


@pytest.fixture
def dataset():
    return tf.data.Dataset.from_tensor_slices((np.ones((12, 3), "float32"), np.ones(12))).batch(4)


def loops(run):
    return [(span.label, span.index, span.depth) for span in run.spans() if span.index is not None]


def test_each_element_is_a_step(dataset):
    tape = tf.GradientTape
    with fittrace.record() as run:
        for _ in range(2):
            for _ in dataset:
                with tape():
                    pass
    assert loops(run) == 2 * [("step", 0, 0), ("step", 1, 0), ("step", 2, 0)]
    assert [(node.first, node.last, node.calls) for node in run.tree().children] == [(0, 2, 2), (0, 2, 2)]


def test_a_pipeline_is_one_loop_however_long_it_is(dataset):
    with fittrace.record() as run:
        for _ in enumerate(dataset.map(lambda x, y: (x * 2, y)).shuffle(3).prefetch(1)):
            pass
    assert loops(run) == [("step", 0, 0), ("step", 1, 0), ("step", 2, 0)]


def test_elements_as_arrays_are_steps_as_well(dataset):
    with fittrace.record() as run:
        shapes = [x.shape for x, _ in dataset.as_numpy_iterator()]
    assert (shapes, len(loops(run))) == ([(4, 3)] * 3, 3)


def test_fit_counts_its_steps_itself(dataset):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with fittrace.record() as run:
        model.fit(dataset.map(lambda x, y: (x, y)), verbose=0)
    assert [label for label, _, _ in loops(run)] == ["epoch", "step", "step", "step"]


def test_one_look_at_the_data_encloses_nothing_that_comes_later(dataset):
    with fittrace.record() as run:
        next(iter(dataset))
        with tf.GradientTape():
            pass
    assert [(span.label, span.depth) for span in run.spans()][-2:] == [
        ("GradientTape.__enter__", 0),
        ("GradientTape.__exit__", 0),
    ]


def test_a_loop_that_is_left_ends_its_step(dataset):
    with fittrace.record() as run:
        for _ in dataset:
            break
        with tf.GradientTape():
            pass
    assert [span.depth for span in run.spans() if span.index is None] == [0, 0]
