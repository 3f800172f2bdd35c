"""`tf.image.resize`; the literal values are those of TensorFlow 2.12."""

from __future__ import annotations

import numpy as np
import pytest

from fittrace import tf
from fittrace.tf.ops.resizing import METHODS

IMAGE = tf.constant([[[-3.0], [-2.0]], [[-1.0], [0.0]]])[None]


@pytest.mark.parametrize(
    ("method", "first_row"),
    [
        ("bilinear", [-3, -2.75, -2.25, -2]),
        ("nearest", [-3, -3, -2, -2]),
        ("area", [-3, -3, -2, -2]),
        ("bicubic", [-3.2200129, -2.9246345, -2.3389204, -2.0435424]),
        ("lanczos3", [-3.4237757, -3.0154276, -2.4811687, -2.0728202]),
        ("lanczos5", [-3.5212581, -3.0567145, -2.5443778, -2.0798345]),
        ("gaussian", [-2.8226357, -2.6011200, -2.1390028, -1.9174875]),
        ("mitchellcubic", [-3.0463436, -2.7687955, -2.2621064, -1.9845586]),
    ],
)
def test_every_method_gives_tensorflows_numbers(method, first_row):
    y = tf.image.resize(IMAGE, [3, 4], method=method)
    assert tuple(y.shape) == (1, 3, 4, 1)
    np.testing.assert_allclose(np.asarray(y)[0, 0, :, 0], first_row, rtol=1e-5)


def test_antialias_looks_farther_where_images_get_smaller():
    x = tf.constant(np.arange(16).reshape(1, 4, 4, 1) % 7 - 3.0, "float32")
    y = np.asarray(tf.image.resize(x, [2, 2], antialias=True))[0, ..., 0]
    np.testing.assert_allclose(y, [[-3 / 7, -1 / 7], [3 / 7, -4 / 7]], rtol=1e-5)


def test_proportions_can_be_kept():
    assert tuple(tf.image.resize(tf.zeros((1, 2, 3, 1)), [6, 6], preserve_aspect_ratio=True).shape) == (
        1,
        4,
        6,
        1,
    )


def test_one_image_needs_no_batch():
    np.testing.assert_array_equal(tf.image.resize(IMAGE[0], [3, 4]), tf.image.resize(IMAGE, [3, 4])[0])


def test_the_dtype_becomes_float_but_for_the_nearest():
    numbers = tf.cast(IMAGE, "int32")
    assert tf.image.resize(numbers, [4, 4], method="nearest").dtype == tf.int32
    assert tf.image.resize(numbers, [4, 4]).dtype == tf.float32


@pytest.mark.parametrize("method", METHODS)
def test_the_gradient_is_the_adjoint(method):
    rng = np.random.default_rng(0)
    x, w = (tf.constant(rng.standard_normal((1, *size, 2)), "float32") for size in ((2, 3), (4, 5)))
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(w * tf.image.resize(x, [4, 5], method=method))
    assert float(tf.reduce_sum(x * tape.gradient(total, x))) == pytest.approx(float(total), rel=1e-4)


def test_other_methods_and_ranks_are_refused():
    with pytest.raises(ValueError, match="bilinear"):
        tf.image.resize(IMAGE, [4, 4], method="best")
    with pytest.raises(ValueError, match="3 or 4 axes"):
        tf.image.resize(IMAGE[0, 0], [4, 4])
    with pytest.raises(tf.errors.InvalidArgumentError, match="two positive"):
        tf.image.resize(IMAGE, [4, 0])
