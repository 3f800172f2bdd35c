"""`BatchNormalization` against Keras 2.12."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras import layers


def wave(*shape, phase=0.0):
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 0.7 + phase).reshape(shape).astype("float32")


def const(shape, dtype=None):
    return wave(*shape, phase=len(shape))


CASES = {
    "features": (
        {"momentum": 0.9, "gamma_initializer": const, "beta_initializer": const},
        wave(3, 4),
        [2.293309, 1.283113, 0.068036, -0.759623],
        [0.010342, 0.025695, 0.028964, 0.018611],
        [0.916875, 0.965477, 0.981171, 0.937905],
        [0.01062, -1.31846, -0.25397],
        [1.647776, 1.334889, 0.076583, -0.811635],
    ),
    "steps": (
        {"momentum": 0.9},
        wave(2, 3, 4),
        [0.964584, 1.390884, 0.994746, 0.477658],
        [0.014283, 0.012352, 0.004612, -0.005297],
        [0.926919, 0.938303, 0.96737, 0.965868],
        [-0.01316, -3.04621, -1.80527],
        [0.653944, 1.004046, 0.872507, 0.346066],
    ),
    "image": (
        {"momentum": 0.9, "gamma_initializer": const},
        wave(2, 2, 2, 2),
        [0.789033, 0.888924, 1.093836, 0.303399],
        [0.007732, -0.000206],
        [0.9579, 0.964236],
        [-0.00628, -3.55654, -1.48219],
        [0.644565, 0.677657, 0.866336, 0.230452],
    ),
    "axis 1": (
        {"axis": 1, "momentum": 0.8, "scale": False},
        wave(2, 3, 4),
        [0.737696, 1.213532, 1.043072, 0.306485],
        [0.02304, -0.04401, 0.059895],
        [0.902652, 0.891797, 0.879054],
        [-0.00896, -1.13843],
        [0.653454, 1.012416, 0.883824, 0.328157],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_training_and_inference_are_those_of_keras(case):
    settings, x, trained, mean, variance, gradient_sums, inferred = CASES[case]
    layer, x = layers.BatchNormalization(**settings), tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x, training=True)
        target = tf.reduce_sum(y * wave(*y.shape, phase=2.0))
    gradients = tape.gradient(target, [x, *layer.trainable_weights])
    found = [float(np.sum(np.asarray(gradient) * wave(*gradient.shape))) for gradient in gradients]
    np.testing.assert_allclose(np.ravel(y)[:4], trained, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(found, gradient_sums, rtol=1e-4, atol=3e-5)
    np.testing.assert_allclose(np.ravel(layer(x))[:4], inferred, rtol=1e-5, atol=2e-6)


def test_masked_positions_do_not_count():
    layer = layers.BatchNormalization(momentum=0.5)
    mask = tf.constant([[True, False, True], [True, True, False]])
    layer(tf.constant(wave(2, 3, 4)), training=True, mask=mask)
    np.testing.assert_allclose(layer.moving_mean, [0.045249, 0.163698, 0.205156, 0.150127], atol=2e-6)
    np.testing.assert_allclose(layer.moving_variance, [0.608307, 0.638679, 0.783796, 0.802755], atol=2e-6)


def test_a_frozen_layer_uses_and_keeps_its_averages():
    layer = layers.BatchNormalization()
    layer.build((None, 4))
    layer.trainable = False
    y = layer(tf.constant(wave(3, 4)), training=True)
    np.testing.assert_allclose(y, wave(3, 4) / np.sqrt(1.001), rtol=1e-5)
    np.testing.assert_array_equal(layer.moving_mean, np.zeros(4))


def test_weights_are_named_and_sorted_as_in_keras():
    layer = layers.BatchNormalization(name="norm")
    layer(tf.constant(wave(3, 4)))
    names = [weight.name for weight in layer.weights]
    assert names == ["norm/gamma:0", "norm/beta:0", "norm/moving_mean:0", "norm/moving_variance:0"]


def test_the_features_must_be_known():
    with pytest.raises(ValueError, match="must be known"):
        layers.BatchNormalization().build((None, None))
    with pytest.raises(TypeError, match="axis"):
        layers.BatchNormalization(axis="last")
