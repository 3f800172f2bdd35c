"""What is computed another way for large arrays, or for labels, is the same as by the plain formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf
from fittrace.tf.ops.activation import ROW


@pytest.mark.parametrize("size", [ROW - 1, ROW, ROW + 1, 3 * ROW + 5])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_relu_of_a_large_array_is_that_of_its_elements(size: int, dtype: str) -> None:
    x = np.random.default_rng(size).normal(0, 9, size).astype(dtype)
    assert np.array_equal(tf.nn.relu(x).numpy(), np.maximum(x, 0))


def test_relu_of_a_large_array_lets_nan_pass_and_infinity() -> None:
    x = np.zeros((3, ROW), "float32")
    x[0, 0], x[1, 1], x[2, -1] = np.nan, -np.inf, np.inf
    found = tf.nn.relu(x).numpy()
    assert (np.isnan(found[0, 0]), found[1, 1], found[2, -1]) == (True, 0, np.inf)


def test_relu_of_a_transposed_large_array() -> None:
    x = np.random.default_rng(0).normal(size=(ROW, 3)).astype("float32")
    assert np.array_equal(tf.nn.relu(tf.transpose(tf.constant(x))).numpy(), np.maximum(x.T, 0))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64"])
def test_labels_may_be_integers_of_any_size(dtype: str) -> None:
    logits = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]], "float32")
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(np.array([2, 0], dtype), logits).numpy()
    expected = np.log(np.exp(logits).sum(-1)) - [logits[0, 2], logits[1, 0]]
    np.testing.assert_allclose(losses, expected, rtol=1e-6)


@pytest.mark.parametrize(("label", "dtype"), [(-1, "int8"), (-128, "int8"), (3, "uint8"), (-1, "int64")])
def test_a_label_that_is_no_class_is_named(label: int, dtype: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"holds {label}"):
        tf.nn.sparse_softmax_cross_entropy_with_logits(
            np.array([0, label], dtype), np.zeros((2, 3), "float32")
        )


@pytest.mark.parametrize("dtype", ["bool", "float32"])
def test_labels_must_be_integers(dtype: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="integers"):
        tf.nn.sparse_softmax_cross_entropy_with_logits(np.ones(2, dtype), np.zeros((2, 3), "float32"))


@given(st.lists(st.sampled_from([0.0, -0.0, 1.0, -2.0, np.inf, np.nan]), min_size=1, max_size=6))
def test_a_quotient_without_nan_is_zero_where_the_divisor_is(divisors: list[float]) -> None:
    found = tf.math.divide_no_nan(tf.ones([len(divisors)]), tf.constant(divisors, "float32")).numpy()
    expected = [0.0 if y == 0 else 1.0 / y for y in divisors]
    np.testing.assert_array_equal(found, np.array(expected, "float32"))


def test_one_number_counts_for_many_variables_and_never_changes() -> None:
    counters = [tf.Variable(0, dtype=dtype) for dtype in ("int64", "float32", "int64")]
    for _ in range(3):
        for counter in counters:
            counter.assign_add(1)
    assert [counter.numpy() for counter in counters] == [3, 3, 3]
    assert (tf.constant(5, "int64") + 1).numpy() == 6
