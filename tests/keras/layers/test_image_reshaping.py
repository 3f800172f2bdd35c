"""Padding, cropping and upsampling; the literal numbers are those of Keras 2.12."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras import layers

KERAS_NORMS: list[Any] = [
    (lambda: layers.ZeroPadding1D((1, 3)), (2, 9, 4), [5.9515, 11.903]),
    (lambda: layers.ZeroPadding2D(((1, 0), (2, 3))), (2, 8, 7, 4), [14.9804, 29.9608]),
    (lambda: layers.Cropping1D((1, 0)), (2, 9, 4), [5.55343, 11.1069]),
    (lambda: layers.Cropping2D(((1, 0), (2, 3))), (2, 8, 7, 4), [7.48366, 14.9673]),
    (lambda: layers.UpSampling1D(3), (2, 9, 4), [10.3083, 35.709]),
    (lambda: layers.UpSampling2D((2, 3)), (2, 8, 7, 4), [36.6944, 179.765]),
    (lambda: layers.UpSampling2D(3, interpolation="bilinear"), (2, 8, 7, 4), [30.2077, 125.29]),
]


def ramp(shape: tuple[int, ...]) -> Any:
    return tf.constant(np.sin(np.arange(np.prod(shape)) * 0.37).reshape(shape), "float32")


def norms(layer: Any, x: Any) -> list[float]:
    """The norms of the output, and of the gradients of its sum of squares in the input and each weight."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x)
        total = tf.reduce_sum(y * y)
    return [float(tf.norm(v)) for v in (y, *tape.gradient(total, [x, *layer.trainable_weights]))]


@pytest.mark.parametrize(("make", "shape", "expected"), KERAS_NORMS)
def test_output_and_gradients_are_those_of_keras(make, shape, expected):
    assert norms(make(), ramp(shape)) == pytest.approx(expected, rel=2e-5)


@pytest.mark.parametrize(("make", "shape", "expected"), KERAS_NORMS)
def test_shapes_are_the_same_by_formula_and_by_call(make, shape, expected):
    layer, y = make(), make()(ramp(shape))
    assert tuple(layer.compute_output_shape(shape)) == tuple(y.shape)
    assert tuple(layer(keras.Input(shape=shape[1:])).shape) == (None, *y.shape[1:])


def test_zeros_are_put_at_each_side():
    y = layers.ZeroPadding2D(((1, 0), (0, 2)))(np.ones((1, 1, 2, 1), "float32"))
    assert np.squeeze(y).tolist() == [[0, 0, 0, 0], [1, 1, 0, 0]]
    assert np.ravel(layers.ZeroPadding1D((0, 2))(np.ones((1, 2, 1), "float32"))).tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("given", [2, (2, 2), ((2, 2), (2, 2))])
def test_sides_may_be_given_together(given):
    assert layers.ZeroPadding2D(given).padding == ((2, 2), (2, 2))
    assert layers.Cropping2D(given).cropping == ((2, 2), (2, 2))


def test_cropping_takes_back_what_padding_added():
    x = ramp((2, 4, 5, 3))
    sides = ((1, 0), (2, 3))
    for data_format in ("channels_last", "channels_first"):
        padded = layers.ZeroPadding2D(sides, data_format)(x)
        np.testing.assert_array_equal(layers.Cropping2D(sides, data_format)(padded), x)


def test_upsampling_repeats_rows_and_columns():
    y = layers.UpSampling2D((1, 2))(np.array([[1, 2], [3, 4]], "int64").reshape(1, 2, 2, 1))
    assert y.dtype == tf.int64
    assert np.squeeze(y).tolist() == [[1, 1, 2, 2], [3, 3, 4, 4]]


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_channels_first_is_channels_last_with_the_axes_moved(interpolation):
    x = ramp((2, 3, 4, 5))
    first = layers.UpSampling2D(2, "channels_first", interpolation)(tf.transpose(x, [0, 3, 1, 2]))
    last = layers.UpSampling2D(2, interpolation=interpolation)(x)
    np.testing.assert_array_equal(tf.transpose(first, [0, 2, 3, 1]), last)


@pytest.mark.parametrize(
    "layer",
    [
        layers.ZeroPadding1D((1, 2)),
        layers.ZeroPadding2D(((1, 2), (3, 4)), "channels_first"),
        layers.Cropping1D(2),
        layers.Cropping2D((1, 2)),
        layers.UpSampling1D(3),
        layers.UpSampling2D((1, 3), interpolation="bicubic"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_the_config_makes_the_same_layer_again(layer):
    config = layer.get_config()
    assert type(layer).from_config(config).get_config() == config


@pytest.mark.parametrize(
    "layer",
    [
        layers.ZeroPadding2D(),
        layers.Cropping2D(1),
        layers.UpSampling2D(),
        layers.UpSampling2D(interpolation="bilinear"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_lengths_that_are_unknown_stay_so(layer):
    assert tuple(layer.compute_output_shape((None, None, None, 3))) == (None, None, None, 3)
    assert tuple(layer(keras.Input((None, None, 3))).shape) == (None, None, None, 3)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: layers.ZeroPadding1D(-1), "`padding`"),
        (lambda: layers.ZeroPadding2D((1, 2, 3)), "`padding`"),
        (lambda: layers.ZeroPadding2D(1.5), "`padding`"),
        (lambda: layers.Cropping2D(((1, 2), (3, -4))), "`cropping[1]`"),
        (lambda: layers.Cropping1D(5)(ramp((2, 9, 4))), "nothing is left"),
        (lambda: layers.Cropping2D(4)(keras.Input((8, 9, 4))), "nothing is left"),
        (lambda: layers.UpSampling2D(0), "`size`"),
        (lambda: layers.UpSampling2D(interpolation="best"), "`interpolation`"),
        (lambda: layers.UpSampling1D()(ramp((2, 8, 7, 4))), "expected 3 axes"),
    ],
)
def test_what_does_not_fit_is_refused(make, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        make()
