"""Merging layers against Keras 2.12."""

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras import layers


def wave(*shape, phase=0.0):
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 0.7 + phase).reshape(shape).astype("float32")


A, B, C = wave(2, 3), wave(2, 3, phase=1.0), wave(2, 1, phase=2.0)


@pytest.mark.parametrize(
    ("merged", "expected"),
    [
        (layers.Add()([A, B, C]), [[2.063262, 2.088293, 1.33217], [-0.532411, -1.583854, -2.010571]]),
        (layers.Multiply()([A, B, C]), [[0.273031, 0.284479, 0.01534], [0.052377, -0.087625, -0.196766]]),
        (layers.Average()([A, B, C]), [[0.687754, 0.696098, 0.444057], [-0.17747, -0.527951, -0.670191]]),
        (layers.Maximum()([A, B, C]), [[0.991665, 0.98545, 0.863209], [0.334988, -0.255541, -0.255541]]),
        (layers.Minimum()([A, B, C]), [[0.42738, 0.42738, 0.041581], [-0.611858, -0.97753, -0.883455]]),
        (layers.Subtract()([A, B]), [[-0.347447, 0.309987, 0.821629], [0.946846, 0.626747, 0.011879]]),
        (
            layers.Concatenate()([A, C]),
            [[0.644218, 0.98545, 0.863209, 0.42738], [0.334988, -0.350783, -0.871576, -0.255541]],
        ),
        (
            layers.Add()([wave(2, 2, 3), A]),
            [
                [[1.288435, 1.970899, 1.726419], [0.979206, 0.634667, -0.008366]],
                [[-0.647465, -0.98205, -0.854762], [0.991975, 0.637385, -0.016977]],
            ],
        ),
        (layers.Dot(-1, normalize=True)([A, B]), [[0.76475], [0.626581]]),
        (
            layers.Dot(2)([wave(2, 3, 4), wave(2, 2, 4, phase=1.0)]),
            [
                [[1.135411, -1.718714], [-0.591182, 1.283549], [-0.02136, -0.700064]],
                [[-0.698677, 1.280935], [-0.023974, -0.587644], [0.743855, -0.173554]],
            ],
        ),
        (
            layers.Dot((1, 2))([wave(2, 4, 3), wave(2, 2, 4, phase=1.0)]),
            [
                [[0.422287, -0.353694], [0.109428, -0.109535], [-0.254897, 0.186141]],
                [[-0.245971, 0.06629], [-0.27595, 0.105068], [-0.176146, 0.094432]],
            ],
        ),
    ],
)
def test_merged_values_are_those_of_keras(merged, expected):
    np.testing.assert_allclose(merged, expected, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize(
    "cls", [layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum, layers.Subtract]
)
def test_shapes_broadcast_and_are_known_before_the_values(cls):
    one, other = layers.Input(shape=(4, 3)), layers.Input(shape=(3,))
    assert tuple(cls()([one, other]).shape) == (None, 4, 3)
    assert tuple(cls().compute_output_shape([(None, 4, 3), (None, 3)])) == (None, 4, 3)


def test_functions_make_a_layer_and_call_it():
    inputs = [layers.Input(shape=(3,)), layers.Input(shape=(3,))]
    model = keras.Model(inputs, layers.dot(inputs, axes=1))
    np.testing.assert_allclose(model([A, B]), (A * B).sum(1, keepdims=True), rtol=1e-5)
    assert tuple(layers.concatenate(inputs).shape) == (None, 6)


def test_masks_are_combined():
    one, other = tf.constant([[True, False, True]]), tf.constant([[True, True, False]])
    x = tf.constant(wave(1, 3, 2))
    np.testing.assert_array_equal(layers.Add().compute_mask([x, x], [one, other]), [[True, False, False]])
    np.testing.assert_array_equal(layers.Add().compute_mask([x, x], [one, None]), one)
    assert layers.Add().compute_mask([x, x], [None, None]) is None
    joined = layers.Concatenate(axis=1).compute_mask([x, x], [one, other])
    np.testing.assert_array_equal(joined, [[True, False, True, True, True, False]])


@pytest.mark.parametrize(
    "refused",
    [
        lambda: layers.Add()(A),
        lambda: layers.Add()([A, wave(2, 2)]),
        lambda: layers.Add()([A, wave(3, 3)]),
        lambda: layers.Subtract()([A, B, A]),
        lambda: layers.Concatenate()([A, wave(3, 1)]),
        lambda: layers.Dot((1,)),
        lambda: layers.Dot(1)([A, wave(2, 2)]),
        lambda: layers.Dot(1)([A, B, A]),
    ],
)
def test_inputs_that_do_not_fit_are_refused(refused):
    with pytest.raises(ValueError, match=r"Add|Subtract|Concatenate|Dot|axes|fit"):
        refused()


def test_axes_that_are_no_numbers_are_refused():
    with pytest.raises(TypeError, match="axes"):
        layers.Dot("last")
