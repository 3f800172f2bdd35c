"""Constraints against Keras 2.12."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras import constraints

W = (np.sin(np.arange(1, 7) * 0.7) * 3).reshape(3, 2).astype("float32")


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (
            constraints.MaxNorm(1.5),
            [[0.8530558, 1.0888456], [1.1430387, 0.370136], [-0.4644978, -0.9630237]],
        ),
        (
            constraints.MaxNorm(1.5, axis=1),
            [[0.8207715, 1.2555214], [1.3983921, 0.542678], [-0.5600479, -1.3915266]],
        ),
        (constraints.NonNeg(), [[1.932653, 2.9563491], [2.5896282, 1.0049645], [0.0, 0.0]]),
        (
            constraints.UnitNorm(),
            [[0.5687038, 0.725897], [0.7620258, 0.2467573], [-0.3096652, -0.6420158]],
        ),
        (
            constraints.MinMaxNorm(0.5, 1.0, rate=0.5),
            [[1.2506784, 1.8411231], [1.675827, 0.6258609], [-0.6810074, -1.6283716]],
        ),
    ],
)
def test_projections_are_those_of_keras(constraint, expected):
    np.testing.assert_allclose(constraint(tf.constant(W)), expected, rtol=1e-5)


def test_a_radial_constraint_takes_rings_from_the_diagonal():
    kernel = np.arange(16.0, dtype="float32").reshape(4, 4, 1, 1)
    rings = constraints.RadialConstraint()(tf.constant(kernel))
    expected = [[15, 15, 15, 15], [15, 10, 10, 15], [15, 10, 10, 15], [15, 15, 15, 15]]
    np.testing.assert_array_equal(np.squeeze(rings), expected)


def test_a_radial_constraint_takes_kernels_alone():
    with pytest.raises(ValueError, match="four axes"):
        constraints.RadialConstraint()(tf.constant(W))


@pytest.mark.parametrize("name", ["MaxNorm", "max_norm", "maxnorm"])
def test_get_knows_every_spelling(name):
    assert constraints.get(name).get_config() == {"max_value": 2, "axis": 0}


def test_get_refuses_an_unknown_name():
    with pytest.raises(ValueError, match="constraint"):
        constraints.get("no_such_constraint")
