"""Initializers: values, distributions, seeds, names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, tf
from fittrace.keras import initializers

RANDOM = [
    initializers.RandomUniform,
    initializers.RandomNormal,
    initializers.TruncatedNormal,
    initializers.VarianceScaling,
    initializers.GlorotUniform,
    initializers.GlorotNormal,
    initializers.HeUniform,
    initializers.HeNormal,
    initializers.LecunUniform,
    initializers.LecunNormal,
    initializers.Orthogonal,
]


def test_constants():
    np.testing.assert_array_equal(initializers.Zeros()((2,)), [0.0, 0.0])
    np.testing.assert_array_equal(initializers.Ones()((2,), dtype="int32"), [1, 1])
    np.testing.assert_array_equal(initializers.Constant(2.5)((1, 2)), [[2.5, 2.5]])
    np.testing.assert_array_equal(initializers.Identity(2.0)((2, 3)), [[2, 0, 0], [0, 2, 0]])


@pytest.mark.parametrize("cls", RANDOM)
def test_a_seed_gives_the_same_values_at_every_call_and_in_every_instance(cls):
    first = cls(seed=3)
    np.testing.assert_array_equal(first((4, 5)), first((4, 5)))
    np.testing.assert_array_equal(first((4, 5)), cls(seed=3)((4, 5)))
    assert not np.array_equal(first((4, 5)), cls(seed=4)((4, 5)))


@pytest.mark.parametrize("cls", RANDOM)
def test_without_a_seed_instances_differ_and_the_global_seed_repeats_them(cls):
    keras.utils.set_random_seed(1)
    one, other = cls()((4, 5)), cls()((4, 5))
    keras.utils.set_random_seed(1)
    np.testing.assert_array_equal(one, cls()((4, 5)))
    assert not np.array_equal(one, other)


def test_an_unseeded_instance_used_twice_warns_and_repeats_itself():
    unseeded = initializers.GlorotUniform()
    first = unseeded((2, 3))
    with pytest.warns(UserWarning, match="seed"):
        second = unseeded((2, 3))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("initializer", "deviation"),
    [
        (initializers.RandomUniform(-1.0, 2.0, seed=1), 3 / np.sqrt(12)),
        (initializers.RandomNormal(0.5, 2.0, seed=1), 2.0),
        (initializers.TruncatedNormal(0.0, 2.0, seed=1), 2.0 * 0.8796),
        (initializers.GlorotUniform(seed=1), np.sqrt(2 / 500)),
        (initializers.GlorotNormal(seed=1), np.sqrt(2 / 500)),
        (initializers.HeUniform(seed=1), np.sqrt(2 / 300)),
        (initializers.HeNormal(seed=1), np.sqrt(2 / 300)),
        (initializers.LecunUniform(seed=1), np.sqrt(1 / 300)),
        (initializers.LecunNormal(seed=1), np.sqrt(1 / 300)),
        (initializers.VarianceScaling(3.0, "fan_out", "untruncated_normal", seed=1), np.sqrt(3 / 200)),
    ],
)
def test_the_spread_is_what_the_formula_says(initializer, deviation):
    assert np.std(initializer((300, 200))) == pytest.approx(deviation, rel=0.02)


def test_ranges_are_kept():
    uniform = np.asarray(initializers.RandomUniform(-1.0, 2.0, seed=1)((1000,)))
    truncated = np.asarray(initializers.TruncatedNormal(1.0, 0.5, seed=1)((1000,)))
    assert -1.0 <= uniform.min() < uniform.max() < 2.0
    assert 0.0 <= truncated.min() < truncated.max() <= 2.0


def test_convolution_kernels_count_their_receptive_field():
    values = np.asarray(initializers.GlorotUniform(seed=0)((3, 3, 4, 8)))
    assert np.abs(values).max() <= np.sqrt(6 / (36 + 72)) < np.abs(values).max() * 1.05


@given(rows=st.integers(1, 6), columns=st.integers(1, 6), gain=st.floats(0.5, 2.0))
def test_orthogonal_matrices_are_orthogonal(rows, columns, gain):
    matrix = np.asarray(initializers.Orthogonal(gain, seed=5)((rows, columns)))
    small = matrix if rows <= columns else matrix.T
    np.testing.assert_allclose(small @ small.T, gain**2 * np.eye(len(small)), atol=1e-5)


def test_integers_can_be_drawn_uniformly():
    drawn = initializers.RandomUniform(0, 10, seed=2)((100,), dtype="int32")
    assert drawn.dtype == tf.int32
    assert set(np.unique(drawn)) <= set(range(10))


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("glorot_uniform", initializers.GlorotUniform),
        ("HeNormal", initializers.HeNormal),
        ("zeros", initializers.Zeros),
        ("zero", initializers.Zeros),
        ("normal", initializers.RandomNormal),
        ("uniform", initializers.RandomUniform),
        ("one", initializers.Ones),
    ],
)
def test_get_by_name(name, cls):
    assert type(initializers.get(name)) is cls


def test_get_takes_classes_dictionaries_and_functions():
    config = initializers.serialize(initializers.Constant(3))
    assert isinstance(initializers.get(initializers.Ones), initializers.Ones)
    assert initializers.get(config).value == 3
    assert initializers.get(np.ones) is np.ones
    assert initializers.get(None) is None


@pytest.mark.parametrize("identifier", ["no_such_initializer", 3])
def test_get_refuses_what_is_no_initializer(identifier):
    with pytest.raises(ValueError, match="initializer"):
        initializers.get(identifier)


@pytest.mark.parametrize(
    "settings",
    [{"scale": 0.0}, {"mode": "fan_up"}, {"distribution": "cauchy"}],
    ids=lambda kw: next(iter(kw)),
)
def test_variance_scaling_refuses_bad_settings(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        initializers.VarianceScaling(**settings)


def test_shapes_and_dtypes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="two axes"):
        initializers.Orthogonal(seed=0)((3,))
    with pytest.raises(ValueError, match="floating"):
        initializers.GlorotUniform(seed=0)((3, 3), dtype="int32")
    with pytest.raises(TypeError, match="color"):
        initializers.Zeros()((3,), color="red")
