"""Matrices, activations, losses and order are as TensorFlow 2.12 gives them.

The expected values were computed by TensorFlow 2.12.0; the names are those of the fixture `names`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

VALUES = [
    ("tf.matmul(x, x, transpose_b=True)", "float32", [[6.5, -2.625], [-2.625, 10.0625]]),
    (
        "tf.matmul(x, y, transpose_a=True)",
        "float32",
        [[-1.5, 4.125, -4.5], [0.875, -0.25, 0.0], [4.5, 2.0, -4.0]],
    ),
    ("tf.linalg.matvec(x, v)", "float32", [5.5, 5.5]),
    ("tf.tensordot(x, m, 1)", "float32", [[-3.25, 5.0], [1.875, -6.5]]),
    ("tf.tensordot(x, y, axes=[[0, 1], [0, 1]])", "float32", -5.75),
    ('tf.einsum("ij,kj->ik", x, y)', "float32", [[-4.875, -4.0], [4.9375, -0.875]]),
    ('tf.einsum("...j,j", x, v)', "float32", [5.5, 5.5]),
    ("tf.norm(x)", "float32", 4.069705),
    ("tf.norm(x, axis=1)", "float32", [2.54951, 3.172144]),
    ("tf.norm(x, ord=1)", "float32", 8.25),
    ("tf.norm(x, ord=3, axis=0)", "float32", [3.120126, 0.520021, 2.080084]),
    ("tf.norm(x, ord=np.inf)", "float32", 3.0),
    (
        "tf.linalg.band_part(tf.ones([3, 3]), 1, 0)",
        "float32",
        [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]],
    ),
    ("tf.linalg.diag([1., 2.])", "float32", [[1.0, 0.0], [0.0, 2.0]]),
    ("tf.linalg.diag_part([[1., 2.], [3., 4.]])", "float32", [1.0, 4.0]),
    ("tf.linalg.trace([[1., 2.], [3., 4.]])", "float32", 5.0),
    ("tf.linalg.matrix_transpose([[[1, 2], [3, 4]]])", "int32", [[[1, 3], [2, 4]]]),
    ("tf.nn.relu(x)", "float32", [[0.0, 0.5, 2.0], [3.0, 0.0, 1.0]]),
    ("tf.nn.relu6(x * 4)", "float32", [[0.0, 2.0, 6.0], [6.0, 0.0, 4.0]]),
    ("tf.nn.leaky_relu(x)", "float32", [[-0.3, 0.5, 2.0], [3.0, -0.05, 1.0]]),
    ("tf.nn.elu(x)", "float32", [[-0.7768698, 0.5, 2.0], [3.0, -0.2211992, 1.0]]),
    ("tf.nn.selu(x)", "float32", [[-1.365814, 0.5253505, 2.101402], [3.152103, -0.3888902, 1.050701]]),
    ("tf.nn.gelu(x)", "float32", [[-0.1002107, 0.3457312, 1.9545], [2.995951, -0.1003234, 0.8413447]]),
    (
        "tf.nn.gelu(x, approximate=True)",
        "float32",
        [[-0.1004284, 0.345714, 1.954598], [2.996363, -0.1003247, 0.841192]],
    ),
    ("tf.nn.silu(x)", "float32", [[-0.2736383, 0.3112297, 1.761594], [2.857722, -0.1094559, 0.7310586]]),
    ("tf.nn.softsign(x)", "float32", [[-0.6, 0.3333333, 0.6666667], [0.75, -0.2, 0.5]]),
    ("tf.nn.crelu(v - 2)", "float32", [0.0, 0.0, 1.0, 1.0, -0.0, 0.0]),
    ("tf.nn.softmax(x)", "float32", [[0.02409377, 0.1780302, 0.7978761], [0.8517092, 0.03302435, 0.1152663]]),
    (
        "tf.nn.softmax(x, axis=0)",
        "float32",
        [[0.01098694, 0.6791787, 0.7310585], [0.9890131, 0.3208213, 0.2689414]],
    ),
    ("tf.nn.softmax([1000., 1000.])", "float32", [0.5, 0.5]),
    ("tf.nn.log_softmax(x)", "float32", [[-3.725802, -1.725802, -0.2258021], [-0.16051, -3.41051, -2.16051]]),
    (
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=x)",
        "float32",
        [0.2258021, 0.16051],
    ),
    (
        "tf.nn.softmax_cross_entropy_with_logits(labels=[[0., .25, .75], [1., 0., 0.]], logits=x)",
        "float32",
        [0.6008021, 0.16051],
    ),
    (
        "tf.nn.softmax_cross_entropy_with_logits(labels=[[0., 1., 1.], [1., 0., 0.]], logits=x, axis=0)",
        "float32",
        [0.01104774, 0.386871, 0.3132617],
    ),
    (
        "tf.nn.sigmoid_cross_entropy_with_logits(labels=[[0., 1., 1.], [1., 0., .5]], logits=x)",
        "float32",
        [[0.2014133, 0.474077, 0.126928], [0.04858735, 0.5759394, 0.8132617]],
    ),
    (
        "tf.nn.weighted_cross_entropy_with_logits([[0., 1., 1.], [1., 0., .5]], x, pos_weight=2.0)",
        "float32",
        [[0.2014133, 0.948154, 0.253856], [0.0971747, 0.5759394, 0.9698925]],
    ),
    ("tf.nn.bias_add(x, v)", "float32", [[-0.5, 2.5, 5.0], [4.0, 1.75, 4.0]]),
    (
        "tf.nn.l2_normalize(x, axis=1)",
        "float32",
        [[-0.5883484, 0.1961161, 0.7844645], [0.9457325, -0.07881104, 0.3152442]],
    ),
    ("tf.nn.moments(x, [0])[1]", "float32", [5.0625, 0.140625, 0.25]),
    ("tf.nn.moments(x, [0, 1], keepdims=True)[0]", "float32", [[0.7916667]]),
    (
        "tf.nn.batch_normalization(x, 1.0, 4.0, 0.5, 2.0, 1e-3)",
        "float32",
        [[-1.999688, 6.246567e-05, 1.499875], [2.49975, -0.7498438, 0.5]],
    ),
    ("tf.nn.embedding_lookup(m, [2, 0])", "float32", [[-1.0, 0.25], [1.0, -2.0]]),
    ("tf.math.in_top_k([2, 1], x, 1)", "bool", [True, False]),
    ("tf.math.top_k(x, 2).values", "float32", [[2.0, 0.5], [3.0, 1.0]]),
    ("tf.math.top_k([1, 3, 3], 2).indices", "int32", [1, 2]),
    ("tf.argmax(x, axis=1)", "int64", [2, 0]),
    ("tf.argmax(x)", "int64", [1, 0, 0]),
    ("tf.argmin(x, axis=1, output_type=tf.int32)", "int32", [0, 1]),
    ('tf.argsort(x, axis=1, direction="DESCENDING")', "int32", [[2, 1, 0], [0, 2, 1]]),
    ('tf.argsort([2, 1, 2], direction="DESCENDING")', "int32", [0, 2, 1]),
    ("tf.sort(x, axis=0)", "float32", [[-1.5, -0.25, 1.0], [3.0, 0.5, 2.0]]),
    ('tf.sort(x, direction="DESCENDING")', "float32", [[2.0, 0.5, -1.5], [3.0, 1.0, -0.25]]),
    ("tf.unique([3, 1, 3, 2]).y", "int32", [3, 1, 2]),
    ("tf.unique([3, 1, 3, 2]).idx", "int32", [0, 1, 0, 2]),
    ("tf.clip_by_value(x, -1, 1)", "float32", [[-1.0, 0.5, 1.0], [1.0, -0.25, 1.0]]),
    (
        "tf.clip_by_norm(x, 2.0)",
        "float32",
        [[-0.7371542, 0.2457181, 0.9828722], [1.474308, -0.122859, 0.4914361]],
    ),
    (
        "tf.clip_by_norm(x, 2.0, axes=[1])",
        "float32",
        [[-1.176697, 0.3922323, 1.568929], [1.891465, -0.1576221, 0.6304883]],
    ),
    ("tf.clip_by_norm([0., 0.], 2.0)", "float32", [0.0, 0.0]),
    ("tf.clip_by_global_norm([v, None, x], 1.0)[0][0]", "float32", [0.1808863, 0.3617725, 0.5426587]),
    ("tf.clip_by_global_norm([v, x], 1.0)[1]", "float32", 5.528336),
    ("tf.linalg.global_norm([v, x])", "float32", 5.528336),
    ("tf.add_n([v, v, v])", "float32", [3.0, 6.0, 9.0]),
    ("tf.math.bincount([1, 1, 3])", "int32", [0, 2, 0, 1]),
    ("tf.math.confusion_matrix([0, 1, 1], [1, 1, 0])", "int32", [[0, 1], [1, 1]]),
    ("tf.math.unsorted_segment_sum(x, [1, 1], 2)", "float32", [[0.0, 0.0, 0.0], [1.5, 0.25, 3.0]]),
    (
        "tf.math.unsorted_segment_mean(x, [1, 1], 3)",
        "float32",
        [[0.0, 0.0, 0.0], [0.75, 0.125, 1.5], [0.0, 0.0, 0.0]],
    ),
    ("tf.math.segment_sum([1, 2, 3], [0, 0, 1])", "int32", [3, 3]),
]


@pytest.mark.parametrize(("expression", "dtype", "expected"), VALUES, ids=[row[0] for row in VALUES])
def test_the_value_is_tensorflows(expression: str, dtype: str, expected: Any, names: dict[str, Any]) -> None:
    result = np.asarray(eval(expression, names))
    assert (str(result.dtype), result.shape) == (dtype, np.shape(expected))
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-6)
