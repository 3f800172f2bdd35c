"""Jacobians: shapes, values, structures, and what tapes refuse."""

from __future__ import annotations

import numpy as np
import pytest

from fittrace import tf

X = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_a_jacobian_has_the_axes_of_target_and_source() -> None:
    w = tf.Variable([[1.0], [2.0], [3.0]])
    with tf.GradientTape() as tape:
        y = tf.matmul(X, w)
    np.testing.assert_allclose(tape.jacobian(y, w), X.numpy()[:, None, :, None])


def test_a_jacobian_has_the_structure_of_its_sources() -> None:
    v, w, other = tf.Variable([1.0, 2.0]), tf.Variable(3.0), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        y = v * w
    found = tape.jacobian(y, {"a": v, "b": [w, other]})
    assert found["a"].numpy().tolist() == [[3, 0], [0, 3]]
    assert found["b"][0].numpy().tolist() == [1, 2]
    assert found["b"][1] is None


def test_unconnected_sources_can_have_zeros() -> None:
    v, other = tf.Variable([1.0, 2.0]), tf.Variable([0.0])
    with tf.GradientTape() as tape:
        y = v * v
    assert tape.jacobian(y, other, unconnected_gradients="zero").numpy().tolist() == [[0], [0]]


def test_the_jacobian_of_a_gradient_is_the_hessian() -> None:
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(v**3)
        gradient = inner.gradient(y, v)
    assert outer.jacobian(gradient, v).numpy().tolist() == [[6, 0], [0, 12]]


def test_a_jacobian_can_be_differentiated() -> None:
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = v**3
        diagonal = tf.linalg.diag_part(inner.jacobian(y, v))
    assert outer.gradient(diagonal, v).numpy().tolist() == [6, 12]


def test_looked_up_rows_have_a_dense_jacobian() -> None:
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.gather(v, [0, 0, 1])
    assert tape.jacobian(y, v).numpy().tolist() == [[1, 0], [1, 0], [0, 1]]


def test_a_batch_jacobian_takes_sample_by_sample() -> None:
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(X)
        y = tf.stack([X[:, 0] * X[:, 1], X[:, 2] ** 2], axis=1)
    whole, batch = tape.jacobian(y, X).numpy(), tape.batch_jacobian(y, X).numpy()
    assert batch.tolist() == [[[2, 1, 0], [0, 0, 6]], [[5, 4, 0], [0, 0, 12]]]
    np.testing.assert_allclose(batch, np.stack([whole[i, :, i] for i in range(2)]))


def test_a_batch_jacobian_of_the_unconnected_is_zero() -> None:
    with tf.GradientTape() as tape:
        tape.watch(X)
        y = tf.ones([2, 4])
    assert tape.batch_jacobian(y, X).numpy().tolist() == np.zeros((2, 4, 3)).tolist()


def test_a_batch_jacobian_needs_as_many_rows_on_both_sides() -> None:
    with tf.GradientTape() as tape:
        tape.watch(X)
        y = X[:1]
    with pytest.raises(ValueError, match=r"shape \(1, 3\).*shape \(2, 3\)"):
        tape.batch_jacobian(y, X)


def test_a_tape_gives_one_jacobian_unless_it_is_persistent() -> None:
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = v * v
    tape.jacobian(y, v)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, v)
    assert tape._entries == []
