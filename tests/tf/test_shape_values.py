"""Reductions, shapes, indices and new tensors are as TensorFlow 2.12 gives them.

The expected values were computed by TensorFlow 2.12.0; the names are those of the fixture `names`.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest

VALUES = [
    ("tf.reduce_sum(x)", "float32", 4.75),
    ("tf.reduce_sum(x, 0)", "float32", [1.5, 0.25, 3.0]),
    ("tf.reduce_sum(x, axis=[0, 1], keepdims=True)", "float32", [[4.75]]),
    ("tf.reduce_sum(x, axis=[])", "float32", [[-1.5, 0.5, 2.0], [3.0, -0.25, 1.0]]),
    ("tf.reduce_sum(i)", "int32", 21),
    ("tf.reduce_mean(x, -1)", "float32", [0.3333333, 1.25]),
    ("tf.reduce_mean([-3, 2])", "int32", 0),
    ("tf.reduce_max(x, 1)", "float32", [2.0, 3.0]),
    ("tf.reduce_min(x)", "float32", -1.5),
    ("tf.reduce_prod(x, 0)", "float32", [-4.5, -0.125, 2.0]),
    ("tf.reduce_all(b)", "bool", False),
    ("tf.reduce_any([[True, False], [False, False]], 1)", "bool", [True, False]),
    ("tf.reduce_logsumexp(x, 1)", "float32", [2.225802, 3.16051]),
    ("tf.reduce_max(tf.zeros([0]))", "float32", -inf),
    ("tf.reduce_mean(tf.zeros([0]))", "float32", nan),
    ("tf.math.reduce_std(x, 0)", "float32", [2.25, 0.375, 0.5]),
    ("tf.math.reduce_variance(x)", "float32", 2.133681),
    ("tf.math.reduce_euclidean_norm(x, 1)", "float32", [2.54951, 3.172144]),
    ("tf.math.count_nonzero([[0, 1], [2, 3]], 0)", "int64", [1, 2]),
    ("tf.cumsum(x, 1)", "float32", [[-1.5, -1.0, 1.0], [3.0, 2.75, 3.75]]),
    ("tf.cumsum(v, exclusive=True)", "float32", [0.0, 1.0, 3.0]),
    ("tf.cumsum(v, reverse=True)", "float32", [6.0, 5.0, 3.0]),
    ("tf.math.cumprod(v, exclusive=True, reverse=True)", "float32", [6.0, 3.0, 1.0]),
    ("tf.reshape(x, [3, -1])", "float32", [[-1.5, 0.5], [2.0, 3.0], [-0.25, 1.0]]),
    ("tf.reshape(x, [-1])", "float32", [-1.5, 0.5, 2.0, 3.0, -0.25, 1.0]),
    ("tf.transpose(x)", "float32", [[-1.5, 3.0], [0.5, -0.25], [2.0, 1.0]]),
    (
        "tf.transpose(tf.reshape(tf.range(8), [2, 2, 2]), [1, 2, 0])",
        "int32",
        [[[0, 4], [1, 5]], [[2, 6], [3, 7]]],
    ),
    ("tf.expand_dims(v, 0)", "float32", [[1.0, 2.0, 3.0]]),
    ("tf.expand_dims(v, -1)", "float32", [[1.0], [2.0], [3.0]]),
    ("tf.squeeze([[[1], [2]]])", "int32", [1, 2]),
    ("tf.squeeze([[[1], [2]]], axis=0)", "int32", [[1], [2]]),
    ("tf.broadcast_to(v, [2, 3])", "float32", [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]),
    ("tf.tile(v, [2])", "float32", [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]),
    ("tf.repeat(v, [1, 0, 2])", "float32", [1.0, 3.0, 3.0]),
    (
        "tf.repeat(x, 2, axis=0)",
        "float32",
        [[-1.5, 0.5, 2.0], [-1.5, 0.5, 2.0], [3.0, -0.25, 1.0], [3.0, -0.25, 1.0]],
    ),
    ("tf.reverse(x, [1])", "float32", [[2.0, 0.5, -1.5], [1.0, -0.25, 3.0]]),
    ("tf.roll(v, 1, 0)", "float32", [3.0, 1.0, 2.0]),
    ("tf.shape(x)", "int32", [2, 3]),
    ("tf.shape(x, out_type=tf.int64)", "int64", [2, 3]),
    ("tf.size(x)", "int32", 6),
    ("tf.rank(x)", "int32", 2),
    (
        "tf.concat([x, y], 0)",
        "float32",
        [[-1.5, 0.5, 2.0], [3.0, -0.25, 1.0], [2.0, 0.25, -1.0], [0.5, 1.5, -2.0]],
    ),
    ("tf.concat([x, m[:2]], axis=-1)", "float32", [[-1.5, 0.5, 2.0, 1.0, -2.0], [3.0, -0.25, 1.0, 0.5, 3.0]]),
    ("tf.stack([v, v], axis=1)", "float32", [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]),
    ("tf.stack([1, 2.5])", "float32", [1.0, 2.5]),
    ("tf.unstack(x)[1]", "float32", [3.0, -0.25, 1.0]),
    ("tf.unstack(x, axis=1)[2]", "float32", [2.0, 1.0]),
    ("tf.split(v, 3)[1]", "float32", [2.0]),
    ("tf.split(x, [1, 2], axis=1)[1]", "float32", [[0.5, 2.0], [-0.25, 1.0]]),
    ("tf.split(x, [1, -1], axis=1)[1]", "float32", [[0.5, 2.0], [-0.25, 1.0]]),
    ("tf.pad(v, [[1, 2]])", "float32", [0.0, 1.0, 2.0, 3.0, 0.0, 0.0]),
    ("tf.pad(v, [[1, 0]], constant_values=9)", "float32", [9.0, 1.0, 2.0, 3.0]),
    ('tf.pad(v, [[2, 1]], "REFLECT")', "float32", [3.0, 2.0, 1.0, 2.0, 3.0, 2.0]),
    ('tf.pad(v, [[2, 1]], "SYMMETRIC")', "float32", [2.0, 1.0, 1.0, 2.0, 3.0, 3.0]),
    ("tf.meshgrid([1, 2], [3, 4, 5])[1]", "int32", [[3, 3], [4, 4], [5, 5]]),
    ("tf.gather(x, [1, 0, 1])", "float32", [[3.0, -0.25, 1.0], [-1.5, 0.5, 2.0], [3.0, -0.25, 1.0]]),
    ("tf.gather(x, [[2], [0]], axis=1)", "float32", [[[2.0], [-1.5]], [[1.0], [3.0]]]),
    ("tf.gather(x, [[2], [0]], batch_dims=1)", "float32", [[2.0], [3.0]]),
    ("tf.gather_nd(x, [[1, 2], [0, 0]])", "float32", [1.0, -1.5]),
    ("tf.scatter_nd([[1], [1]], [5., 6.], [3])", "float32", [0.0, 11.0, 0.0]),
    ("tf.tensor_scatter_nd_update(v, [[0]], [9.])", "float32", [9.0, 2.0, 3.0]),
    ("tf.tensor_scatter_nd_add(v, [[0], [0]], [9., 1.])", "float32", [11.0, 2.0, 3.0]),
    ("tf.boolean_mask(x, [True, False])", "float32", [[-1.5, 0.5, 2.0]]),
    ("tf.boolean_mask(x, [True, False, True], axis=1)", "float32", [[-1.5, 2.0], [3.0, 1.0]]),
    ("tf.where([True, False, True])", "int64", [[0], [2]]),
    ("tf.where(x > 0, x, 0.0)", "float32", [[0.0, 0.5, 2.0], [3.0, 0.0, 1.0]]),
    ("tf.where([True, False], 1, 2)", "int32", [1, 2]),
    ("tf.slice(x, [0, 1], [2, -1])", "float32", [[0.5, 2.0], [-0.25, 1.0]]),
    ("tf.strided_slice(v, [0], [3], [2])", "float32", [1.0, 3.0]),
    ("tf.one_hot([0, 2], 3)", "float32", [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
    ("tf.one_hot([[1]], 2, axis=1)", "float32", [[[0.0], [1.0]]]),
    ("tf.one_hot([1, 5], 2, on_value=5, off_value=2)", "int32", [[2, 5], [2, 2]]),
    ("tf.zeros([2, 1])", "float32", [[0.0], [0.0]]),
    ('tf.ones(2, "int64")', "int64", [1, 1]),
    ("tf.fill([2], 3)", "int32", [3, 3]),
    ("tf.zeros_like(i)", "int32", [[0, 0, 0], [0, 0, 0]]),
    ('tf.ones_like(x, dtype="int32")', "int32", [[1, 1, 1], [1, 1, 1]]),
    ("tf.range(5)", "int32", [0, 1, 2, 3, 4]),
    ("tf.range(1.0, 2.0, 0.5)", "float32", [1.0, 1.5]),
    ("tf.range(2, 9, delta=3)", "int32", [2, 5, 8]),
    ("tf.linspace(0.0, 1.0, 5)", "float32", [0.0, 0.25, 0.5, 0.75, 1.0]),
    ("tf.eye(2, 3)", "float32", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    ("tf.sequence_mask([1, 3], 4)", "bool", [[True, False, False, False], [True, True, True, False]]),
]


@pytest.mark.parametrize(("expression", "dtype", "expected"), VALUES, ids=[row[0] for row in VALUES])
def test_the_value_is_tensorflows(expression: str, dtype: str, expected: Any, names: dict[str, Any]) -> None:
    result = np.asarray(eval(expression, names))
    assert (str(result.dtype), result.shape) == (dtype, np.shape(expected))
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-6)
