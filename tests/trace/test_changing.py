"""An array measured before and after a block that changes it."""

import math
import warnings

import numpy as np
import pytest

from fittrace.trace import changing, loop, record
from fittrace.trace.catalogue import WeightUpdated


@loop("step")
def steps(count):
    yield from range(count)


def test_the_fact_tells_the_array_before_and_after():
    weight = np.array([3.0, 4.0])
    with record() as run, changing(WeightUpdated, weight="kernel", sample_gradient=np.ones(2)):
        pass
    assert next(run.facts()).weight == "kernel"
    with record() as run, changing(WeightUpdated, weight=weight, sample_gradient=np.ones(2)):
        weight *= 2
    (fact,) = run.facts()
    assert (fact.norm_before, fact.norm_after, fact.norm_change) == (5.0, 10.0, 5.0)
    assert fact.sample_before["values"] == [3.0, 4.0]
    assert fact.sample_after["values"] == [6.0, 8.0]
    assert fact.sample_gradient["values"] == [1.0, 1.0]


def test_a_field_given_is_not_measured():
    weight = np.ones(4)
    with record() as run, changing(WeightUpdated, weight=weight, norm_change=[3.0, 4.0]):
        weight += 1
    assert next(run.facts()).norm_change == 5.0


def test_a_block_that_raises_has_changed_nothing():
    with record() as run, pytest.raises(ZeroDivisionError), changing(WeightUpdated, weight=np.ones(1)):
        1 / 0  # noqa: B018  what is tested is that it raises
    assert list(run.facts("WeightUpdated")) == []


def test_only_the_first_iterations_of_a_structure_are_measured():
    class Weight:
        looked_at = 0
        name = "kernel"

        def __array__(self, dtype=None, copy=None):
            self.looked_at += 1
            return np.ones(2)

    weight, looks = Weight(), []
    with record() as run:
        for _ in steps(5):
            with changing(WeightUpdated, weight=weight):
                pass
            looks.append(weight.looked_at)
    assert looks == [2, 4, 4, 4, 4]
    assert len(list(run.facts())) == 1


def test_nobody_recording_the_array_is_not_looked_at():
    class Untouchable:
        def __array__(self, dtype=None, copy=None):
            raise AssertionError("looked at")

    with changing(WeightUpdated, weight=Untouchable()):
        pass


@pytest.mark.parametrize("fails_at", [1, 2])
def test_an_array_that_cannot_be_read_costs_the_numbers_alone(fails_at):
    class Fails:
        name = "kernel"
        asked = 0

        def __array__(self, dtype=None, copy=None):
            self.asked += 1
            if self.asked >= fails_at:
                raise RuntimeError("no")
            return np.ones(2)

    with record() as run, changing(WeightUpdated, weight=Fails()):
        pass
    (fact,) = run.facts()
    assert (fact.weight, fact.norm_before, fact.norm_after) == ("kernel", None, None)


@pytest.mark.parametrize("array", [np.array([True]), np.array(["a"]), np.array([object()], dtype=object)])
def test_arrays_without_a_difference_are_told_without_one(array):
    with record() as run, changing(WeightUpdated, weight=array):
        pass
    (fact,) = run.facts()
    assert fact.norm_change is None
    assert fact.sample_after["shape"] == [1]


def test_no_warning_of_numpys_reaches_the_user():
    weight = np.array([math.inf, 1.0])
    with warnings.catch_warnings(), np.errstate(all="raise"), record() as run:
        warnings.simplefilter("error")
        with changing(WeightUpdated, weight=weight):
            weight[1] = math.nan
    assert next(run.facts()).norm_change == "nan"


def test_the_sample_is_of_the_elements_that_moved_most():
    weight = np.zeros(100)
    gradient = np.arange(100.0)
    with record() as run, changing(WeightUpdated, weight=weight, sample_gradient=gradient):
        weight -= gradient
    (fact,) = run.facts("WeightUpdated")
    assert fact.sample_places["values"] == [94, 95, 96, 97, 98, 99]
    assert fact.sample_gradient["values"] == [94.0, 95.0, 96.0, 97.0, 98.0, 99.0]
    assert fact.sample_after["values"] == [-94.0, -95.0, -96.0, -97.0, -98.0, -99.0]
