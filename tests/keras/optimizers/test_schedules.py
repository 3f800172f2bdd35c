"""Learning-rate schedules against Keras 2.12."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras.optimizers import schedules

STEPS = (0, 2, 3, 5, 9, 14)


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (
            schedules.ExponentialDecay(0.5, 4, 0.6),
            [0.5, 0.3872983, 0.3408658, 0.2640335, 0.1584201, 0.0836565],
        ),
        (schedules.ExponentialDecay(0.5, 4, 0.6, staircase=True), [0.5, 0.5, 0.5, 0.3, 0.18, 0.108]),
        (
            schedules.InverseTimeDecay(0.5, 4, 0.6),
            [0.5, 0.3846154, 0.3448276, 0.2857143, 0.212766, 0.1612903],
        ),
        (
            schedules.InverseTimeDecay(0.5, 4, 0.6, staircase=True),
            [0.5, 0.5, 0.5, 0.3125, 0.2272727, 0.1785714],
        ),
        (schedules.PolynomialDecay(0.5, 6, 0.1, power=2.0), [0.5, 0.2777778, 0.2, 0.1111111, 0.1, 0.1]),
        (
            schedules.PolynomialDecay(0.5, 6, 0.1, cycle=True),
            [0.5, 0.3666666, 0.3, 0.1666667, 0.2, 0.1888889],
        ),
        (schedules.CosineDecay(0.5, 8), [0.5, 0.4267767, 0.3456708, 0.1543291, 0.0, 0.0]),
        (schedules.CosineDecay(0.5, 8, alpha=0.2), [0.5, 0.4414214, 0.3765367, 0.2234633, 0.1, 0.1]),
        (schedules.CosineDecayRestarts(0.5, 3), [0.5, 0.125, 0.5, 0.375, 0.5, 0.3147048]),
        (
            schedules.CosineDecayRestarts(0.5, 3, t_mul=1.0, m_mul=0.8, alpha=0.1),
            [0.5, 0.1625, 0.41, 0.14, 0.2804, 0.09608],
        ),
        (
            schedules.CosineDecayRestarts(0.5, 3, t_mul=1.5, m_mul=0.5),
            [0.5, 0.125, 0.25, 0.146706, 0.1103778, 0.0004226],
        ),
        (schedules.PiecewiseConstantDecay([2, 5], [0.5, 0.2, 0.1]), [0.5, 0.5, 0.2, 0.2, 0.1, 0.1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_rates_are_those_of_keras(schedule, rates):
    for each in (schedule, schedules.deserialize(schedules.serialize(schedule))):
        found = [float(each(tf.constant(step, "int64"))) for step in STEPS]
        np.testing.assert_allclose(found, rates, rtol=2e-5, atol=1e-6)


def test_values_must_be_one_more_than_boundaries():
    with pytest.raises(ValueError, match="one value"):
        schedules.PiecewiseConstantDecay([2, 5], [0.5, 0.2])


def test_an_unknown_schedule_is_refused():
    with pytest.raises(ValueError, match="schedule"):
        schedules.deserialize({"class_name": "NoSuchDecay", "config": {}})
