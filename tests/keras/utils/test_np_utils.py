"""Helpers on arrays of classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fittrace import keras


@given(arrays("int64", st.integers(1, 8), elements=st.integers(0, 5)))
def test_a_one_hot_row_has_its_one_at_the_class(classes):
    rows = keras.utils.to_categorical(classes, 6)

    assert rows.shape == (len(classes), 6)
    assert rows.sum() == len(classes)
    assert rows.argmax(axis=-1).tolist() == classes.tolist()


def test_the_number_of_classes_is_found_out():
    assert keras.utils.to_categorical([0, 2]).tolist() == [[1, 0, 0], [0, 0, 1]]


def test_a_last_axis_of_one_is_dropped():
    assert keras.utils.to_categorical([[0], [1]], 3).shape == (2, 3)


def test_a_class_beyond_the_last_is_refused():
    with pytest.raises(IndexError):
        keras.utils.to_categorical([3], 3)


def test_ordinal_rows_count_up():
    assert keras.utils.to_ordinal([0, 1, 2], 3).tolist() == [[0, 0], [1, 0], [1, 1]]


def test_rows_are_brought_to_length_one_and_zeros_stay():
    assert keras.utils.normalize([[3.0, 4.0], [0.0, 0.0]]).tolist() == [[0.6, 0.8], [0.0, 0.0]]
    assert np.allclose(keras.utils.normalize([[1.0, 3.0]], order=1), [[0.25, 0.75]])
