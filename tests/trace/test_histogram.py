"""Histograms: counted fast, and counted right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fittrace.trace import changing, emit, record
from fittrace.trace.catalogue import WeightCreated, WeightUpdated
from fittrace.trace.histogram import BINS, HISTOGRAM_LIMIT, histogram

finite = st.floats(-1e6, 1e6, width=32).map(lambda number: 0.0 if abs(number) < 1e-30 else number)


@given(arrays.arrays("float64", st.integers(2, 60), elements=finite))
def test_the_counts_are_numpys(array):
    if array.min() == array.max():
        return
    kept = histogram(array)
    places = (array - array.min()) / (array.max() - array.min()) * BINS
    expected = np.bincount(np.minimum(places.astype(int), BINS - 1), minlength=BINS)
    assert kept["counts"] == expected.tolist()
    assert kept["mean"] == pytest.approx(array.mean(), abs=1e-6 * np.abs(array).max())
    assert kept["deviation"] == pytest.approx(array.std(), rel=1e-6)


@given(
    arrays.arrays(
        st.sampled_from(["float16", "float32", "float64", "int8", "uint64", "bool"]),
        arrays.array_shapes(min_dims=0, min_side=0, max_side=6),
    )
)
def test_every_finite_element_is_counted_once(array):
    with np.errstate(all="ignore"):
        kept = histogram(array)
    assert sum(kept.get("counts", [])) + kept["not_finite"] == kept["size"] == array.size
    assert all(math.isfinite(value) for value in kept.values() if isinstance(value, float))


def test_equal_elements_are_one_bin():
    kept = histogram(np.full(5, 0.1, "float32"))
    assert (kept["counts"], kept["deviation"]) == ([5], 0.0)
    assert kept["least"] == kept["greatest"] == kept["mean"]


def test_what_is_not_finite_is_counted_apart():
    kept = histogram(np.array([0.0, math.nan, 1.0, math.inf]))
    assert (kept["not_finite"], kept["least"], kept["greatest"], sum(kept["counts"])) == (2, 0.0, 1.0, 2)
    assert "counts" not in histogram(np.array([math.nan]))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_range_that_overflows_is_counted_all_the_same(dtype):
    largest = np.finfo(dtype).max
    kept = histogram(np.array([-largest, 0, largest], dtype))
    assert (kept["counts"][0], kept["counts"][BINS // 2], kept["counts"][-1]) == (1, 1, 1)


def test_of_a_large_array_every_so_many_elements_are_looked_at():
    kept = histogram(np.zeros((4, HISTOGRAM_LIMIT // 2), "int8"))
    assert kept["every"] == 3  # 2 would meet every second column only
    assert kept["counts"] == [-(-kept["size"] // 3)]


def test_a_weight_keeps_its_distribution_at_its_birth_and_after_an_update():
    weight = np.zeros(3)
    with record() as run:
        emit(WeightCreated, name="kernel", distribution=weight)
        with changing(WeightUpdated, weight=weight):
            weight += [0, 1, 2]
    created, updated = run.facts()
    assert created.distribution["counts"] == [3]
    assert (updated.distribution_after["greatest"], sum(updated.distribution_after["counts"])) == (2.0, 3)


def test_no_distribution_where_no_elements_are_looked_at():
    with record(values="none") as run:
        emit(WeightCreated, name="kernel", distribution=np.zeros(3))
    assert next(run.facts()).distribution is None


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([1j]), None])
def test_what_is_no_real_number_has_none(array):
    with record() as run:
        emit(WeightCreated, name="kernel", distribution=array)
    assert next(run.facts()).distribution is None
