"""Convolutions: TensorFlow's numbers, and the definition spelled out in loops.

The literal values are those of TensorFlow 2.12.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fittrace import tf
from fittrace.tf.errors import InvalidArgumentError
from fittrace.tf.ops.convolution import convolve, to_filters, to_input
from fittrace.tf.ops.depthwise import channels_to_filters, channels_to_input, convolve_channels
from fittrace.tf.ops.window import Window


def some(*shape: int) -> Any:
    """-3, -2, ... 3 again and again."""
    return tf.constant(np.arange(np.prod(shape)).reshape(shape) % 7 - 3.0, "float32")


def listed(tensor: Any) -> Any:
    return np.squeeze(np.asarray(tensor)).tolist()


IMAGE, FILTER = some(1, 4, 5, 1), some(3, 2, 1, 1)


@pytest.mark.parametrize(
    ("strides", "padding", "dilations", "expected"),
    [
        (1, "VALID", None, [[13, 10, 14, -3], [-16, -5, 13, 10]]),
        (2, "SAME", None, [[13, 14, -5], [0, -12, 7]]),
        ([1, 1, 2, 1], [[0, 0], [1, 0], [0, 1], [0, 0]], None, [[11, -6, -2], [13, 14, -5], [-16, 13, 8]]),
        (
            1,
            "SAME",
            [1, 2],
            [[6, -1, 1, -4, -2], [6, 13, 10, 0, 5], [-8, -2, -5, 13, 4], [-2, -2, -8, 0, -10]],
        ),
    ],
)
def test_conv2d_gives_tensorflows_numbers(strides, padding, dilations, expected):
    assert listed(tf.nn.conv2d(IMAGE, FILTER, strides, padding, dilations=dilations)) == expected


def test_conv1d_gives_tensorflows_numbers():
    assert listed(tf.nn.conv1d(some(1, 6, 2), some(3, 2, 2), 2, "SAME")) == [[8, 5], [-7, 14], [10, 1]]


def test_conv3d_gives_tensorflows_numbers():
    y = tf.nn.conv3d(some(1, 2, 3, 2, 1), some(2, 2, 1, 1, 1), [1] * 5, "SAME")
    assert listed(y) == [[[8, 9], [3, -3], [-3, -7]], [[-5, 11], [6, 1], [0, -3]]]


def test_channels_in_groups_have_filters_of_their_own():
    y = tf.nn.conv2d(some(1, 3, 3, 4), some(2, 2, 2, 2), 1, "VALID")
    assert listed(y) == [[[12, 17], [7, -12]], [[-10, 0], [-1, 13]]]


def test_conv2d_transpose_gives_tensorflows_numbers():
    y = tf.nn.conv2d_transpose(some(1, 2, 2, 1), some(2, 3, 1, 1), [1, 4, 5, 1], 2, "VALID")
    assert listed(y) == [[9, 6, 9, 4, 2], [0, -3, -6, -2, -4], [3, 2, 1, 0, 0], [0, -1, -2, 0, 0]]


def test_conv1d_transpose_gives_tensorflows_numbers():
    y = tf.nn.conv1d_transpose(some(1, 3, 1), some(3, 1, 1), [1, 6, 1], 2, "SAME")
    assert listed(y) == [9, 6, 9, 4, 5, 2]


def test_depthwise_conv2d_gives_tensorflows_numbers():
    y = tf.nn.depthwise_conv2d(some(1, 3, 3, 2), some(2, 2, 2, 2), [1, 1, 1, 1], "VALID")
    assert listed(y) == [[[-2, -5, 5, -1], [8, 6, 3, -9]], [[-21, -21, 6, 10], [10, 4, 4, -5]]]


def test_separable_conv2d_gives_tensorflows_numbers():
    y = tf.nn.separable_conv2d(some(1, 3, 3, 2), some(2, 2, 2, 1), some(1, 1, 2, 2), [1, 2, 2, 1], "SAME")
    assert listed(y) == [[[-22, -14], [11, 6]], [[15, 6], [-9, -6]]]


def test_gradients_are_tensorflows():
    x, f = some(1, 3, 3, 1), some(2, 2, 1, 1)
    with tf.GradientTape() as tape:
        tape.watch([x, f])
        y = tf.nn.conv2d(x, f, 2, "SAME")
        total = tf.reduce_sum(y * tf.reshape(tf.range(1.0, 5.0), y.shape))
    dx, df = tape.gradient(total, [x, f])
    assert listed(dx) == [[-3, -2, -6], [-1, 0, -2], [-9, -6, -12]]
    assert listed(df) == [[-4, -11], [4, 1]]


def in_loops(x: Any, f: Any, window: Any) -> Any:
    """The definition: the sum, over window and channels of the group, of input times filter."""
    places = window.places(x.shape[1:-1])
    margins = [(0, 0), *window.margins(x.shape[1:-1]), (0, 0)]
    x = np.pad(x, margins)
    channels, outputs = f.shape[-2:]
    out = np.zeros((len(x), *places, outputs))
    for n, o in product(range(len(x)), range(outputs)):
        first = o // (outputs // (x.shape[-1] // channels)) * channels
        for place, element in product(np.ndindex(*places), np.ndindex(*window.sizes)):
            at = tuple(
                p * stride + e * gap
                for p, stride, e, gap in zip(place, window.strides, element, window.dilations, strict=True)
            )
            out[(n, *place, o)] += x[(n, *at)][first : first + channels] @ f[element][:, o]
    return out


@st.composite
def windows(draw: Any) -> Any:
    spatial = draw(st.integers(1, 2))
    some_of = lambda low, high: draw(st.tuples(*[st.integers(low, high)] * spatial))  # noqa: E731  short
    sizes, strides, gaps = some_of(1, 3), some_of(1, 3), some_of(1, 2)
    margins = tuple((draw(st.integers(0, 2)), draw(st.integers(0, 2))) for _ in range(spatial))
    padding = draw(st.sampled_from(["SAME", "VALID", margins]))
    lengths = tuple(draw(st.integers((size - 1) * gap + 1, 7)) for size, gap in zip(sizes, gaps, strict=True))
    return Window(sizes, strides, gaps, padding), lengths


@settings(max_examples=60)
@given(windows(), st.integers(0, 2), st.integers(1, 2), st.integers(1, 2), st.integers(1, 3), st.booleans())
def test_a_convolution_is_what_its_definition_says(
    case: Any, batch: int, channels: int, groups: int, outputs: int, channels_first: bool
) -> None:
    window, lengths = case
    rng = np.random.default_rng(0)
    x = rng.standard_normal((batch, *lengths, channels * groups))
    f = rng.standard_normal((*window.sizes, channels, outputs * groups))
    given_x = np.moveaxis(x, -1, 1) if channels_first else x
    y = convolve(given_x, f, replace(window, channels_first=channels_first)).numpy()
    found = np.moveaxis(y, 1, -1) if channels_first else y
    np.testing.assert_allclose(found, in_loops(x, f, window), rtol=1e-6, atol=1e-9)


@settings(max_examples=40)
@given(windows(), st.booleans())
def test_the_way_back_is_the_adjoint(case: Any, depthwise: bool) -> None:
    """The inner products of y with conv(x), of x with the transposed conv(y), and of filters agree."""
    window, lengths = case
    rng = np.random.default_rng(1)
    x = rng.standard_normal((2, *lengths, 3))
    y = rng.standard_normal((2, *window.places(lengths), 3))
    if depthwise:
        f = rng.standard_normal((*window.sizes, 3))
        forward, back = convolve_channels(x, f, window), channels_to_input(y, f, window, x.shape)
        filters = channels_to_filters(x, y, window)
    else:
        f = rng.standard_normal((*window.sizes, 3, 3))
        forward, back = convolve(x, f, window), to_input(y, f, window, x.shape)
        filters = to_filters(x, y, window, f.shape)
    expected = float(np.sum(y * np.asarray(forward)))
    assert float(np.sum(x * np.asarray(back))) == pytest.approx(expected)
    assert float(np.sum(f * np.asarray(filters))) == pytest.approx(expected)


def test_a_batch_in_parts_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, f, window = some(5, 6, 6, 2), some(3, 3, 2, 4), Window((3, 3), (1, 1), (1, 1), "SAME")
    y, g = convolve(x, f, window), some(5, 6, 6, 4)
    back, filters = to_input(g, f, window, x.array.shape), to_filters(x, g, window, f.array.shape)
    monkeypatch.setattr("fittrace.tf.ops.window.BLOCK_BYTES", 2 * 36 * 18 * 4)
    np.testing.assert_array_equal(convolve(x, f, window), y)
    np.testing.assert_array_equal(to_input(g, f, window, x.array.shape), back)
    np.testing.assert_allclose(to_filters(x, g, window, f.array.shape), filters, rtol=1e-6)


def test_more_batch_axes_are_one_batch():
    x, f = some(2, 3, 5, 4, 2), some(2, 2, 2, 3)
    flat = tf.nn.convolution(tf.reshape(x, [6, 5, 4, 2]), f)
    np.testing.assert_array_equal(tf.nn.convolution(x, f), tf.reshape(flat, [2, 3, 4, 3, 3]))


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_atrous_functions_take_a_rate(padding):
    x, f = some(1, 6, 6, 2), some(2, 2, 3, 2)
    expected = tf.nn.conv2d(x, tf.transpose(f, [0, 1, 3, 2]), 1, padding, dilations=2)
    np.testing.assert_array_equal(tf.nn.atrous_conv2d(x, tf.transpose(f, [0, 1, 3, 2]), 2, padding), expected)
    shape = [1, 6, 6, 3] if padding == "SAME" else [1, 8, 8, 3]
    back = tf.nn.conv2d_transpose(x, f, shape, 1, padding, dilations=2)
    np.testing.assert_array_equal(tf.nn.atrous_conv2d_transpose(x, f, shape, 2, padding), back)


def test_lengths_that_are_unknown_stay_so():
    x = tf.symbolic.placeholder([None, 9, None, 3])
    assert tuple(tf.nn.conv2d(x, tf.zeros((3, 3, 3, 8)), 2, "SAME").shape) == (None, 5, None, 8)
    assert tuple(tf.nn.conv2d(x, tf.zeros((3, 3, 3, 8)), 1, "VALID").shape) == (None, 7, None, 8)


def test_nothing_is_computed_while_shapes_are_inferred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np, "matmul", lambda *args: pytest.fail("a product was computed"))
    x = tf.symbolic.placeholder([None, 9, 9, 3])
    y = tf.nn.conv2d(x, tf.zeros((3, 3, 3, 8)), 1, "SAME")
    shape = [tf.shape(x)[0], 9, 9, 3]
    assert tuple(tf.nn.conv2d_transpose(y, tf.zeros((3, 3, 3, 8)), shape, 1).shape) == (None, 9, 9, 3)


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (
            lambda: tf.nn.conv2d(IMAGE, some(3, 3, 2, 1), 1, "SAME"),
            InvalidArgumentError,
            "channels",
        ),
        (
            lambda: tf.nn.conv2d(IMAGE, some(5, 3, 1, 1), 1, "VALID"),
            InvalidArgumentError,
            "no place",
        ),
        (lambda: tf.nn.conv2d(IMAGE, FILTER, 1, "same"), InvalidArgumentError, "`padding`"),
        (lambda: tf.nn.conv2d(IMAGE, FILTER, 1, "SAME", "NWC"), InvalidArgumentError, "'NHWC'"),
        (lambda: tf.nn.conv2d(IMAGE, FILTER, 0, "SAME"), InvalidArgumentError, "`strides`"),
        (lambda: tf.nn.conv2d(IMAGE, FILTER, [1, 2, 2], "SAME"), ValueError, "1, 2 or 4 numbers"),
        (lambda: tf.nn.conv2d(IMAGE, FILTER, [2, 2, 2, 1], "SAME"), tf.errors.UnimplementedError, "batch"),
        (lambda: tf.nn.conv2d(IMAGE[0], FILTER, 1, "SAME"), InvalidArgumentError, "4 axes"),
        (lambda: tf.nn.conv2d(IMAGE, FILTER[0], 1, "SAME"), InvalidArgumentError, "`filters`"),
        (lambda: tf.nn.convolution(IMAGE, FILTER, 2, dilations=2), ValueError, "only one of the two"),
        (
            lambda: tf.nn.conv2d(tf.cast(IMAGE, "float64"), FILTER, 1, "SAME"),
            InvalidArgumentError,
            "float64, float32",
        ),
        (
            lambda: tf.nn.conv2d_transpose(IMAGE, FILTER, [1, 12, 9, 1], 2),
            InvalidArgumentError,
            "spatial lengths",
        ),
        (
            lambda: tf.nn.conv2d_transpose(IMAGE, FILTER, [2, 8, 10, 1], 2),
            InvalidArgumentError,
            "batch",
        ),
        (
            lambda: tf.nn.depthwise_conv2d(IMAGE, some(2, 2, 3, 1), [1, 1, 1, 1], "SAME"),
            InvalidArgumentError,
            "3 channels",
        ),
        (lambda: tf.nn.depthwise_conv2d(IMAGE, FILTER, 1, "SAME"), ValueError, "4 numbers"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, told):
    with pytest.raises(error) as refusal:
        call()
    assert told in str(refusal.value)


def test_refusals_are_value_errors_while_shapes_are_inferred():
    x = tf.symbolic.placeholder([None, 4, 5, 1])
    with pytest.raises(ValueError, match="no place"):
        tf.nn.conv2d(x, some(5, 3, 1, 1), 1, "VALID")
