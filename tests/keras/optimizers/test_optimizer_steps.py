"""Five steps of every optimizer against Keras 2.12."""

import numpy as np
import pytest

from fittrace import tf
from fittrace.keras import optimizers
from fittrace.keras.optimizers.schedules import ExponentialDecay

CASES = {
    "SGD": lambda: optimizers.SGD(0.1),
    "SGD, momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "SGD, Nesterov": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "RMSprop": lambda: optimizers.RMSprop(0.1),
    "RMSprop, all": lambda: optimizers.RMSprop(0.1, rho=0.8, momentum=0.5, centered=True, epsilon=1e-3),
    "Adam": lambda: optimizers.Adam(0.1),
    "Adam, amsgrad": lambda: optimizers.Adam(0.1, beta_1=0.5, beta_2=0.6, amsgrad=True),
    "AdamW": lambda: optimizers.AdamW(0.1, weight_decay=0.2),
    "AdamW, amsgrad": lambda: optimizers.AdamW(0.1, amsgrad=True, beta_2=0.5),
    "Adagrad": lambda: optimizers.Adagrad(0.5, initial_accumulator_value=0.3),
    "Adadelta": lambda: optimizers.Adadelta(5.0, rho=0.7),
    "Adamax": lambda: optimizers.Adamax(0.1),
    "Nadam": lambda: optimizers.Nadam(0.1),
    "Ftrl": lambda: optimizers.Ftrl(
        0.5,
        l1_regularization_strength=0.05,
        l2_regularization_strength=0.1,
        l2_shrinkage_regularization_strength=0.02,
        beta=0.3,
    ),
    "Ftrl, power": lambda: optimizers.Ftrl(0.5, learning_rate_power=-0.3),
    "clipnorm": lambda: optimizers.SGD(0.5, clipnorm=0.3),
    "clipvalue": lambda: optimizers.SGD(0.5, clipvalue=0.2),
    "global_clipnorm": lambda: optimizers.SGD(0.5, global_clipnorm=0.3),
    "weight_decay": lambda: optimizers.SGD(0.1, weight_decay=0.3),
    "schedule": lambda: optimizers.SGD(ExponentialDecay(0.5, 2, 0.5)),
}
# the two variables after five steps; from tensorflow-cpu 2.12.0
EXPECTED = {
    "SGD": ([0.462144, -0.096608, 0.99152], [[0.2017214, -0.3283833]]),
    "SGD, momentum": ([-0.264336, 0.448252, -0.3706299], [[0.0510642, 0.4392659]]),
    "SGD, Nesterov": ([-0.1325741, 0.3494305, -0.1235763], [[0.0404714, 0.3379796]]),
    "RMSprop": ([0.2828143, 0.0857192, 1.0955654], [[-0.0127059, -0.2188915]]),
    "RMSprop, all": ([0.0717201, 0.1941499, 0.6514462], [[-0.0536476, 0.0070289]]),
    "Adam": ([0.5115086, -0.0193858, 1.5043625], [[-0.0872252, -0.3286053]]),
    "Adam, amsgrad": ([0.5334865, -0.0591581, 1.5093241], [[0.0245965, -0.3825438]]),
    "AdamW": ([0.4386439, 0.006322, 1.3342718], [[-0.0926396, -0.2776391]]),
    "AdamW, amsgrad": ([0.5090456, -0.0262906, 1.4923654], [[-0.040279, -0.3394203]]),
    "Adagrad": ([0.2139592, 0.0993314, 0.8137432], [[0.0412829, -0.1488398]]),
    "Adadelta": ([0.9837042, -0.4837268, 1.9836727], [[0.2839964, -0.7837712]]),
    "Adamax": ([0.5640726, -0.0843994, 1.53448], [[0.0093972, -0.4077461]]),
    "Nadam": ([0.6372691, -0.150794, 1.6204247], [[0.0635733, -0.4664615]]),
    "Ftrl": ([0.1982457, 0.097559, 0.6706792], [[-0.0503119, -0.0920684]]),
    "Ftrl, power": ([0.1991689, 0.1000504, 0.511901], [[-0.0516176, 0.0750729]]),
    "clipnorm": ([0.6671799, -0.2503849, 1.375962], [[0.1239494, -0.1464937]]),
    "clipvalue": ([0.4999999, -0.0, 1.4999999], [[0.079486, -0.3]]),
    "global_clipnorm": ([0.6963071, -0.2722303, 1.4305757], [[0.247352, -0.5000892]]),
    "weight_decay": ([0.397517, -0.0719199, 0.8584532], [[0.1749721, -0.2869889]]),
    "schedule": ([0.2, 0.1, 0.5], [[0.1094041, 0.1073176]]),
}


def take_steps(optimizer, count=5):
    a, b = tf.Variable([1.0, -0.5, 2.0], name="a"), tf.Variable([[0.3, -0.8]], name="b")
    for _ in range(count):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(a - tf.constant([0.2, 0.1, 0.5]))) + tf.reduce_sum(tf.abs(b) ** 3)
        optimizer.minimize(loss, [a, b], tape)
    return a, b


@pytest.mark.parametrize("case", CASES)
def test_weights_after_five_steps_are_those_of_keras(case):
    a, b = take_steps(CASES[case]())
    np.testing.assert_allclose(a, EXPECTED[case][0], rtol=1e-5, atol=2e-7)
    np.testing.assert_allclose(b, EXPECTED[case][1], rtol=1e-5, atol=2e-7)


@pytest.mark.parametrize("case", CASES)
def test_an_optimizer_survives_serialization(case):
    optimizer = CASES[case]()
    twin = optimizers.deserialize(optimizers.serialize(optimizer))
    assert twin.get_config() == optimizer.get_config()
    np.testing.assert_allclose(take_steps(twin)[0], take_steps(optimizer)[0])


@pytest.mark.parametrize(
    ("frequency", "a", "b"),
    [
        (None, [0.225, 0.08125, 0.546875], [[0.0937033, 0.0581057]]),
        (2, [0.225, 0.08125, 0.546875], [[0.1171287, -0.0776422]]),
    ],
)
def test_the_moving_average_is_what_remains(frequency, a, b):
    optimizer = optimizers.SGD(0.5, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=frequency)
    variables = take_steps(optimizer)
    optimizer.finalize_variable_values(variables)
    np.testing.assert_allclose(variables[0], a, rtol=1e-5)
    np.testing.assert_allclose(variables[1], b, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("case", "names"),
    [
        (
            "RMSprop, all",
            [
                "velocity/a",
                "velocity/b",
                "momentum/a",
                "momentum/b",
                "average_gradient/a",
                "average_gradient/b",
            ],
        ),
        ("Adam, amsgrad", ["m/a", "v/a", "m/b", "v/b", "vhat/a", "vhat/b"]),
        ("Nadam", ["m/a", "v/a", "m/b", "v/b"]),
        ("SGD", ["m/a", "m/b"]),
    ],
)
def test_slots_are_created_in_the_order_of_keras(case, names):
    optimizer = CASES[case]()
    take_steps(optimizer, 1)
    scope = type(optimizer).__name__
    assert [variable.name for variable in optimizer.variables()] == [
        "iteration:0",
        *(f"{scope}/{name}:0" for name in names),
    ]
