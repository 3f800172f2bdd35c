"""Layers one after the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, tf


def stack(*units):
    return keras.Sequential([keras.layers.Dense(width) for width in units])


def test_without_a_shape_the_model_waits_for_data():
    model = stack(3, 2)

    waiting = (model.built, model.inputs)
    model(np.ones((5, 4), "float32"))

    assert waiting == (False, None)
    assert (model.built, tuple(model.inputs[0].shape)) == (True, (5, 4))


def test_a_batch_of_another_size_leaves_the_batch_axis_open():
    model = stack(3)

    model(tf.ones((5, 4)))
    model(tf.ones((6, 4)))
    graph = model._graph
    model(tf.ones((7, 4)))

    assert tuple(model.inputs[0].shape) == (None, 4)
    assert model._graph is graph


def test_weights_stay_when_the_graph_is_built_again():
    model = stack(3)
    model(tf.ones((5, 4)))
    kernel = model.layers[0].kernel

    model(tf.ones((6, 4)))

    assert model.layers[0].kernel is kernel
    assert len(model.weights) == 2
    assert len(model.layers[0].inbound_nodes) == 1


@pytest.mark.parametrize(
    "begin",
    [
        lambda: [keras.Input((4,)), keras.layers.Dense(3)],
        lambda: [keras.layers.InputLayer((4,)), keras.layers.Dense(3)],
        lambda: [keras.layers.Dense(3, input_shape=(4,))],
        lambda: [keras.layers.Dense(3, input_dim=4)],
    ],
    ids=["Input", "InputLayer", "input_shape", "input_dim"],
)
def test_with_a_shape_the_weights_are_there_at_once(begin):
    model = keras.Sequential(begin())

    assert [tuple(w.shape) for w in model.weights] == [(4, 3), (3,)]
    assert [type(layer) for layer in model.layers] == [keras.layers.Dense]


def test_build_makes_the_weights_ahead_of_the_data():
    model = stack(3, 2)

    model.build((None, 4))

    assert model.count_params() == 4 * 3 + 3 + 3 * 2 + 2


def test_a_layer_added_later_is_built_with_the_next_data():
    model = stack(3)
    model(tf.ones((5, 4)))

    model.add(keras.layers.Dense(2))

    assert model(tf.ones((5, 4))).shape == (5, 2)


def test_the_last_layer_can_be_taken_off():
    model = stack(3, 2)
    model.build((None, 4))

    model.pop()

    assert model.output_shape == (None, 3)
    assert model(tf.ones((1, 4))).shape == (1, 3)


def test_an_empty_model_can_begin_anew():
    model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,))])

    model.pop()
    model.add(keras.layers.Dense(2))

    assert model(tf.ones((1, 7))).shape == (1, 2)


def test_a_model_can_be_a_layer():
    model = keras.Sequential([stack(3), stack(2)])

    assert model(tf.ones((1, 4))).shape == (1, 2)


def test_layers_that_need_values_are_called_one_after_the_other():
    class Peek(keras.layers.Layer):
        def call(self, inputs):
            return inputs * float(inputs.numpy().sum())

    model = keras.Sequential([Peek(), Peek()])

    assert model(tf.ones((1, 2))).numpy().tolist() == [[8.0, 8.0]]
    assert not model._graph_initialized


@pytest.mark.parametrize(
    ("break_it", "error", "problem"),
    [
        (lambda: keras.Sequential().add(3), TypeError, "`layer` is 3, a int"),
        (lambda: keras.Sequential().pop(), TypeError, "has no layers"),
        (lambda: stack(2).build(), ValueError, "`input_shape` is missing"),
        (
            lambda: keras.Sequential([keras.layers.Dense(1, name="a"), keras.layers.Dense(1, name="a")]),
            ValueError,
            "`layer` is called `a`, as another layer",
        ),
    ],
    ids=["no layer", "nothing to pop", "no shape", "names"],
)
def test_what_makes_no_stack_is_refused(break_it, error, problem):
    with pytest.raises(error, match=problem):
        break_it()


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.integers(1, 5),
    st.lists(st.integers(1, 9), min_size=1),
)
def test_weights_and_outputs_have_the_shapes_of_the_stack(units, features, sizes):
    model = stack(*units)

    outputs = [model(tf.ones((size, features))) for size in sizes]

    widths = [features, *units]
    shapes = [shape for n, m in zip(widths, units, strict=False) for shape in ((n, m), (m,))]
    assert [tuple(w.shape) for w in model.weights] == shapes
    assert [tuple(output.shape) for output in outputs] == [(size, units[-1]) for size in sizes]
