"""Measures: norms, moments and the greatest elements, as numpy has them over the whole array."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from fittrace.trace.measures import BLOCK, PIECE, largest, moments, norm

sizes = st.sampled_from([1, 2, 7, BLOCK, 7 * BLOCK + 3, PIECE, PIECE + 1, 3 * PIECE - 1])
dtypes = st.sampled_from(["float32", "float64", "int32", "bool", "float16"])


def numbers(size, dtype, seed):
    return (np.random.default_rng(seed).normal(2.0, 3.0, size) * 10).astype(dtype)


@given(size=sizes, dtype=dtypes, seed=st.integers(0, 9))
def test_norm_and_moments_are_those_of_the_whole_array(size, dtype, seed):
    array = numbers(size, dtype, seed)
    whole = array.astype("float64")
    assert norm(array) == pytest.approx(np.linalg.norm(whole))
    assert moments(array) == pytest.approx(
        {
            "not_finite": 0,
            "least": whole.min(),
            "greatest": whole.max(),
            "mean": whole.mean(),
            "deviation": whole.std(),
        },
        abs=1e-12,
    )


def test_what_is_not_finite_is_counted_and_left_out():
    assert moments(np.array([1.0, np.nan, 3.0, np.inf])) == {
        "not_finite": 2,
        "least": 1.0,
        "greatest": 3.0,
        "mean": 2.0,
        "deviation": 1.0,
    }
    assert moments(np.array([np.nan, -np.inf])) == {"not_finite": 2}
    assert np.isnan(norm(np.array([1.0, np.nan])))


def test_complex_numbers_have_the_norm_of_their_absolute_values():
    assert norm(np.array([3 + 4j, 0])) == 5.0


@given(size=sizes, count=st.integers(1, 9), seed=st.integers(0, 9))
def test_the_largest_are_those_of_a_full_sort(size, count, seed):
    array = numbers(size, "float32", seed)
    places = largest(array, count)
    assert list(places) == sorted(places)
    assert sorted(array[places]) == sorted(array)[-count:]
