"""Calling a layer."""

import numpy as np
import pytest

from fittrace import keras, tf


class Spy(keras.layers.Layer):
    """Keeps the arguments of its calls."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.trainings, self.built_with = [], []

    def build(self, input_shape):
        self.built_with.append(input_shape)

    def call(self, inputs, training=None):
        self.trainings.append(training)
        return inputs


class Outer(keras.layers.Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


def test_numpy_arrays_and_numbers_become_tensors():
    layer = keras.layers.Layer()

    outputs = layer([np.ones((2, 3)), 5])

    assert [type(item) for item in outputs] == [tf.Tensor, tf.Tensor]


def test_floats_are_cast_to_the_dtype_of_the_layer():
    layer = keras.layers.Layer(dtype="float32")

    outputs = layer({"wide": np.ones(2, "float64"), "whole": np.ones(2, "int32")})

    assert {key: item.dtype.name for key, item in outputs.items()} == {"wide": "float32", "whole": "int32"}


def test_without_autocast_floats_stay():
    layer = keras.layers.Layer(autocast=False)

    assert layer(np.ones(2, "float64")).dtype.name == "float64"


def test_a_layer_is_built_once_with_the_shape_of_its_first_input():
    layer = Spy()

    layer(tf.ones((2, 3)))
    layer(tf.ones((5, 3)))

    assert layer.built_with == [tf.TensorShape([2, 3])]


def test_several_inputs_are_several_shapes():
    layer = Spy()

    layer((tf.ones((2, 3)), tf.ones((2, 4))))

    assert layer.built_with == [(tf.TensorShape([2, 3]), tf.TensorShape([2, 4]))]


@pytest.mark.parametrize("given", [True, False, None])
def test_training_is_handed_down_to_the_layers_inside(given):
    spy = Spy()

    Outer(spy)(tf.ones((1, 1)), training=given)

    assert spy.trainings == [given]


def test_what_is_said_in_the_call_wins_over_what_is_handed_down():
    class Decided(Outer):
        def call(self, inputs):
            return self.inner(inputs, training=False)

    spy = Spy()
    Decided(spy)(tf.ones((1, 1)), training=True)

    assert spy.trainings == [False]


def test_the_default_of_training_counts_where_nobody_says_anything():
    class Learning(Spy):
        def call(self, inputs, training=True):
            return super().call(inputs, training)

    layer = Learning()
    layer(tf.ones((1, 1)))

    assert layer.trainings == [True]


def test_training_is_forgotten_after_the_call():
    spy = Spy()

    Outer(spy)(tf.ones((1, 1)), training=True)
    spy(tf.ones((1, 1)))

    assert spy.trainings == [True, None]


def test_the_state_is_put_back_when_a_call_raises():
    class Failing(keras.layers.Layer):
        def call(self, inputs):
            raise ZeroDivisionError

    spy = Spy()
    with pytest.raises(ZeroDivisionError):
        Outer(Failing())(tf.ones((1, 1)), training=True)
    spy(tf.ones((1, 1)))

    assert spy.trainings == [None]


def test_training_may_be_passed_to_a_layer_that_does_not_take_it():
    assert keras.layers.Dense(1)(tf.ones((1, 1)), training=True).shape == (1, 1)


def test_inputs_can_be_passed_by_name():
    assert Spy()(inputs=tf.ones((2, 1))).shape == (2, 1)


def test_a_call_without_inputs_is_refused():
    with pytest.raises(ValueError, match="called without `inputs`"):
        Spy()()


@pytest.mark.parametrize(
    ("arguments", "error", "problem"),
    [
        ({"colour": "red"}, TypeError, "Unknown keyword argument `colour`"),
        ({"trainable": "yes"}, TypeError, "`trainable` is 'yes', a str; expected True or False"),
        ({"name": 3}, TypeError, "`name` is 3, a int; expected a string"),
    ],
)
def test_a_wrong_argument_of_the_constructor_is_refused(arguments, error, problem):
    with pytest.raises(error, match=problem):
        keras.layers.Layer(**arguments)


def test_layers_are_named_after_their_class_and_numbered():
    keras.backend.clear_session()

    names = [
        keras.layers.Dense(1).name,
        keras.layers.Dense(1).name,
        Spy().name,
        keras.layers.Dense(1, name="d").name,
    ]

    assert names == ["dense", "dense_1", "spy", "d"]


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"input_shape": (4,)}, (None, 4)),
        ({"input_dim": 4}, (None, 4)),
        ({"input_shape": (4,), "batch_size": 2}, (2, 4)),
        ({"batch_input_shape": (3, 4)}, (3, 4)),
    ],
)
def test_the_input_shape_can_be_told_ahead(arguments, shape):
    assert keras.layers.Dense(1, **arguments)._batch_input_shape == shape


def test_the_output_shape_is_found_without_data():
    class Twice(keras.layers.Layer):
        def call(self, inputs):
            return tf.concat([inputs, inputs], axis=-1)

    assert Twice().compute_output_shape((None, 3)) == (None, 6)


def test_a_layer_is_made_again_from_its_config():
    layer = keras.layers.Dense(3, activation="relu", name="d", trainable=False)

    twin = keras.layers.Dense.from_config(layer.get_config())

    assert (twin.units, twin.name, twin.trainable) == (3, "d", False)


def test_a_config_that_does_not_fit_is_refused():
    with pytest.raises(TypeError, match="Dense cannot be made from the config"):
        keras.layers.Dense.from_config({"colour": "red"})
