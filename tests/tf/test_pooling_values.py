"""Pooling: TensorFlow's numbers, and the definition spelled out.

The literal values are those of TensorFlow 2.12.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fittrace import tf
from fittrace.tf.errors import InvalidArgumentError


def some(*shape: int) -> Any:
    """-3, -2, ... 3 again and again."""
    return tf.constant(np.arange(np.prod(shape)).reshape(shape) % 7 - 3.0, "float32")


def listed(tensor: Any) -> Any:
    return np.squeeze(np.asarray(tensor)).tolist()


def weighted_gradient(function: Any, x: Any) -> Any:
    """The gradient of the first output plus twice the second and so on."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
        total = tf.reduce_sum(tf.reshape(y, [-1]) * tf.range(1.0, float(tf.size(y)) + 0.5))
    return tape.gradient(total, x)


IMAGE = some(1, 4, 5, 1)


def test_max_pool_gives_tensorflows_numbers():
    assert listed(tf.nn.max_pool2d(IMAGE, [2, 3], [2, 1], "VALID")) == [[3, 3, 1], [2, 3, 3]]
    assert listed(tf.nn.max_pool(IMAGE, [1, 3, 3, 1], [1, 2, 2, 1], "SAME")) == [[3, 3, 3], [1, 3, 3]]
    assert listed(tf.nn.max_pool1d(some(1, 6, 2), 2, 2, "VALID")) == [[-1, 0], [3, 2], [0, 1]]
    assert listed(tf.nn.pool(some(1, 5, 1), [2], "MAX", dilations=[2])) == [-1, 0, 1]


def test_avg_pool_gives_tensorflows_numbers_with_margins_left_out():
    np.testing.assert_allclose(
        listed(tf.nn.avg_pool2d(IMAGE, 3, 2, "SAME")), [[1 / 6, 1 / 9, -1 / 3], [-0.5, 1, 0.75]], rtol=1e-6
    )
    assert listed(tf.nn.avg_pool(IMAGE, 2, 2, "VALID")) == [[0, -1.5], [-0.5, 1.5]]


def test_the_gradient_of_max_pool_is_tensorflows():
    found = weighted_gradient(lambda x: tf.nn.max_pool2d(x, 3, 2, "SAME"), IMAGE)
    assert listed(found) == [[0, 0, 0, 0, 0], [0, 3, 0, 0, 0], [0, 4, 0, 14, 0], [0, 0, 0, 0, 0]]


def test_the_gradient_of_avg_pool_is_tensorflows():
    found = weighted_gradient(lambda x: tf.nn.avg_pool2d(x, 2, 2, "SAME"), IMAGE)
    upper, lower = [0.25, 0.25, 0.5, 0.5, 1.5], [1, 1, 1.25, 1.25, 3]
    assert listed(found) == [upper, upper, lower, lower]


@pytest.mark.parametrize(
    ("ksize", "strides", "padding", "expected"),
    [
        (2, 2, "VALID", [[1, 0, 1, 0], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]),
        (3, 1, "SAME", [[4, 2, 2, 0], [2, 1, 1, 0], [2, 1, 1, 0], [0, 0, 0, 0]]),
    ],
)
def test_of_equal_elements_the_first_gets_the_gradient(ksize, strides, padding, expected):
    x = tf.ones((1, 4, 4, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.max_pool2d(x, ksize, strides, padding)
    assert listed(tape.gradient(y, x)) == expected


def test_integers_have_a_greatest_too():
    x = tf.constant([[[-5], [-7], [-9]]])
    assert listed(tf.nn.max_pool1d(x, 2, 2, "SAME")) == [-5, -9]


def test_nan_is_not_lost():
    x = tf.constant([[[1.0], [np.nan], [3.0], [2.0]]])
    np.testing.assert_array_equal(listed(tf.nn.max_pool1d(x, 2, 2, "VALID")), [np.nan, 3])


@settings(max_examples=50)
@given(
    st.sampled_from(["max", "avg"]),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.sampled_from(["SAME", "VALID"]),
    st.tuples(st.integers(3, 6), st.integers(3, 6)),
    st.booleans(),
)
def test_pooling_is_what_its_definition_says(
    kind: str, sizes: Any, strides: Any, padding: str, lengths: Any, channels_first: bool
) -> None:
    x = np.random.default_rng(2).standard_normal((2, *lengths, 3))
    given_x = np.moveaxis(x, -1, 1) if channels_first else x
    pool = tf.nn.max_pool2d if kind == "max" else tf.nn.avg_pool2d
    y = pool(given_x, sizes, strides, padding, "NCHW" if channels_first else "NHWC").numpy()
    found = np.moveaxis(y, 1, -1) if channels_first else y
    before = [
        max(((-(-n // s)) - 1) * s + k - n, 0) // 2 if padding == "SAME" else 0
        for n, s, k in zip(lengths, strides, sizes, strict=True)
    ]
    for place in np.ndindex(*found.shape[1:3]):
        spans = [
            slice(max(p * s - b, 0), p * s - b + k)
            for p, s, b, k in zip(place, strides, before, sizes, strict=True)
        ]
        seen = x[(slice(None), *spans)]
        expected = seen.max((1, 2)) if kind == "max" else seen.mean((1, 2))
        np.testing.assert_allclose(found[(slice(None), *place)], expected, rtol=1e-12)


def test_lengths_that_are_unknown_stay_so():
    x = tf.symbolic.placeholder([None, 9, None, 3])
    assert tuple(tf.nn.max_pool2d(x, 2, 2, "VALID").shape) == (None, 4, None, 3)
    assert tuple(tf.nn.avg_pool2d(x, 2, 2, "SAME").shape) == (None, 5, None, 3)


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: tf.nn.max_pool2d(IMAGE, 5, 1, "VALID"), InvalidArgumentError, "no place"),
        (lambda: tf.nn.max_pool2d(IMAGE, 2, 0, "VALID"), InvalidArgumentError, "`strides`"),
        (lambda: tf.nn.max_pool2d(IMAGE, [1, 2, 3], 1, "VALID"), ValueError, "`ksize`"),
        (lambda: tf.nn.max_pool2d(IMAGE, 2, 1, "CAUSAL"), InvalidArgumentError, "`padding`"),
        (lambda: tf.nn.max_pool(IMAGE[0, 0], 2, 1, "SAME"), InvalidArgumentError, "3 to 5 axes"),
        (
            lambda: tf.nn.avg_pool2d(tf.cast(IMAGE, "int32"), 2, 1, "SAME"),
            InvalidArgumentError,
            "int32",
        ),
        (lambda: tf.nn.pool(IMAGE, [2, 2], "MEDIAN"), ValueError, "`pooling_type`"),
        (lambda: tf.nn.pool(IMAGE, [2, 2], "AVG", padding="SAME", dilations=2), ValueError, "`dilations`"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, told):
    with pytest.raises(error) as refusal:
        call()
    assert told in str(refusal.value)
