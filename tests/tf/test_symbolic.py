"""Symbolic tensors: every operation tells shapes and dtypes without values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fittrace import tf
from fittrace.tf.symbolic import is_symbolic, placeholder, scratch_graph

X = placeholder((None, 3), name="x")
S = placeholder((None, None, 4))
W = tf.Variable(tf.ones([3, 2]), name="w")

SHAPES: list[tuple[Callable[[], Any], tuple[int | None, ...], str]] = [
    (lambda: X + 1, (None, 3), "float32"),
    (lambda: 2.0 - X, (None, 3), "float32"),
    (lambda: X + np.ones(3), (None, 3), "float32"),
    (lambda: X > 0, (None, 3), "bool"),
    (lambda: X @ W, (None, 2), "float32"),
    (lambda: tf.matmul(X, X, transpose_a=True), (3, 3), "float32"),
    (lambda: S @ tf.ones([4, 5]), (None, None, 5), "float32"),
    (lambda: tf.tensordot(S, tf.ones([4, 5]), 1), (None, None, 5), "float32"),
    (lambda: tf.einsum("bsd,de->bse", S, tf.ones([4, 5])), (None, None, 5), "float32"),
    (lambda: tf.reduce_mean(S, 1), (None, 4), "float32"),
    (lambda: tf.reduce_sum(X), (), "float32"),
    (lambda: tf.concat([X, X], 0), (None, 3), "float32"),
    (lambda: tf.concat([X, X], 1), (None, 6), "float32"),
    (lambda: tf.stack([X, X], 1), (None, 2, 3), "float32"),
    (lambda: tf.reshape(X, [-1]), (None,), "float32"),
    (lambda: tf.reshape(S, [tf.shape(S)[0], -1]), (None, None), "float32"),
    (lambda: tf.reshape(S, [tf.shape(S)[0], tf.shape(S)[1], 2, 2]), (None, None, 2, 2), "float32"),
    (lambda: tf.transpose(S, [2, 0, 1]), (4, None, None), "float32"),
    (lambda: tf.expand_dims(X, -1), (None, 3, 1), "float32"),
    (lambda: X[:, 1:], (None, 2), "float32"),
    (lambda: X[0], (3,), "float32"),
    (lambda: X[: tf.shape(X)[0] - 1], (None, 3), "float32"),
    (lambda: tf.zeros(tf.shape(X)), (None, 3), "float32"),
    (lambda: tf.zeros([tf.shape(X)[0], 7], "int32"), (None, 7), "int32"),
    (lambda: tf.fill([tf.shape(X)[0]], 1.0), (None,), "float32"),
    (lambda: tf.range(tf.shape(X)[0]), (None,), "int32"),
    (lambda: tf.ones_like(X, "bool"), (None, 3), "bool"),
    (lambda: tf.shape(X), (2,), "int32"),
    (lambda: tf.one_hot(tf.argmax(X, 1), 5), (None, 5), "float32"),
    (lambda: tf.gather(tf.ones([9, 2]), tf.cast(X, "int32")), (None, 3, 2), "float32"),
    (lambda: tf.where(X > 0, X, 0.0), (None, 3), "float32"),
    (lambda: tf.nn.softmax(X), (None, 3), "float32"),
    (lambda: tf.nn.moments(S, [0])[0], (None, 4), "float32"),
    (lambda: tf.split(X, 3, axis=1)[2], (None, 1), "float32"),
    (lambda: tf.unstack(X, axis=1)[0], (None,), "float32"),
    (lambda: tf.math.top_k(X, 2).indices, (None, 2), "int32"),
    (lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(tf.argmax(X, 1), X), (None,), "float32"),
    (lambda: tf.clip_by_global_norm([X], 1.0)[0][0], (None, 3), "float32"),
    (lambda: tf.map_fn(lambda row: row[:2], X), (None, 2), "float32"),
    (lambda: tf.random.normal(tf.shape(X)), (None, 3), "float32"),
    (lambda: tf.nn.dropout(X, 0.5), (None, 3), "float32"),
    (lambda: tf.nn.dropout(X, 0.5, noise_shape=[None, 1]), (None, 3), "float32"),
    (lambda: tf.convert_to_tensor([X, X * 2]), (2, None, 3), "float32"),
    (lambda: tf.cast(X, "float16"), (None, 3), "float16"),
    (lambda: tf.tile(X, [2, tf.shape(X)[1]]), (None, 9), "float32"),
    (lambda: tf.pad(X, [[0, 1], [1, 1]]), (None, 5), "float32"),
]


@pytest.mark.parametrize(("make", "shape", "dtype"), SHAPES, ids=[str(i) for i in range(len(SHAPES))])
def test_an_operation_tells_shape_and_dtype(
    make: Callable[[], Any], shape: tuple[int | None, ...], dtype: str
) -> None:
    result = make()
    assert is_symbolic(result)
    assert (result.shape, result.dtype) == (shape, dtype)


def test_what_a_placeholder_says_of_itself() -> None:
    assert (X.shape, X.dtype, X.ndim, X.name) == ((None, 3), tf.float32, 2, "x")
    assert repr(X) == "<tf.Tensor 'x' shape=(None, 3) dtype=float32>"
    assert isinstance(X, tf.Tensor)
    assert tf.is_tensor(X)
    assert not is_symbolic(tf.constant(1.0))
    assert (len(placeholder((4, None))), len(list(placeholder((4, None))))) == (4, 4)


@pytest.mark.parametrize("ask", [bool, int, float, np.asarray, list, lambda x: [0][x]])
def test_values_are_not_to_be_had(ask: Callable[[Any], Any]) -> None:
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError, match="symbolic"):
        ask(X)


def test_it_has_no_numpy() -> None:
    assert not hasattr(X, "numpy")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: X @ tf.ones([4, 2]), tf.errors.InvalidArgumentError),
        (lambda: X + tf.ones([3], "int32"), tf.errors.InvalidArgumentError),
        (lambda: tf.squeeze(X, 1), tf.errors.InvalidArgumentError),
        (lambda: tf.where(X), None),
        (lambda: tf.constant(X, "int32"), None),
        (lambda: tf.convert_to_tensor(X, "int32"), ValueError),
    ],
)
def test_errors_are_those_of_eager_tensors(call: Callable[[], Any], error: type[Exception] | None) -> None:
    if error is None:
        assert is_symbolic(call())
    else:
        with pytest.raises(error):
            call()


def test_building_draws_no_random_numbers_and_writes_on_no_tape() -> None:
    tf.random.set_seed(1)
    expected = float(tf.random.uniform([]))
    tf.random.set_seed(1)
    with tf.GradientTape() as tape:
        tf.nn.dropout(X @ W, 0.5) + tf.random.shuffle(X @ W) + tf.random.truncated_normal(tf.shape(X @ W))
    assert float(tf.random.uniform([])) == expected
    assert (tape._entries, tape.watched_variables()) == ([], ())


def test_set_shape_adds_what_is_known() -> None:
    x = placeholder((None, None))
    x.set_shape([None, 5])
    assert (x.shape, (x @ tf.ones([5, 2])).shape) == ((None, 5), (None, 2))
    assert tf.ensure_shape(placeholder((None,)), [7]).shape == (7,)
    with pytest.raises(ValueError, match="incompatible"):
        x.set_shape([1, 6])


def test_a_scratch_graph_changes_no_variable_unless_init_scope_leads_out() -> None:
    v = tf.Variable(1.0)
    with scratch_graph():
        v.assign(5.0)
        v.assign_add(1.0)
        assert float(v) == 1
        with tf.init_scope():
            v.assign(3.0)
    assert float(v) == 3
    assert float(v.assign_sub(1.0)) == 2
