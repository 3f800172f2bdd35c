"""Data types: names, numpy, and what they know of themselves."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from fittrace import tf


def test_a_dtype_equals_its_name_and_its_numpy_types() -> None:
    assert tf.float32 == "float32" == tf.float32 == np.float32
    assert tf.float32 == np.dtype("float32")
    assert tf.float32 != "float64"
    assert tf.float32 != None  # noqa: E711 - the comparison itself is tested
    assert {tf.int32: 1}["int32"] == 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        ("half", tf.float16), ("double", tf.float64), (float, tf.float32), (bool, tf.bool),
        (np.int8, tf.int8), (np.dtype(">f4"), tf.float32), (str, tf.string),
        (np.dtype("U3"), tf.string), (tf.int64, tf.int64),
    ],
)  # fmt: skip
def test_as_dtype_takes_whatever_names_a_type(given: object, dtype: tf.DType) -> None:
    assert tf.as_dtype(given) is dtype


@pytest.mark.parametrize("given", ["int", int, "nothing", None, 3.5])
def test_as_dtype_refuses_what_names_none(given: object) -> None:
    with pytest.raises(TypeError, match="data type"):
        tf.as_dtype(given) if given is not None else tf.as_dtype("")


def test_a_dtype_knows_its_kind_and_limits() -> None:
    assert (tf.float16.is_floating, tf.uint8.is_integer, tf.uint8.is_unsigned, tf.bool.is_bool) == (True,) * 4
    assert (tf.bool.is_integer, tf.int32.is_floating, tf.complex64.is_floating) == (False,) * 3
    assert (tf.int32.max, tf.uint8.min, tf.float32.limits, tf.uint8.limits) == (
        2**31 - 1,
        0,
        (0, 1),
        (0, 255),
    )
    assert (tf.float64.size, tf.complex64.real_dtype, tf.bool.max) == (8, tf.float32, True)
    assert tf.float32.as_numpy_dtype is np.float32
    with pytest.raises(TypeError, match="order"):
        tf.complex64.max  # noqa: B018 - reading it raises


def test_a_dtype_survives_pickling_as_itself() -> None:
    assert pickle.loads(pickle.dumps(tf.int16)) is tf.int16


def test_texts_are_tensorflows() -> None:
    assert (repr(tf.float32), str(tf.float32)) == ("tf.float32", "<dtype: 'float32'>")
