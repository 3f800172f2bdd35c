from __future__ import annotations

import math

import pytest

from fittrace.report.words.wording import (
    bytes_text,
    count_text,
    number_text,
    seconds_text,
    shape_text,
    spec_text,
    times_text,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1500, "1,500"),
        (401920.0, "401,920"),
        (0.001, "0.001000"),
        (2.302585, "2.303"),
        (123.456, "123.5"),
        (-0.5, "-0.5000"),
        (1.5e-7, "1.500e-07"),
        (math.nan, "nan"),
        (None, "not known"),
        ("inf", "inf"),
    ],
)
def test_numbers_have_four_digits_that_matter(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2.5, "2.50 s"),
        (0.00321, "3.21 ms"),
        (4.2e-5, "42 µs"),
        (5e-9, "5 ns"),
        (0.0, "0 s"),
        (2e-10, "0.200 ns"),
    ],
)
def test_a_duration_has_a_fitting_unit(seconds, text):
    assert seconds_text(seconds) == text


def test_sizes_are_binary():
    assert bytes_text(1536) == "1.50 KiB"


def test_counts_agree_with_their_noun():
    assert [count_text(1, "layer"), count_text(2, "layer"), count_text(1200, "batch", "batches")] == [
        "1 layer",
        "2 layers",
        "1,200 batches",
    ]


def test_times():
    assert [times_text(count) for count in (1, 2, 60)] == ["once", "twice", "60 times"]


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((128, 784), "(128, 784)"),
        ((None, 10), "(?, 10)"),
        ((5,), "(5,)"),
        ((), "()"),
        (None, "unknown shape"),
    ],
)
def test_shapes(shape, text):
    assert shape_text(shape) == text


def test_a_spec_names_type_shape_and_dtype():
    assert spec_text(("ndarray", (1500, 64), "float32")) == "ndarray (1500, 64) float32"


def test_a_spec_of_several_inputs_names_each():
    spec = (("left", ("ndarray", (3, 2), "float32")), ("right", ("ndarray", (3,), "int64")))
    assert spec_text(spec) == "left: ndarray (3, 2) float32, right: ndarray (3,) int64"
