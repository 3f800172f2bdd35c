"""Models and layers as plain data, and models from it."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fittrace import keras, tf

X = np.random.default_rng(0).standard_normal((5, 4)).astype("float32")

LAYERS = {
    "dense": lambda: keras.layers.Dense(4, "relu", kernel_regularizer="l2", bias_constraint="non_neg"),
    "norm": keras.layers.BatchNormalization,
    "dropout": lambda: keras.layers.Dropout(0.3),
    "prelu": keras.layers.PReLU,
    "twice": lambda: keras.layers.Reshape((4,)),
    "inner": lambda: keras.Sequential([keras.layers.Dense(4)]),
}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(LAYERS)), min_size=1, max_size=5), st.booleans())
def test_a_model_from_its_config_with_the_same_weights_computes_the_same(kinds, is_stack):
    layers = [LAYERS[kind]() for kind in kinds]
    if is_stack:
        model = keras.Sequential([keras.Input((4,)), *layers])
    else:
        tensor = inputs = keras.Input((4,))
        for layer in layers:
            tensor = keras.layers.Add()([layer(tensor), tensor]) * 0.5
        model = keras.Model(inputs, tensor)
    twin = keras.models.model_from_json(model.to_json())
    twin.set_weights(model.get_weights())
    assert np.allclose(twin(X), model(X))
    assert json.loads(twin.to_json()) == json.loads(model.to_json())


def test_arguments_of_a_call_that_json_cannot_hold_are_refused():
    class Odd(keras.layers.Layer):
        def call(self, inputs, extra=None):
            return inputs

    inputs = keras.Input((4,))
    model = keras.Model(inputs, Odd(name="odd")(inputs, extra=object()))
    with pytest.raises(TypeError, match=r"`odd` was called with arguments.*'extra'"):
        model.get_config()


def test_calls_in_a_circle_are_refused_rather_than_tried_for_ever():
    step = keras.layers.Dense(4, name="step")
    inputs = keras.Input((4,), name="i")
    config = keras.Model(inputs, step(inputs)).get_config()
    config["layers"][1]["inbound_nodes"] = [[["step", 0, 0, {}]]]
    with pytest.raises(ValueError, match="circle"):
        keras.Model.from_config(config)


def test_a_subclass_made_from_ends_comes_back_as_one():
    class Mine(keras.Model):
        def train_step(self, data):
            return {}

    inputs = keras.Input((4,))
    model = Mine(inputs, keras.layers.Dense(2)(inputs))
    assert isinstance(Mine.from_config(model.get_config()), Mine)


def test_a_config_the_constructor_does_not_take_is_refused():
    class Mine(keras.Model):
        def __init__(self, units):
            super().__init__()

    with pytest.raises(TypeError, match=r"`config`.*Mine"):
        Mine.from_config({"size": 3})


def test_lists_and_dictionaries_given_to_a_constructor_are_told_as_they_were():
    class Mine(keras.layers.Layer):
        def __init__(self, sizes, **kwargs):
            super().__init__(**kwargs)

    sizes = [1, {"a": 2}]
    layer = Mine(sizes, name="it")
    layer.get_config()["sizes"].append(3)
    assert layer.get_config()["sizes"] == [1, {"a": 2}]


def test_an_object_in_two_models_is_written_with_its_number_and_made_once_a_model():
    initializer = keras.initializers.RandomNormal(seed=1)
    inputs = keras.Input((4,), name="i")
    ends = [keras.layers.Dense(2, kernel_initializer=initializer, name=name)(inputs) for name in "pq"]
    model = keras.Model(inputs, ends)
    p, q = (layer["config"]["kernel_initializer"] for layer in model.get_config()["layers"][1:])
    assert p["shared_object_id"] == q["shared_object_id"]
    assert keras.Model.from_config(model.get_config()).get_config() == model.get_config()


def test_json_has_no_words_for_code():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x)])
    with pytest.raises(TypeError, match="no name it could be found by"):
        model.to_json()


def test_arrays_given_in_a_call_become_lists():
    inputs = keras.Input((4,), name="i")
    model = keras.Model(inputs, tf.add(inputs, np.ones((4,), "float32")))
    twin = keras.models.model_from_json(model.to_json())
    assert np.allclose(twin(X), X + 1.0)
