"""Shapes fitted to one another, weights spread, losses reduced."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf
from fittrace.keras.utils import losses_utils as lu


@pytest.mark.parametrize(
    ("y_pred", "y_true", "expected"),
    [
        ((4, 1), (4,), ((4,), (4,))),
        ((4,), (4, 1), ((4,), (4,))),
        ((4, 3), (4,), ((4, 3), (4,))),
        ((4, 3), (4, 1), ((4, 3), (4, 1))),
        ((4, 5, 1), (4, 5), ((4, 5), (4, 5))),
        ((4, 3), (4, 3), ((4, 3), (4, 3))),
    ],
)
def test_labels_and_predictions_get_ranks_that_agree(y_pred, y_true, expected):
    found = lu.squeeze_or_expand_dimensions(tf.ones(y_pred), tf.ones(y_true))
    assert tuple(tuple(tensor.shape) for tensor in found) == expected


@pytest.mark.parametrize(
    ("values", "weights", "expected"), [((4, 3), (4,), (4, 1)), ((4,), (4, 1), (4,)), ((4, 3), (), ())]
)
def test_weights_get_the_rank_of_the_values(values, weights, expected):
    _, _, found = lu.squeeze_or_expand_dimensions(tf.ones(values), sample_weight=tf.ones(weights))
    assert tuple(found.shape) == expected


@pytest.mark.parametrize("weights", [(), (4, 1), (1, 3), (4, 3)])
def test_weights_are_spread_over_the_values(weights):
    assert tuple(lu.broadcast_weights(tf.ones(weights), tf.ones((4, 3))).shape) in ((4, 3), weights)


@pytest.mark.parametrize("weights", [(4,), (3, 1), (2, 3)])
def test_weights_that_do_not_fit_are_refused(weights):
    with pytest.raises(ValueError, match="sample_weight"):
        lu.broadcast_weights(tf.ones(weights), tf.ones((4, 3)))


@given(
    values=st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=9),
    weight=st.floats(0, 3, width=32),
)
def test_reductions_agree_with_one_another(values, weight):
    values = tf.constant(values)
    none, total, mean = (
        lu.compute_weighted_loss(values, weight, reduction)
        for reduction in ("none", "sum", "sum_over_batch_size")
    )
    assert float(total) == pytest.approx(np.sum(none), rel=1e-4, abs=1e-4)
    assert float(mean) == pytest.approx(np.mean(none), rel=1e-4, abs=1e-4)


def test_whole_numbers_are_averaged_as_numbers_and_given_back_whole():
    mean = lu.compute_weighted_loss(tf.constant([1, 2, 6]))
    assert (mean.dtype, int(mean)) == (tf.int32, 3)


def test_a_mask_removes_positions_from_sum_and_count():
    mask = tf.constant([True, False, True, False])
    weights = lu.apply_valid_mask(tf.ones(4), None, mask, "sum_over_batch_size")
    np.testing.assert_array_equal(weights, [2.0, 0.0, 2.0, 0.0])
    np.testing.assert_array_equal(
        lu.apply_mask(tf.ones(4), tf.constant([1.0, 2.0, 3.0, 4.0]), mask), [1.0, 0.0, 3.0, 0.0]
    )


def test_losses_meet_in_the_widest_dtype():
    cast = lu.cast_losses_to_common_dtype([tf.constant(1.0, "float32"), tf.constant(1.0, "float64")])
    assert [loss.dtype for loss in cast] == [tf.float64, tf.float64]
