"""Conversions and gradients are as TensorFlow 2.12 gives them.

The expected values were computed by TensorFlow 2.12.0; the names are those of the fixture `names`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

VALUES = [
    ("tf.constant([1, 2.5])", "float32", [1.0, 2.5]),
    ("tf.constant(7)", "int32", 7),
    ("tf.constant(2 ** 40)", "int64", 1099511627776),
    ("tf.constant([True, False])", "bool", [True, False]),
    ("tf.constant(np.arange(3))", "int64", [0, 1, 2]),
    ("tf.constant([np.float64(1), 2])", "float64", [1.0, 2.0]),
    ("tf.constant([np.int64(1)])", "int32", [1]),
    ("tf.constant([])", "float32", []),
    ("tf.constant(3.0, shape=[2, 2])", "float32", [[3.0, 3.0], [3.0, 3.0]]),
    ("tf.constant([1, 2], tf.float32)", "float32", [1.0, 2.0]),
    ("tf.convert_to_tensor([v, v])", "float32", [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]),
    ("tf.convert_to_tensor([tf.constant(1.5), 2])", "float32", [1.5, 2.0]),
    ("tf.convert_to_tensor(tf.TensorShape([2, 3]))", "int32", [2, 3]),
    ("tf.identity(3)", "int32", 3),
    ("tf.map_fn(lambda row: row * 2, x)", "float32", [[-3.0, 1.0, 4.0], [6.0, -0.5, 2.0]]),
    ("tf.scan(lambda a, b: a + b, v)", "float32", [1.0, 3.0, 6.0]),
    ("grad(lambda t: tf.reduce_sum(tf.nn.relu(t @ m)), x)", "float32", [[-2.0, 3.0, 0.25], [1.0, 0.5, -1.0]]),
    (
        "grad(lambda t: tf.reduce_max(t, 0), tf.constant([[1., 5.], [1., 2.]]))",
        "float32",
        [[0.5, 1.0], [0.5, 0.0]],
    ),
    (
        "grad(lambda t: tf.maximum(t, tf.constant([[0., .5, 2.], [0., 0., 0.]])), x)",
        "float32",
        [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]],
    ),
    ("grad(lambda t: tf.abs(t), tf.constant([-1., 0., 2.]))", "float32", [-1.0, 0.0, 1.0]),
    ("grad(lambda t: tf.nn.relu(t), tf.constant([-1., 0., 2.]))", "float32", [0.0, 0.0, 1.0]),
    (
        "grad(lambda t: tf.norm(t, axis=1), x)",
        "float32",
        [[-0.5883484, 0.1961161, 0.7844645], [0.9457325, -0.07881104, 0.3152442]],
    ),
    (
        "grad(lambda t: tf.clip_by_norm(t, 2.0), x)",
        "float32",
        [[0.7028464, 0.420966, 0.2095557], [0.06861556, 0.5266712, 0.3504959]],
    ),
    ("grad(lambda t: tf.clip_by_norm(t, 2.0), tf.zeros([2]))", "float32", [1.0, 1.0]),
    (
        "grad(lambda t: tf.nn.l2_normalize(t, 1), x)",
        "float32",
        [[0.4827474, 0.3620605, 0.2715454], [-0.03720272, 0.3446147, 0.1977619]],
    ),
    ("grad(lambda t: tf.nn.moments(t, [0])[1], x)", "float32", [[-2.25, 0.375, 0.5], [2.25, -0.375, -0.5]]),
    ("grad(lambda t: tf.math.reduce_std(t, 0), x)", "float32", [[-0.5, 0.5, 0.5], [0.5, -0.5, -0.5]]),
    ("grad(lambda t: t ** 2, tf.constant([0., -1., 2.]))", "float32", [0.0, -2.0, 4.0]),
    ("grad(lambda t: tf.pow(2.0, t), v)", "float32", [1.386294, 2.772589, 5.545177]),
    ("grad(lambda t: tf.math.divide_no_nan(t, [0., 1., 2.]), v)", "float32", [0.0, 1.0, 0.5]),
    (
        "grad(lambda t: tf.clip_by_value(t, -1.0, 1.0), tf.constant([-2., -1., 0., 1., 2.]))",
        "float32",
        [0.0, 1.0, 1.0, 1.0, 0.0],
    ),
    ("grad(lambda t: tf.sort(t, axis=1), x)", "float32", [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
    ("grad(lambda t: tf.math.top_k(t, 2).values, x)", "float32", [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]),
    ('grad(lambda t: tf.cast(t, "float64"), x)', "float32", [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
    ("grad(lambda t: tf.stop_gradient(t) * t, x)", "float32", [[-1.5, 0.5, 2.0], [3.0, -0.25, 1.0]]),
    ("grad(lambda t: tf.unstack(t, axis=1)[1] * 3, x)", "float32", [[0.0, 3.0, 0.0], [0.0, 3.0, 0.0]]),
    ("grad(lambda t: tf.gather(t, [1, 1]), x)", "float32", [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]]),
    ("grad(lambda t: tf.math.cumprod(t), v)", "float32", [9.0, 4.0, 2.0]),
    ("grad(lambda t: tf.math.floormod(t, 0.75), x)", "float32", [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
    ("grad(lambda t: tf.math.xlogy(tf.constant([0., 1.]), t), tf.constant([0., 2.]))", "float32", [0.0, 0.5]),
]


@pytest.mark.parametrize(("expression", "dtype", "expected"), VALUES, ids=[row[0] for row in VALUES])
def test_the_value_is_tensorflows(expression: str, dtype: str, expected: Any, names: dict[str, Any]) -> None:
    result = np.asarray(eval(expression, names))
    assert (str(result.dtype), result.shape) == (dtype, np.shape(expected))
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-6)
