"""Calls without data: inputs, symbolic tensors, nodes."""

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras.engine.keras_tensor import KerasTensor


def test_an_input_is_a_keras_tensor_with_an_open_batch_size():
    tensor = keras.Input((3, 4), dtype="int32", name="words")

    assert isinstance(tensor, KerasTensor)
    assert (tuple(tensor.shape), tensor.dtype.name, tensor.name) == ((None, 3, 4), "int32", "words")


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"shape": (3,), "batch_size": 2}, (2, 3)),
        ({"batch_shape": (2, 3)}, (2, 3)),
        ({"batch_input_shape": (2, 3)}, (2, 3)),
        ({"shape": ()}, (None,)),
    ],
)
def test_the_shape_of_an_input_can_be_told_in_several_ways(arguments, shape):
    assert tuple(keras.Input(**arguments).shape) == shape


def test_inputs_are_numbered_from_one():
    keras.backend.clear_session()

    layers = [keras.Input((1,))._keras_history.layer.name for _ in range(2)]

    assert layers == ["input_1", "input_2"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({}, "was told no shape"),
        ({"shape": (3,), "batch_shape": (None, 3)}, "pass one of them"),
        ({"shape": (3,), "sparse": True, "ragged": True}, "both True"),
        ({"tensor": KerasTensor((None, 2), "int32"), "dtype": "float32"}, "`input_tensor` has dtype int32"),
    ],
)
def test_a_contradictory_input_is_refused(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        keras.Input(**arguments)


def test_calling_a_layer_on_it_gives_the_shape_and_dtype_of_the_output():
    outputs = keras.layers.Dense(5)(keras.Input((3,)))

    assert (tuple(outputs.shape), outputs.dtype.name) == ((None, 5), "float32")


def test_a_call_is_a_node_between_two_layers():
    inputs = keras.Input((3,))
    layer = keras.layers.Dense(5)

    outputs = layer(inputs)

    (node,) = layer.inbound_nodes
    assert node.inbound_layers is inputs._keras_history.layer
    assert node.layer is layer
    assert outputs.node is node
    assert inputs._keras_history.layer.outbound_nodes == [node]


def test_a_shared_layer_has_a_node_for_each_call():
    layer = keras.layers.Dense(5)

    layer(keras.Input((3,)))
    second = layer(keras.Input((3,)))

    assert second._keras_history.node_index == 1
    assert layer.output_shape == (None, 5)
    assert layer.get_output_at(1) is second


def test_a_layer_that_gives_back_its_input_gives_a_tensor_of_its_own():
    inputs = keras.Input((3,))

    outputs = keras.layers.Layer()(inputs)

    assert outputs is not inputs
    assert tuple(outputs.shape) == (None, 3)


def test_nothing_is_computed_for_a_graph():
    class Counting(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.calls = tf.Variable(0, trainable=False)

        def call(self, inputs):
            self.calls.assign_add(1)
            return inputs * 2.0

    layer = Counting()
    layer(keras.Input((3,)))

    assert int(layer.calls) == 0


def test_an_unknown_length_can_be_computed_with():
    class Rows(keras.layers.Layer):
        def call(self, inputs):
            return tf.ones((tf.shape(inputs)[0], 7))

    assert tuple(Rows()(keras.Input((3,))).shape) == (None, 7)


def test_a_layer_that_returns_nothing_is_refused():
    class Silent(keras.layers.Layer):
        def call(self, inputs):
            pass

    with pytest.raises(ValueError, match="returned None"):
        Silent()(keras.Input((3,)))


@pytest.mark.parametrize(
    "use",
    [lambda x: np.asarray(x), lambda x: len(x), lambda x: list(x), lambda x: 1 if x else 0],
    ids=["array", "len", "iterate", "truth"],
)
def test_there_are_no_values_to_use(use):
    with pytest.raises(TypeError, match="has no values yet"):
        use(keras.Input((3,)))


def test_operations_become_layers_named_after_them():
    keras.backend.clear_session()
    x = keras.Input((4,))

    results = [x + 1, 2 - x, tf.exp(x), x[:, :2], tf.concat([x, x], 1)]

    assert [result._keras_history.layer.name for result in results] == [
        "tf.__operators__.add",
        "tf.math.subtract",
        "tf.math.exp",
        "tf.__operators__.getitem",
        "tf.concat",
    ]
    assert [tuple(result.shape) for result in results] == [(None, 4)] * 3 + [(None, 2), (None, 8)]


def test_what_is_known_of_a_shape_can_be_added():
    tensor = keras.Input((None, 3))

    tensor.set_shape((2, 5, 3))

    assert tuple(tensor.shape) == (2, 5, 3)
    with pytest.raises(ValueError, match="contradicts"):
        tensor.set_shape((2, 5, 4))


def test_masks_travel_with_the_tensors():
    masked = keras.layers.Masking()(keras.Input((5, 2)))

    through = keras.layers.Activation("relu")(masked)

    assert tuple(through._keras_mask.shape) == (None, 5)


def test_a_layer_that_cannot_pass_a_mask_on_says_so():
    class Strict(keras.layers.Layer):
        def call(self, inputs, mask=None):
            return inputs

    with pytest.raises(TypeError, match="does not support masking"):
        Strict().compute_mask(tf.ones((1, 2)), tf.constant([[True, False]]))


def test_the_mask_reaches_a_layer_that_takes_one():
    seen = []

    class Looking(keras.layers.Layer):
        def call(self, inputs, mask=None):
            seen.append(mask.numpy().tolist())
            return inputs

    Looking()(keras.layers.Masking()(np.array([[[1.0], [0.0]]])))

    assert seen == [[[True, False]]]


def test_unconnected_layers_have_no_output():
    layer = keras.layers.Dense(3, name="lonely")

    with pytest.raises(AttributeError, match="`lonely` has no output: it has not been called"):
        _ = layer.output
    with pytest.raises(RuntimeError, match="has never been called"):
        layer.get_output_at(0)
