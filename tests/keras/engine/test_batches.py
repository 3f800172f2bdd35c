"""Batches taken apart and put together, and rows held back for validation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.keras.engine.data_adapter import (
    pack_x_y_sample_weight,
    single_batch_iterator,
    train_validation_split,
    unpack_x_y_sample_weight,
)


def rows(n=6, width=2):
    return np.arange(n * width, dtype="float32").reshape(n, width)


@given(st.integers(2, 50), st.floats(0.05, 0.95))
def test_validation_takes_the_last_rows(samples, share):
    split_at = math.floor(samples * (1 - share))
    x = rows(samples)
    if split_at in (0, samples):
        with pytest.raises(ValueError, match="both need some"):
            train_validation_split((x, None), share)
        return

    (train, nothing), (validation, _) = train_validation_split((x, None), share)

    assert (len(train), len(validation), nothing) == (split_at, samples - split_at, None)
    assert np.concatenate([train, validation]).tolist() == x.tolist()


def test_only_arrays_can_be_split():
    with pytest.raises(ValueError, match="the data holds a generator; only tensors and arrays can be split"):
        train_validation_split(((row for row in rows()), None), 0.5)


@pytest.mark.parametrize(
    ("batch", "parts"),
    [
        ("x", ("x", None, None)),
        (("x",), ("x", None, None)),
        (["x", "y"], ("x", "y", None)),
        (("x", "y", "w"),) * 2,
    ],
)
def test_a_batch_is_taken_apart(batch, parts):
    assert unpack_x_y_sample_weight(batch) == parts


def test_a_batch_of_four_is_refused():
    with pytest.raises(ValueError, match="A batch has 4 items"):
        unpack_x_y_sample_weight((1, 2, 3, 4))


def test_a_batch_is_put_together_from_what_there_is():
    assert pack_x_y_sample_weight("x") == "x"
    assert pack_x_y_sample_weight(("a", "b")) == (("a", "b"),)
    assert pack_x_y_sample_weight("x", "y") == ("x", "y")
    assert pack_x_y_sample_weight("x", "y", "w") == ("x", "y", "w")


def test_one_batch_is_an_iterator_of_one():
    (batch,) = list(single_batch_iterator(rows(), np.arange(6), class_weight=dict.fromkeys(range(6), 2.0)))

    assert [part.shape[0] for part in batch] == [6, 6, 6]
