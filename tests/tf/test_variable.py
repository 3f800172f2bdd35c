"""Variables: assignment in place, and nobody who has read a value sees it change."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf


def test_what_a_variable_says_of_itself() -> None:
    with tf.name_scope("dense"):
        v = tf.Variable([1.0, 2.0], name="kernel", trainable=False)
    assert (v.name, v.trainable, v.shape, v.dtype) == ("dense/kernel:0", False, (2,), tf.float32)
    assert tf.Variable(1).name == "Variable:0"
    assert repr(v) == (
        "<tf.Variable 'dense/kernel:0' shape=(2,) dtype=float32, numpy=array([1., 2.], dtype=float32)>"
    )
    assert tf.Variable(lambda: tf.zeros([3])).shape == (3,)


def test_assignments_change_it_and_return_it() -> None:
    v = tf.Variable([1.0, 2.0])
    assert v.assign([3, 4]) is v
    assert v.assign_add([1, 1]).assign_sub(tf.constant([0.5, 0.0])).numpy().tolist() == [3.5, 5]


def test_an_update_works_in_the_array_that_is_there() -> None:
    v = tf.Variable(np.zeros(3, "float32"))
    before = v.array.__array_interface__["data"]
    v.assign_add([1, 2, 3])
    v.assign_sub([1, 1, 1])
    assert v.array.__array_interface__["data"] == before


READERS = [
    lambda v: v.value(), lambda v: tf.identity(v), lambda v: tf.reshape(v, [3, 1]),
    lambda v: v[1:], lambda v: np.asarray(v), lambda v: tf.transpose(v), lambda v: tf.convert_to_tensor(v),
    lambda v: v.numpy(),
]  # fmt: skip
CHANGES = [
    lambda v: v.assign([7, 8, 9]), lambda v: v.assign_add([1, 1, 1]), lambda v: v.assign_sub([1, 1, 1]),
    lambda v: np.copyto(v.writable(), 5), lambda v: v.assign(tf.constant([4.0, 4.0, 4.0])),
]  # fmt: skip


@given(st.sampled_from(READERS), st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4))
def test_what_was_read_keeps_its_values(read: object, changes: list[object]) -> None:
    v = tf.Variable([1.0, 2.0, 3.0])
    shown = read(v)  # type: ignore[operator]
    before = np.array(shown)
    for change in changes:
        change(v)  # type: ignore[operator]
    np.testing.assert_array_equal(np.asarray(shown), before)


@given(st.lists(st.sampled_from(CHANGES), max_size=4))
def test_what_was_assigned_does_not_change_with_the_variable(changes: list[object]) -> None:
    source = tf.constant([[1.0, 2.0, 3.0]])
    v = tf.Variable(tf.zeros([3])).assign(source[0])
    for change in changes:
        change(v)  # type: ignore[operator]
    assert source.numpy().tolist() == [[1, 2, 3]]


def test_a_gradient_uses_the_values_of_the_forward_pass() -> None:
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = v * v
    v.assign(100.0)
    assert float(tape.gradient(y, v)) == 6


def test_a_variable_stands_wherever_a_tensor_does() -> None:
    v = tf.Variable([1.0, 2.0])
    results = [
        v + 1,
        1 - v,
        v * v,
        v @ tf.ones([2, 1]) if v.ndim > 1 else v / 2,
        -v,
        v > 1,
        v[0],
        tf.reduce_sum(v),
    ]
    assert all(isinstance(r, tf.Tensor) for r in results)
    assert (tf.is_tensor(v), isinstance(v, tf.Tensor), len(v), [float(x) for x in v]) == (
        True,
        False,
        2,
        [1, 2],
    )
    assert float(tf.concat([v, v], 0)[3]) == 2


def test_a_deep_copy_is_a_variable_of_its_own() -> None:
    v = tf.Variable([1.0], name="w")
    twin = copy.deepcopy(v)
    v.assign([2.0])
    assert (twin.numpy().tolist(), twin.name, twin.ref() == v.ref()) == ([1], "w:0", False)


def test_a_wrong_shape_is_told_with_the_variables_name() -> None:
    v = tf.Variable([1.0, 2.0], name="w")
    with pytest.raises(ValueError, match=r"'w:0'.*\(2,\).*\(3,\)"):
        v.assign([1, 2, 3])
    with pytest.raises(tf.errors.InvalidArgumentError, match="'w:0'"):
        v.assign_add(1.0)
    with pytest.raises(ValueError, match="incompatible"):
        tf.Variable([1.0], shape=(2,))
