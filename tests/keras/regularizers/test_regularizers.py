"""Regularizers against Keras 2.12."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras import regularizers

W = (np.sin(np.arange(1, 7) * 0.7) * 3).reshape(3, 2).astype("float32")


@pytest.mark.parametrize(
    ("regularizer", "penalty"),
    [
        (regularizers.L1(0.1), 1.2150673),
        (regularizers.L2(0.1), 2.8135514),
        (regularizers.L1L2(0.1, 0.2), 6.8421702),
        (regularizers.OrthogonalRegularizer(0.1), 0.0825805),
        (regularizers.OrthogonalRegularizer(0.1, mode="columns"), 0.0799666),
        (regularizers.get("l1"), 0.1215067),
        (regularizers.get("l2"), 0.2813551),
        (regularizers.get("l1_l2"), 0.4028618),
    ],
)
def test_penalties_are_those_of_keras(regularizer, penalty):
    assert float(regularizer(tf.constant(W))) == pytest.approx(penalty, rel=1e-5)


def test_the_penalty_has_a_gradient():
    w = tf.Variable([1.0, -2.0])
    with tf.GradientTape() as tape:
        penalty = regularizers.L2(0.5)(w)
    np.testing.assert_allclose(tape.gradient(penalty, w), [1.0, -2.0])


def test_a_regularizer_survives_serialization():
    twin = regularizers.deserialize(regularizers.serialize(regularizers.L1L2(0.1, 0.2)))
    assert twin.get_config() == {"l1": 0.1, "l2": 0.2}


def test_none_and_functions_are_given_back():
    assert regularizers.get(None) is None
    assert regularizers.get(tf.reduce_sum) is tf.reduce_sum


@pytest.mark.parametrize("factor", ["0.1", float("nan"), float("inf")])
def test_a_factor_must_be_a_finite_number(factor):
    with pytest.raises(ValueError, match="finite"):
        regularizers.L2(factor)


@pytest.mark.parametrize("identifier", ["l3", 0.01])
def test_get_refuses_what_is_no_regularizer(identifier):
    with pytest.raises(ValueError, match="regularizer"):
        regularizers.get(identifier)
