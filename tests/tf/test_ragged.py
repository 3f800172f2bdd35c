"""Ragged tensors: how they are made, read, computed with, and batched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf

ROWS = [[1, 2], [], [3]]


@pytest.mark.parametrize(
    "made",
    [
        tf.ragged.constant(ROWS),
        tf.RaggedTensor.from_row_lengths([1, 2, 3], [2, 0, 1]),
        tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2, 2, 3]),
        tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 0, 2]),
        tf.RaggedTensor.from_tensor([[1, 2], [0, 0], [3, 0]], padding=0),
        tf.RaggedTensor.from_tensor([[1, 2], [9, 9], [3, 9]], lengths=[2, 0, 1]),
        tf.ragged.constant([[9], *ROWS])[1:],
    ],
)
def test_all_ways_lead_to_the_same_rows(made: tf.RaggedTensor) -> None:
    assert made.to_list() == ROWS
    assert (made.shape.as_list(), made.dtype, made.ragged_rank) == ([3, None], tf.int32, 1)
    assert made.row_splits.numpy().tolist() == [0, 2, 2, 3]
    assert made.row_lengths().numpy().tolist() == [2, 0, 1]
    assert made.values.numpy().tolist() == [1, 2, 3]
    assert made.to_tensor().numpy().tolist() == [[1, 2], [0, 0], [3, 0]]


@given(rows=st.lists(st.lists(st.integers(-9, 9), max_size=4), min_size=1, max_size=5))
def test_rows_come_back_and_are_filled_up(rows: list[list[int]]) -> None:
    ragged = tf.RaggedTensor.from_row_lengths(
        np.array([x for row in rows for x in row], np.int32), [len(row) for row in rows]
    )
    width = max(map(len, rows))
    assert ragged.to_list() == rows
    assert ragged.to_tensor(-10).numpy().tolist() == [row + [-10] * (width - len(row)) for row in rows]


def test_several_axes_can_be_ragged() -> None:
    deep = tf.ragged.constant([[[1, 2], [3]], []])
    assert (deep.shape.as_list(), deep.ragged_rank) == ([2, None, None], 2)
    assert deep.to_tensor().numpy().tolist() == [[[1, 2], [3, 0]], [[0, 0], [0, 0]]]
    assert tf.ragged.constant([[[1, 2], [3, 4]], []], ragged_rank=1).shape.as_list() == [2, None, 2]


def test_a_row_is_a_tensor_and_rows_are_ragged() -> None:
    ragged = tf.ragged.constant(ROWS)
    assert ragged[0].numpy().tolist() == [1, 2]
    assert int(ragged[0, 1]) == 2
    assert ragged[:, :1].to_list() == [[1], [], [3]]
    assert [row.numpy().tolist() for row in ragged] == ROWS
    assert ragged.to_tensor(shape=[None, 1]).numpy().tolist() == [[1], [0], [3]]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda r: r + 1, [[2, 3], [], [4]]),
        (lambda r: r * r, [[1, 4], [], [9]]),
        (lambda r: r > 1, [[False, True], [], [True]]),
        (lambda r: tf.cast(r, "float32"), [[1.0, 2.0], [], [3.0]]),
        (lambda r: tf.gather(r, [2, 0]), [[3], [1, 2]]),
        (lambda r: tf.ragged.map_flat_values(tf.square, r), [[1, 4], [], [9]]),
    ],
)
def test_operations_work_value_by_value(function: Callable[[Any], Any], expected: Any) -> None:
    assert function(tf.ragged.constant(ROWS)).to_list() == expected


def test_reductions_go_along_rows_or_over_everything() -> None:
    ragged = tf.ragged.constant([[1.0, 3.0], [], [5.0]])
    assert tf.reduce_sum(ragged, axis=1).numpy().tolist() == [4, 0, 5]
    np.testing.assert_array_equal(tf.reduce_mean(ragged, 1), [2, np.nan, 5])
    assert float(tf.reduce_sum(ragged)) == 9


def test_gradients_flow_through_rows() -> None:
    x = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        ragged = tf.RaggedTensor.from_row_lengths(x, [2, 1])
        y = tf.reduce_sum(ragged.to_tensor() ** 2) + tf.reduce_sum(ragged[1:].values)
    assert tf.convert_to_tensor(tape.gradient(y, x)).numpy().tolist() == [2, 4, 7]


def test_a_dataset_batches_rows_as_they_are() -> None:
    dataset = tf.data.Dataset.from_tensor_slices((tf.ragged.constant(ROWS), [7, 8, 9])).batch(2)
    assert [x.to_list() for x, _ in dataset] == [[[1, 2], []], [[3]]]
    assert dataset.element_spec[0] == tf.RaggedTensorSpec([None, None], tf.int32, 1)


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (lambda: tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 1, 2]), tf.errors.InvalidArgumentError),
        (lambda: tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2, 1, 3]), tf.errors.InvalidArgumentError),
        (lambda: tf.ragged.constant([1, [2]]), ValueError),
        (lambda: tf.convert_to_tensor(tf.ragged.constant(ROWS)), ValueError),
        (lambda: tf.ragged.constant(ROWS) + tf.ragged.constant([[1], [2, 3], []]), ValueError),
        (lambda: tf.sort(tf.ragged.constant(ROWS)), ValueError),
        (lambda: tf.ragged.constant(ROWS)[:, 0], ValueError),
        (lambda: len(tf.ragged.constant(ROWS)), TypeError),
    ],
)
def test_what_makes_no_sense_is_refused(function: Callable[[], Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        function()
