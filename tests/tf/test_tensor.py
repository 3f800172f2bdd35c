"""Eager tensors: values that do not change, and what Python may do with them."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from fittrace import tf


def test_what_a_tensor_says_of_itself() -> None:
    t = tf.constant([[1.0, 2.0]])
    assert (t.shape, t.dtype, t.ndim, t.get_shape(), len(t)) == ((1, 2), tf.float32, 2, (1, 2), 1)
    assert repr(t) == "<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 2.]], dtype=float32)>"
    assert (str(t), repr(tf.constant(0.1))) == (
        "tf.Tensor([[1. 2.]], shape=(1, 2), dtype=float32)",
        "<tf.Tensor: shape=(), dtype=float32, numpy=0.1>",
    )
    assert f"{tf.constant(0.12345):.3f}" == "0.123"


def test_numpy_gives_a_copy_and_asarray_a_view_that_cannot_be_written() -> None:
    t = tf.constant([1.0, 2.0])
    t.numpy()[0] = 9
    assert t.numpy().tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(t)[0] = 9
    assert np.array(t).flags.writeable
    assert np.asarray(t, "float64").dtype == np.float64


def test_a_tensor_does_not_see_later_changes_of_the_array_it_was_made_from() -> None:
    array = np.ones(2, "float32")
    made = [tf.constant(array), tf.convert_to_tensor(array), tf.Variable(array), tf.constant(1.0) * array]
    array[:] = 5
    assert [np.asarray(t).tolist() for t in made] == [[1, 1]] * 4


def test_scalars_are_numbers_to_python() -> None:
    assert (int(tf.constant(3)), float(tf.constant(2.5)), bool(tf.constant(0.0))) == (3, 2.5, False)
    assert ["a", "b"][tf.constant(1)] == "b"
    assert isinstance(tf.constant(1.5).numpy(), np.float32)
    assert sum(tf.constant([1, 2, 3])) == 6


def test_comparison_with_none_and_with_other_shapes() -> None:
    t = tf.constant([1.0, 2.0])
    assert (t == None) is False  # noqa: E711 - the comparison itself is tested
    assert (t != None) is True  # noqa: E711
    assert (t == tf.constant([1.0, 2.0, 3.0])) is False
    assert np.asarray(np.array([1.0, 3.0], "float32") == t).tolist() == [True, False]


def test_a_reference_is_a_key_where_the_tensor_is_none() -> None:
    a, b = tf.constant(1.0), tf.constant(1.0)
    with pytest.raises(TypeError, match="unhashable"):
        {a}  # noqa: B018 - hashing it raises
    assert (a.ref() == a.ref(), a.ref() == b.ref(), a.ref().deref() is a) == (True, False, True)


def test_copies_and_pickles_have_the_values() -> None:
    t = tf.constant([1.0, 2.0])
    for twin in (copy.copy(t), copy.deepcopy(t), pickle.loads(pickle.dumps(t))):
        assert (twin.dtype, twin.numpy().tolist()) == (tf.float32, [1, 2])


def test_floating_point_trouble_gives_inf_and_nan_without_warnings(recwarn: pytest.WarningsRecorder) -> None:
    zero = tf.constant([0.0])
    results = [
        1 / zero,
        zero / zero,
        tf.math.log(zero),
        tf.exp(zero + 1e4),
        tf.sqrt(zero - 1),
        tf.cast(1e300, "float32"),
    ]
    assert [str(float(r[0] if r.ndim else r)) for r in results] == ["inf", "nan", "-inf", "inf", "nan", "inf"]
    assert not recwarn.list
    with pytest.warns(RuntimeWarning):
        np.float64(1.0) / np.zeros(1)  # numpy's own warnings stay as they are


def test_strings_are_bytes() -> None:
    t = tf.constant(["a", "bc"])
    assert (t.dtype, t.numpy().tolist()) == (tf.string, [b"a", b"bc"])
