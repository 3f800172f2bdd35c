"""Pooling layers; the literal numbers are those of Keras 2.12."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, tf
from fittrace.keras import layers

KERAS_NORMS: list[Any] = [
    (lambda: layers.MaxPooling2D(), (2, 8, 7, 4), [8.55291, 17.1058]),
    (lambda: layers.MaxPooling2D(3, 2, "same"), (2, 8, 7, 4), [10.702, 31.0647]),
    (lambda: layers.MaxPooling1D(3, 1, "same"), (2, 9, 4), [6.54125, 21.1851]),
    (lambda: layers.AveragePooling2D((3, 2), padding="same"), (2, 8, 7, 4), [1.43275, 1.73272]),
    (lambda: layers.AveragePooling1D(3, 2), (2, 9, 4), [1.72108, 1.41031]),
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


def test_strides_are_the_window_unless_given():
    assert layers.MaxPooling2D((3, 2)).strides == (3, 2)
    assert layers.AveragePooling1D(3, 1).strides == (1,)


@pytest.mark.parametrize("cls", [layers.MaxPooling2D, layers.AveragePooling2D])
def test_channels_first_is_channels_last_with_the_axes_moved(cls):
    x = ramp((2, 5, 6, 3))
    moved = cls(2, data_format="channels_first")(tf.transpose(x, [0, 3, 1, 2]))
    np.testing.assert_array_equal(tf.transpose(moved, [0, 2, 3, 1]), cls(2)(x))


@pytest.mark.parametrize(
    "layer",
    [layers.MaxPool1D(3, 2, "same"), layers.AvgPool1D(), layers.MaxPool2D((2, 3)), layers.AvgPool2D(2, 1)],
    ids=lambda layer: type(layer).__name__,
)
def test_the_config_makes_the_same_layer_again(layer):
    config = layer.get_config()
    assert type(layer).from_config(config).get_config() == config


@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["valid", "same"]), st.integers(3, 8))
def test_the_formula_for_the_output_length_is_right(size: int, stride: int, padding: str, steps: int) -> None:
    layer = layers.MaxPooling1D(size, stride, padding)
    x = np.zeros((1, steps, 3), "float32")
    assert tuple(layer.compute_output_shape(x.shape)) == tuple(layer(x).shape)
    assert tuple(layer.compute_output_shape((None, None, 3))) == (None, None, 3)


@pytest.mark.parametrize(
    ("make", "error", "told"),
    [
        (lambda: layers.MaxPooling2D(0), ValueError, "`pool_size`"),
        (lambda: layers.MaxPooling2D(2, -1), ValueError, "`strides`"),
        (lambda: layers.MaxPooling2D(padding="full"), ValueError, "`padding`"),
        (lambda: layers.MaxPooling2D(data_format="last"), ValueError, "`data_format`"),
        (lambda: layers.MaxPooling2D()(ramp((2, 9, 4))), ValueError, "expected 4 axes"),
        (lambda: layers.MaxPooling2D(9)(keras.Input((8, 7, 4))), ValueError, "no place"),
        (lambda: layers.MaxPooling2D(9)(ramp((1, 8, 7, 4))), tf.errors.InvalidArgumentError, "no place"),
    ],
)
def test_what_does_not_fit_is_refused(make, error, told):
    with pytest.raises(error) as refusal:
        make()
    assert told in str(refusal.value)
