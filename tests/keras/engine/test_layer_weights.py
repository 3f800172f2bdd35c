"""A layer's weights."""

import numpy as np
import pytest

from fittrace import keras, tf


class Scale(keras.layers.Layer):
    def build(self, input_shape):
        self.gain = self.add_weight("gain", shape=(input_shape[-1],), initializer="ones")
        self.seen = self.add_weight("seen", dtype="int64", trainable=False)

    def call(self, inputs):
        return inputs * self.gain


def test_weights_come_into_being_at_the_first_call():
    layer = Scale(name="scale")

    before = layer.weights
    layer(np.ones((2, 3), "float32"))

    assert before == []
    assert [(w.name, tuple(w.shape), w.dtype.name) for w in layer.weights] == [
        ("scale/gain:0", (3,), "float32"),
        ("scale/seen:0", (), "int64"),
    ]


def test_the_default_initializer_is_glorot_for_floats_and_zeros_for_integers():
    keras.utils.set_random_seed(1)
    layer = keras.layers.Layer()

    floats, integers = layer.add_weight("f", (4, 4)), layer.add_weight("i", (3,), dtype="int32")

    assert 0 < np.abs(floats.numpy()).max() <= np.sqrt(6 / 8)
    assert integers.numpy().tolist() == [0, 0, 0]


def test_a_dtype_without_a_default_initializer_is_refused():
    with pytest.raises(ValueError, match=r"Weight `words` .* has dtype string and no `initializer`"):
        keras.layers.Layer().add_weight("words", (2,), dtype="string")


def test_an_unknown_argument_of_add_weight_is_refused():
    with pytest.raises(TypeError, match="Unknown keyword argument `colour`"):
        keras.layers.Layer().add_weight("w", colour="red")


def test_a_frozen_layer_has_no_trainable_weights():
    layer = Scale()
    layer.build((None, 3))

    layer.trainable = False

    assert layer.trainable_weights == []
    assert [w.name for w in layer.non_trainable_weights] == ["gain:0", "seen:0"]


def test_freezing_freezes_what_is_inside():
    model = keras.Sequential([keras.Sequential([keras.layers.Dense(2)])])
    model.build((None, 3))

    model.trainable = False

    assert not any(layer.trainable for layer in model._flatten_layers())
    assert len(model.non_trainable_weights) == 2


def test_set_weights_gives_back_what_get_weights_gave():
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    values = [np.arange(6.0).reshape(3, 2), np.array([7.0, 8.0])]

    layer.set_weights(values)

    assert [array.tolist() for array in layer.get_weights()] == [array.tolist() for array in values]


def test_get_weights_gives_copies():
    layer = keras.layers.Dense(2)
    layer.build((None, 3))

    layer.get_weights()[1][:] = 9.0

    assert layer.bias.numpy().tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ([np.zeros((3, 2))], "`weights` has 1 arrays, but layer `d` has 2 weights"),
        (
            [np.zeros((2, 3)), np.zeros(2)],
            r"shape \(2, 3\) for `kernel:0` of layer `d`, which has shape \(3, 2\)",
        ),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights, problem):
    layer = keras.layers.Dense(2, name="d")
    layer.build((None, 3))

    with pytest.raises(ValueError, match=problem):
        layer.set_weights(weights)


def test_initial_weights_are_set_when_the_layer_is_built():
    kernel = np.full((3, 2), 5.0, "float32")

    layer = keras.layers.Dense(2, weights=[kernel, np.zeros(2)])
    layer(tf.ones((1, 3)))

    assert layer.kernel.numpy().tolist() == kernel.tolist()


def test_parameters_are_counted_once_the_layer_is_built():
    layer = keras.layers.Dense(4)

    with pytest.raises(ValueError, match="is not built"):
        layer.count_params()
    layer.build((None, 3))

    assert layer.count_params() == 3 * 4 + 4


def test_nested_layers_share_their_names_with_their_weights():
    class Outer(keras.layers.Layer):
        def __init__(self):
            super().__init__(name="outer")
            self.inner = keras.layers.Dense(1, name="inner")

        def call(self, inputs):
            return self.inner(inputs)

    eager, symbolic = Outer(), Outer()
    eager(np.ones((1, 2), "float32"))
    symbolic(keras.Input((2,)))

    assert [w.name for w in eager.weights] == ["outer/inner/kernel:0", "outer/inner/bias:0"]
    assert [w.name for w in symbolic.weights] == [w.name for w in eager.weights]
