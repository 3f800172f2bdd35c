"""IndexedSlices: where tapes give them, and what may be done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fittrace import tf

TABLE = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def gradient_of(function: Callable[[Any], Any], source: Any) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(source)
        y = function(source)
    return tape.gradient(y, source)


@pytest.fixture
def slices() -> tf.IndexedSlices:
    return tf.IndexedSlices(tf.ones([4, 2]), tf.constant([0, 1, 0, 2]), tf.constant([3, 2]))


@pytest.mark.parametrize("make", [tf.Variable, tf.constant])
def test_the_gradient_of_gathered_rows_is_the_rows(make: Callable[[Any], Any]) -> None:
    gradient = gradient_of(lambda table: 3 * tf.gather(table, [[0, 1], [0, 2]]), make(TABLE))
    assert isinstance(gradient, tf.IndexedSlices)
    assert gradient.indices.numpy().tolist() == [0, 1, 0, 2]
    assert gradient.values.numpy().tolist() == [[3, 3]] * 4
    assert gradient.dense_shape.numpy().tolist() == [3, 2]


def test_slices_of_several_lookups_stand_side_by_side() -> None:
    gradient = gradient_of(
        lambda v: tf.reduce_sum(tf.gather(v, [0, 0])) + 3 * tf.reduce_sum(tf.nn.embedding_lookup(v, [1])),
        tf.Variable(TABLE),
    )
    rows = zip(gradient.indices.numpy().tolist(), gradient.values.numpy().tolist(), strict=True)
    assert sorted(rows) == [(0, [1, 1]), (0, [1, 1]), (1, [3, 3])]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda v: tf.reduce_sum(tf.gather(v, [0, 0])) + 3 * tf.reduce_sum(v), [[5, 5], [3, 3], [3, 3]]),
        (lambda v: 3 * tf.reduce_sum(v) + tf.reduce_sum(tf.gather(v, [0, 0])), [[5, 5], [3, 3], [3, 3]]),
        (lambda v: tf.gather(v * v, [0, 0]), [[4, 8], [0, 0], [0, 0]]),
        (lambda v: tf.gather(v, [0, 0], axis=1), [[2, 0], [2, 0], [2, 0]]),
        (lambda v: tf.gather(v, [0, 0], axis=-2), [[2, 2], [0, 0], [0, 0]]),
        (lambda v: tf.boolean_mask(v, [True, False, True]), [[1, 1], [0, 0], [1, 1]]),
        (lambda v: tf.sort(v[:, 0]), [[1, 0], [1, 0], [1, 0]]),
        (lambda v: v[1], [[0, 0], [1, 1], [0, 0]]),
    ],
)
def test_other_gradients_are_dense(function: Callable[[Any], Any], expected: list[Any]) -> None:
    gradient = gradient_of(function, tf.Variable(TABLE))
    assert isinstance(gradient, tf.Tensor)
    assert gradient.numpy().tolist() == expected


@pytest.mark.parametrize("function", [tf.sort, lambda v: tf.math.top_k(v, 2).values])
def test_order_along_the_only_axis_has_a_dense_gradient(function: Callable[[Any], Any]) -> None:
    assert gradient_of(function, tf.Variable([1.0, 2.0])).numpy().tolist() == [1, 1]


def test_a_table_in_between_hands_the_sum_on_and_still_has_slices_itself() -> None:
    v = tf.Variable(TABLE)
    with tf.GradientTape() as tape:
        doubled = 2 * v
        y = tf.gather(doubled, [2, 2])
    of_v, of_doubled = tape.gradient(y, [v, doubled])
    assert of_v.numpy().tolist() == [[0, 0], [0, 0], [4, 4]]
    assert of_doubled.indices.numpy().tolist() == [2, 2]


def test_slices_can_be_differentiated_again() -> None:
    v = tf.Variable(TABLE)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(tf.gather(v, [0, 0]) ** 3)
        first = inner.gradient(y, v)
        penalty = tf.reduce_sum(first)
    assert isinstance(first, tf.IndexedSlices)
    second = tf.convert_to_tensor(outer.gradient(penalty, v))
    np.testing.assert_allclose(second, [[12, 24], [0, 0], [0, 0]])


def test_slices_become_the_tensor_they_stand_for(slices: tf.IndexedSlices) -> None:
    whole = [[2, 2], [1, 1], [1, 1]]
    assert tf.is_tensor(slices)
    assert (tuple(slices.shape), slices.dtype) == ((3, 2), tf.float32)
    assert tf.convert_to_tensor(slices).numpy().tolist() == whole
    assert (tf.zeros([3, 2]) + slices).numpy().tolist() == whole
    assert tf.add_n([slices, slices]).numpy().tolist() == (2 * np.array(whole)).tolist()
    assert tf.Variable(tf.zeros([3, 2])).assign_add(slices).numpy().tolist() == whole


def test_slices_of_an_unknown_whole_cannot_become_a_tensor() -> None:
    with pytest.raises(ValueError, match="dense_shape"):
        tf.convert_to_tensor(tf.IndexedSlices([[1.0]], [0]))


@pytest.mark.parametrize(
    "calculate", [lambda s: s + s, lambda s: 2.0 * s, lambda s: s / 2.0, len, abs, lambda s: s[0]]
)
def test_slices_have_no_operators_of_their_own(
    calculate: Callable[[Any], Any], slices: tf.IndexedSlices
) -> None:
    with pytest.raises(TypeError):
        calculate(slices)


@pytest.mark.parametrize(
    ("function", "value"),
    [
        (lambda s: -s, -1),
        (lambda s: tf.math.scalar_mul(2.0, s), 2),
        (tf.identity, 1),
        (lambda s: tf.cast(s, "float64"), 1),
        (lambda s: tf.clip_by_norm(s, 1.0), 8**-0.5),  # of 8 ones, before rows are added up
        (lambda s: tf.clip_by_value(s, -0.5, 0.5), 0.5),
        (lambda s: tf.clip_by_global_norm([s, tf.ones([1])], 1.0)[0][0], 1 / 3),
    ],
)
def test_what_keeps_slices_slices(
    function: Callable[[Any], Any], value: float, slices: tf.IndexedSlices
) -> None:
    result = function(slices)
    assert isinstance(result, tf.IndexedSlices)
    assert result.indices is slices.indices
    np.testing.assert_allclose(result.values, np.full((4, 2), value), rtol=1e-6)


def test_a_global_norm_counts_slices_one_by_one(slices: tf.IndexedSlices) -> None:
    assert float(tf.linalg.global_norm([slices, None, tf.ones([1])])) == 3


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("scatter_add", [7, 2, 3]),
        ("scatter_sub", [-5, 2, -1]),
        ("scatter_mul", [8, 2, 2]),
        ("scatter_div", [1 / 8, 2, 1 / 2]),
        ("scatter_max", [4, 2, 2]),
        ("scatter_min", [1, 2, 1]),
        ("scatter_update", [4, 2, 2]),
    ],
)
def test_a_variable_changes_at_the_places_of_slices(method: str, expected: list[float]) -> None:
    v = tf.Variable([1.0, 2.0, 1.0])
    seen = v.value()
    getattr(v, method)(tf.IndexedSlices(tf.constant([2.0, 4.0, 2.0]), tf.constant([0, 0, 2])))
    np.testing.assert_allclose(v, expected)
    assert seen.numpy().tolist() == [1, 2, 1]


def test_a_variable_changes_at_index_tuples() -> None:
    v = tf.Variable(tf.zeros([2, 2]))
    v.scatter_nd_add([[0, 1], [0, 1]], [1.0, 2.0])
    v.scatter_nd_sub([[1, 0]], [4.0])
    v.scatter_nd_update([[1, 1]], [5.0])
    assert v.numpy().tolist() == [[0, 3], [-4, 5]]


def test_updates_that_are_no_slices_or_lie_outside_are_refused() -> None:
    v = tf.Variable([1.0])
    with pytest.raises(TypeError, match="IndexedSlices"):
        v.scatter_add([1.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="axis 0"):
        v.scatter_add(tf.IndexedSlices([1.0], [-1]))
    assert v.numpy().tolist() == [1]
