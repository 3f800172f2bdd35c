"""Activations against Keras 2.12."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras import activations

X = [[-3.0, -1.0, -0.2], [0.0, 0.5, 2.5]]
EXPECTED = {
    "linear": [-3.0, -1.0, -0.2, 0.0, 0.5, 2.5],
    "relu": [0.0, 0.0, 0.0, 0.0, 0.5, 2.5],
    "elu": [-0.950213, -0.632121, -0.181269, 0.0, 0.5, 2.5],
    "selu": [-1.670569, -1.111331, -0.318689, 0.0, 0.525351, 2.626753],
    "gelu": [-0.00405, -0.158655, -0.084148, 0.0, 0.345731, 2.484476],
    "swish": [-0.142278, -0.268941, -0.090033, 0.0, 0.31123, 2.310354],
    "softplus": [0.048587, 0.313262, 0.598139, 0.693147, 0.974077, 2.57889],
    "softsign": [-0.75, -0.5, -0.166667, 0.0, 0.333333, 0.714286],
    "tanh": [-0.995055, -0.761594, -0.197375, 0.0, 0.462117, 0.986614],
    "sigmoid": [0.047426, 0.268941, 0.450166, 0.5, 0.622459, 0.924142],
    "hard_sigmoid": [0.0, 0.3, 0.46, 0.5, 0.6, 1.0],
    "exponential": [0.049787, 0.367879, 0.818731, 1.0, 1.648721, 12.182494],
    "softmax": [0.040268, 0.297541, 0.662191, 0.067425, 0.111166, 0.821409],
    "leaky_relu": [-0.6, -0.2, -0.04, 0.0, 0.5, 2.5],
    "log_softmax": [-3.212202, -1.212202, -0.412202, -2.696734, -2.196734, -0.196734],
    "relu6": [0.0, 0.0, 0.0, 0.0, 0.5, 2.5],
    "silu": [-0.142278, -0.268941, -0.090033, 0.0, 0.31123, 2.310354],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_values_by_name_are_those_of_keras(name):
    np.testing.assert_allclose(np.ravel(activations.get(name)(tf.constant(X))), EXPECTED[name], atol=2e-6)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"alpha": 0.1, "max_value": 2.0, "threshold": 0.3}, [[-0.33, -0.13, -0.05], [-0.03, 0.5, 2.0]]),
        ({"alpha": 0.1}, [[-0.3, -0.1, -0.02], [0.0, 0.5, 2.5]]),
        ({"max_value": 6}, [[0.0, 0.0, 0.0], [0.0, 0.5, 2.5]]),
        ({"max_value": 1.0}, [[0.0, 0.0, 0.0], [0.0, 0.5, 1.0]]),
    ],
)
def test_the_general_relu(settings, expected):
    np.testing.assert_allclose(activations.relu(tf.constant(X), **settings), expected, atol=1e-6)


def test_elu_with_another_slope():
    expected = [[-0.4751065, -0.3160603, -0.0906346], [0.0, 0.5, 2.5]]
    np.testing.assert_allclose(activations.elu(tf.constant(X), alpha=0.5), expected, atol=1e-6)


def test_approximate_gelu():
    expected = [[-0.0036375, -0.158808, -0.0841486], [0.0, 0.345714, 2.4849157]]
    np.testing.assert_allclose(activations.gelu(tf.constant(X), approximate=True), expected, atol=1e-6)


def test_softmax_over_several_axes():
    both = activations.softmax(tf.constant([X]), axis=[1, 2])
    expected = [[[0.0030986, 0.0228957, 0.0509553], [0.062237, 0.1026115, 0.7582019]]]
    np.testing.assert_allclose(both, expected, atol=1e-6)


def test_softmax_needs_two_axes():
    with pytest.raises(ValueError, match="at least two"):
        activations.softmax(tf.constant([1.0, 2.0]))


def test_none_is_linear_and_a_function_is_itself():
    assert activations.get(None) is activations.linear
    assert activations.get(tf.sin) is tf.sin


def test_names_and_functions_are_serialized_to_names():
    assert activations.serialize(activations.relu) == "relu"


def test_an_unknown_name_is_a_value_error_and_a_number_a_type_error():
    with pytest.raises(ValueError, match="rleu"):
        activations.get("rleu")
    with pytest.raises(TypeError, match="3"):
        activations.get(3)
