"""Convolutional layers; the literal numbers are those of Keras 2.12."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, tf
from fittrace.keras import layers


def const(shape: Any, dtype: Any = None) -> Any:
    """Initial values that differ from one element to the next."""
    return (np.sin(np.arange(1, np.prod(shape) + 1) * 0.7) * 0.3).reshape(shape).astype("float32")


K: Any = {"kernel_initializer": const, "bias_initializer": const}
D: Any = {"depthwise_initializer": const, "bias_initializer": const}
S: Any = {"depthwise_initializer": const, "pointwise_initializer": const, "bias_initializer": const}

KERAS_NORMS: list[Any] = [
    (lambda: layers.Conv1D(6, 3, activation="tanh", **K), (2, 9, 4), [2.37236, 3.68175, 17.0051, 13.9464]),
    (
        lambda: layers.Conv1D(6, 3, strides=2, padding="causal", **K),
        (2, 9, 4),
        [1.82948, 4.047, 8.78194, 10.2421],
    ),
    (
        lambda: layers.Conv1D(6, 3, padding="causal", dilation_rate=2, **K),
        (2, 9, 4),
        [2.85261, 6.43874, 26.5683, 18.1137],
    ),
    (lambda: layers.Conv1D(6, 3, groups=2, **K), (2, 9, 4), [2.8949, 3.08277, 21.9317, 17.1666]),
    (
        lambda: layers.Conv1D(6, 3, data_format="channels_first", **K),
        (2, 4, 9),
        [2.6772, 3.54514, 30.3293, 17.884],
    ),
    (
        lambda: layers.Conv2D(6, (3, 2), activation="relu", **K),
        (2, 8, 7, 4),
        [5.44605, 23.1289, 145.795, 70.5768],
    ),
    (
        lambda: layers.Conv2D(6, 3, strides=(2, 3), padding="same", **K),
        (2, 8, 7, 4),
        [2.77696, 13.0913, 8.86545, 26.4411],
    ),
    (
        lambda: layers.Conv2D(6, 3, dilation_rate=(2, 1), use_bias=False, **K),
        (2, 8, 7, 4),
        [0.98497, 2.70745, 36.9345],
    ),
    (
        lambda: layers.Conv2D(6, 3, groups=2, strides=2, padding="same", **K),
        (2, 8, 7, 4),
        [3.17945, 7.86443, 11.0025, 33.3775],
    ),
    (
        lambda: layers.Conv2D(6, 3, data_format="channels_first", **K),
        (2, 4, 8, 7),
        [6.13298, 16.8744, 212.645, 54.8163],
    ),
    (lambda: layers.Conv2D(6, 3, **K), (2, 3, 8, 7, 4), [7.22365, 28.3673, 99.3019, 190.979]),
    (
        lambda: layers.Conv3D(3, 2, padding="same", strides=2, **K),
        (2, 5, 6, 4, 2),
        [3.49159, 7.95802, 39.2103, 37.2021],
    ),
    (lambda: layers.Conv2DTranspose(5, 3, **K), (2, 8, 7, 4), [33.6728, 349.393, 1849.71, 166.206]),
    (
        lambda: layers.Conv2DTranspose(5, 3, strides=2, padding="same", activation="relu", **K),
        (2, 8, 7, 4),
        [27.608, 87.2244, 624.236, 751.495],
    ),
    (
        lambda: layers.Conv2DTranspose(5, 4, strides=(3, 2), output_padding=(2, 0), **K),
        (2, 8, 7, 4),
        [35.7463, 187.825, 1047.65, 796.746],
    ),
    (
        lambda: layers.Conv2DTranspose(5, 3, dilation_rate=2, padding="same", **K),
        (2, 8, 7, 4),
        [22.6866, 117.362, 657.189, 104.285],
    ),
    (
        lambda: layers.Conv2DTranspose(5, 3, strides=2, data_format="channels_first", **K),
        (2, 4, 8, 7),
        [13.8572, 29.6523, 214.585, 470.851],
    ),
    (
        lambda: layers.Conv1DTranspose(5, 3, strides=2, padding="same", **K),
        (2, 9, 4),
        [7.0507, 15.3002, 70.0139, 32.7948],
    ),
    (
        lambda: layers.DepthwiseConv2D((3, 2), depth_multiplier=2, padding="same", strides=2, **D),
        (2, 8, 7, 4),
        [5.79258, 6.92509, 47.6468, 42.2032],
    ),
    (
        lambda: layers.DepthwiseConv2D(3, dilation_rate=2, activation="tanh", **D),
        (2, 8, 7, 4),
        [6.66308, 4.08072, 33.8538, 2.94212],
    ),
    (
        lambda: layers.DepthwiseConv2D(3, data_format="channels_first", **D),
        (2, 4, 8, 7),
        [4.27028, 2.56, 71.9221, 51.1618],
    ),
    (
        lambda: layers.DepthwiseConv1D(3, depth_multiplier=2, strides=2, **D),
        (2, 9, 4),
        [2.64636, 2.44302, 10.938, 10.3612],
    ),
    (
        lambda: layers.SeparableConv2D(6, 3, depth_multiplier=2, padding="same", strides=2, **S),
        (2, 8, 7, 4),
        [3.04798, 2.40047, 3.81507, 2.35819, 33.9695],
    ),
    (
        lambda: layers.SeparableConv1D(6, 3, padding="causal", dilation_rate=2, **S),
        (2, 9, 4),
        [2.31351, 0.751759, 2.61157, 1.48844, 19.2909],
    ),
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


def test_a_causal_convolution_does_not_see_later_steps():
    layer = layers.Conv1D(1, 2, padding="causal", dilation_rate=2, kernel_initializer="ones", use_bias=False)
    x = np.array([-3, -2, -1, 0, 1, 2, 3, -3, -2, -1, 0, 1], "float32").reshape(1, 12, 1)
    assert np.ravel(layer(x[:, :6])).tolist() == [-3, -2, -4, -2, 0, 2]
    np.testing.assert_array_equal(layer(x)[:, :6], layer(x[:, :6]))


def test_groups_are_convolved_apart():
    x = np.array(
        [[-3, -2, -1, 0], [1, 2, 3, -3], [-2, -1, 0, 1], [2, 3, -3, -2], [-1, 0, 1, 2], [3, -3, -2, -1]]
    )
    layer = layers.Conv2D(2, 2, groups=2, kernel_initializer="ones", bias_initializer="ones")
    y = layer(x.reshape(1, 2, 3, 4).astype("float32"))
    assert tuple(layer.kernel.shape) == (2, 2, 2, 2)
    assert np.asarray(y).tolist() == [[[[3.0, -2.0], [0.0, 2.0]]]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"strides": 2, "padding": "same", "output_padding": 0}, [[-3, -5, -2], [-4, -6, -2], [-1, -1, 0]]),
        (
            {"strides": 2, "padding": "same"},
            [[-3, -3, -5, -2], [-3, -3, -5, -2], [-4, -4, -6, -2], [-1, -1, -1, 0]],
        ),
    ],
)
def test_output_padding_chooses_between_lengths(arguments, expected):
    layer = layers.Conv2DTranspose(1, 3, kernel_initializer="ones", **arguments)
    y = layer(np.array([[-3, -2], [-1, 0]], "float32").reshape(1, 2, 2, 1))
    assert np.squeeze(y).tolist() == expected


def test_weights_have_keras_names_and_shapes():
    x = np.zeros((1, 5, 5, 4), "float32")
    told = {}
    for layer in (
        layers.Conv2D(6, (3, 2), groups=2, name="a"),
        layers.Conv2DTranspose(6, (3, 2), name="b"),
        layers.DepthwiseConv2D((3, 2), depth_multiplier=2, name="c"),
        layers.SeparableConv2D(6, (3, 2), depth_multiplier=2, use_bias=False, name="d"),
    ):
        layer(x)
        told |= {weight.name: tuple(weight.shape) for weight in layer.weights}
    assert told == {
        "a/kernel:0": (3, 2, 2, 6),
        "a/bias:0": (6,),
        "b/kernel:0": (3, 2, 6, 4),
        "b/bias:0": (6,),
        "c/depthwise_kernel:0": (3, 2, 4, 2),
        "c/bias:0": (8,),
        "d/depthwise_kernel:0": (3, 2, 4, 2),
        "d/pointwise_kernel:0": (1, 1, 8, 6),
    }


def test_channels_first_is_channels_last_with_the_axes_moved():
    x = ramp((2, 5, 6, 3))
    for cls, arguments in (
        (layers.Conv2D, (4, 3)),
        (layers.Conv2DTranspose, (4, 3)),
        (layers.SeparableConv2D, (4, 3)),
        (layers.DepthwiseConv2D, (3,)),
    ):
        last, first = cls(*arguments), cls(*arguments, data_format="channels_first")
        y = last(x)
        first.build((2, 3, 5, 6))
        first.set_weights(last.get_weights())
        moved = np.moveaxis(np.asarray(first(np.moveaxis(np.asarray(x), -1, 1))), 1, -1)
        np.testing.assert_allclose(moved, y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [
        layers.Conv1D(3, 2, padding="causal", activation="relu", kernel_regularizer="l2"),
        layers.Conv2D(4, (3, 2), 2, "same", groups=2, bias_constraint="non_neg"),
        layers.Conv3D(4, 3, dilation_rate=2),
        layers.Conv1DTranspose(3, 2, 2, output_padding=1),
        layers.Conv2DTranspose(3, 2, 3, output_padding=(1, 2)),
        layers.DepthwiseConv1D(3, depth_multiplier=2),
        layers.DepthwiseConv2D(3, padding="same"),
        layers.SeparableConv1D(3, 2, padding="causal"),
        layers.SeparableConv2D(3, 2, depth_multiplier=2, pointwise_regularizer="l1"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_the_config_makes_the_same_layer_again(layer):
    config = layer.get_config()
    assert type(layer).from_config(config).get_config() == config


@given(
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["valid", "same", "causal"]),
    st.integers(1, 2),
    st.integers(5, 9),
)
def test_the_formula_for_the_output_length_is_right(
    size: int, stride: int, padding: str, gap: int, steps: int
) -> None:
    gap = gap if stride == 1 and (size - 1) * gap < steps else 1
    layer = layers.Conv1D(2, size, stride, padding, dilation_rate=gap)
    x = np.zeros((1, steps, 3), "float32")
    assert tuple(layer.compute_output_shape(x.shape)) == tuple(layer(x).shape)
    assert tuple(layer.compute_output_shape((None, None, 3))) == (None, None, 2)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: layers.Conv2D(0, 3), "`filters`"),
        (lambda: layers.Conv2D(5, 3, groups=2), "`groups`"),
        (lambda: layers.Conv2D(3, 0), "`kernel_size`"),
        (lambda: layers.Conv2D(3, (3, 3, 3)), "`kernel_size`"),
        (lambda: layers.Conv2D(3, 3, strides=0), "`strides`"),
        (lambda: layers.Conv2D(3, 3, dilation_rate=0), "`dilation_rate`"),
        (lambda: layers.Conv2D(3, 3, strides=2, dilation_rate=2), "only one"),
        (lambda: layers.Conv2D(3, 3, padding="full"), "`padding`"),
        (lambda: layers.Conv2D(3, 3, padding="causal"), "'causal'"),
        (lambda: layers.Conv2D(3, 3, data_format="last"), "`data_format`"),
        (lambda: layers.Conv2DTranspose(3, 3, strides=2, output_padding=2), "`output_padding`"),
        (lambda: layers.DepthwiseConv2D(3, padding="causal"), "'causal'"),
        (lambda: layers.Conv2D(3, 9)(ramp((1, 8, 7, 4))), "no place"),
        (lambda: layers.Conv2D(6, 3, groups=3)(ramp((1, 8, 7, 4))), "4 channels"),
        (lambda: layers.Conv2D(6, 3)(keras.Input((8, 7, None))), "must be known"),
        (lambda: layers.Conv2DTranspose(3, 3)(ramp((1, 2, 8, 7, 4))), "4 axes"),
        (lambda: layers.Conv2DTranspose(3, 3, dilation_rate=(1, 2))(ramp((1, 8, 7, 4))), "the same one"),
        (lambda: layers.DepthwiseConv2D(3)(ramp((1, 2, 8, 7, 4))), "4 axes"),
    ],
)
def test_what_does_not_fit_is_refused(make, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        make()


def test_bases_leave_the_call_to_others():
    from fittrace.keras.layers.convolutional.base_depthwise_conv import DepthwiseConv
    from fittrace.keras.layers.convolutional.base_separable_conv import SeparableConv

    for layer in (DepthwiseConv(1, 2), SeparableConv(1, 3, 2)):
        with pytest.raises(NotImplementedError):
            layer(ramp((1, 5, 2)))
