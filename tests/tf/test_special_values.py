"""Special functions, groups, linear systems: values, and gradients at the edges, as in TensorFlow 2.12."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fittrace import tf

INF, NAN = np.inf, np.nan
LEAST = -(2**31)
SQUARES = np.arange(16).reshape(1, 4, 4, 1)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (
            lambda: tf.math.lgamma([-1.5, 0.0, 0.5, 3.0, 30.0]),
            [0.860047, INF, 0.5723649, 0.6931472, 71.257042],
        ),
        (
            lambda: tf.math.digamma([-1.5, -1.0, 0.25, 3.0, 30.0]),
            [0.7031568, NAN, -4.2274542, 0.9227842, 3.3844383],
        ),
        (lambda: tf.math.polygamma(2.0, [0.5, 3.0, 10.0]), [-16.828794, -0.1541138, -0.01104984]),
        (lambda: tf.math.zeta([2.0, 3.5], [1.0, 0.3]), [1.6449341, 68.102646]),
        (lambda: tf.math.lbeta([[1.0, 2.0, 3.0]]), [-4.0943446]),
        (lambda: tf.math.cumulative_logsumexp([1.0, 2.0, 3.0]), [1, 2.3132617, 3.4076061]),
        (
            lambda: tf.math.cumulative_logsumexp([1.0, 2.0, 3.0], exclusive=True, reverse=True),
            [3.3132617, 3, -INF],
        ),
        (
            lambda: tf.nn.log_poisson_loss([0.5, 2.0, 3.0], [0.1, 1.0, 2.0], True),
            [1.055171, 1.3700882, 3.1531377],
        ),
        (lambda: tf.nn.zero_fraction([0.0, 1.0, 0.0, 2.0]), 0.5),
        (lambda: tf.nn.l2_loss([3.0, 4.0]), 12.5),
        (lambda: tf.nn.space_to_depth(SQUARES, 2)[0, 0], [[0, 1, 4, 5], [2, 3, 6, 7]]),
        (lambda: tf.nn.depth_to_space(tf.nn.space_to_depth(SQUARES, 2), 2), SQUARES),
        (lambda: tf.linalg.cross([1.0, 2.0, 3.0], [4.0, 5.0, 7.0]), [-1, 5, -3]),
        (lambda: tf.linalg.set_diag(tf.zeros([2, 3]), [1.0, 2.0]), [[1, 0, 0], [0, 2, 0]]),
        (lambda: tf.linalg.tensor_diag_part(tf.linalg.tensor_diag([[1, 2], [3, 4]])), [[1, 2], [3, 4]]),
        (lambda: tf.linalg.normalize([3.0, 4.0])[0], [0.6, 0.8]),
        (lambda: tf.stack(tf.linalg.slogdet([[0.0, 2.0], [1.0, 0.0]])), [-1, 0.6931472]),
        (lambda: tf.linalg.cholesky([[4.0, 9.0], [2.0, 2.0]]), [[2, 0], [1, 1]]),
        (lambda: tf.math.segment_max([1.0, 3.0, 2.0], [0, 0, 2]), [3, 0, 2]),
        (lambda: tf.math.segment_min([1.0, 3.0, 2.0], [0, 0, 2]), [1, 0, 2]),
        (lambda: tf.math.segment_prod([1.0, 3.0, 2.0], [0, 0, 2]), [3, 1, 2]),
        (lambda: tf.math.unsorted_segment_max([1, 3, 2], [1, 1, -1], 3), [LEAST, 3, LEAST]),
        (lambda: tf.math.unsorted_segment_sqrt_n([1.0, 3.0, 2.0], [1, 1, -1], 3), [0, 8**0.5, 0]),
    ],
)
def test_values(function: Callable[[], Any], expected: Any) -> None:
    np.testing.assert_allclose(function(), expected, rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("function", "at", "expected"),
    [
        (lambda x: tf.math.xlogy(x, tf.constant([0.0, 1.0])), [0.0, 0.0], [0, 0]),
        (lambda x: tf.math.xlog1py(x, tf.constant([-1.0, 0.0])), [0.0, 0.0], [0, 0]),
        (lambda x: tf.math.xdivy(x, tf.constant([0.0, 1.0])), [0.0, 0.0], [0, 0]),
        (tf.nn.selu, [0.0], [1.050701]),
        (lambda x: tf.nn.weighted_cross_entropy_with_logits([1.5], x, 2.0), [0.0], [-0.5]),
        (tf.sign, [-2.0, 0.0], [0, 0]),
        (lambda x: tf.reduce_max(x, 1), [[1.0, 1.0, 0.0]], [[0.5, 0.5, 0]]),
        (lambda x: tf.maximum(x, tf.constant([1.0])), [1.0], [1]),
        (lambda x: tf.clip_by_value(x, -1.0, 1.0), [-1.0, 1.0, 2.0], [1, 1, 0]),
        (lambda x: x**0.0, [0.0, 2.0], [NAN, 0]),
        (lambda x: tf.reduce_prod(x, 1), [[0.0, 2.0, 3.0], [0.0, 0.0, 4.0]], [[6, 0, 0], [0, 0, 0]]),
        (lambda x: tf.math.unsorted_segment_prod(x, [0, 0, 1], 2), [0.0, 2.0, 0.0], [2, 0, 1]),
        (lambda x: tf.math.unsorted_segment_max(x, [0, 0, 1], 2), [2.0, 2.0, 5.0], [0.5, 0.5, 1]),
    ],
)
def test_gradients_at_the_edges(function: Callable[[Any], Any], at: Any, expected: Any) -> None:
    x = tf.constant(at)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    np.testing.assert_allclose(tape.gradient(y, x), expected, rtol=1e-6)


@pytest.mark.parametrize(
    "function",
    [
        lambda: tf.linalg.inv(tf.zeros([2, 2])),
        lambda: tf.linalg.inv(tf.zeros([2, 3])),
        lambda: tf.linalg.solve(tf.eye(2), [1.0, 2.0]),
        lambda: tf.math.unsorted_segment_max([1.0], [3], 2),
    ],
)
def test_what_has_no_answer_is_refused(function: Callable[[], Any]) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError):
        function()


def test_a_matrix_without_a_factor_has_nan_and_leaves_the_others() -> None:
    factors = tf.linalg.cholesky([[[1.0, 2.0], [2.0, 1.0]], [[4.0, 2.0], [2.0, 2.0]]])
    assert np.isnan(factors[0]).all()
    np.testing.assert_allclose(factors[1], [[2, 0], [1, 1]])
