"""Settings, names, values, and the old spelling of operations."""

import numpy as np
import pytest

from fittrace import keras, tf

K = keras.backend


@pytest.fixture(autouse=True)
def _settings_put_back():
    before = K.epsilon(), K.floatx(), K.image_data_format()
    yield
    K.set_epsilon(before[0])
    K.set_floatx(before[1])
    K.set_image_data_format(before[2])


def test_settings_hold_until_set_otherwise():
    K.set_epsilon(1e-3)
    K.set_floatx("float64")
    K.set_image_data_format("channels_first")

    assert (K.epsilon(), K.floatx(), K.image_data_format()) == (1e-3, "float64", "channels_first")
    assert keras.layers.Dense(1)(np.ones((1, 1))).dtype.name == "float64"


@pytest.mark.parametrize(
    ("setter", "value"), [(K.set_floatx, "int8"), (K.set_image_data_format, "channels_middle")]
)
def test_a_setting_that_does_not_exist_is_refused(setter, value):
    with pytest.raises(ValueError, match=f"is '{value}'; expected one of"):
        setter(value)


def test_numbers_count_for_each_prefix_from_one():
    K.clear_session()

    assert [K.get_uid("a"), K.get_uid("b"), K.get_uid("a")] == [1, 1, 2]


def test_names_begin_again_after_the_session_is_cleared():
    K.clear_session()
    first = keras.layers.Dense(1).name, keras.layers.Dense(1).name

    K.clear_session()

    assert first == ("dense", "dense_1")
    assert keras.layers.Dense(1).name == "dense"


def test_variables_are_read_and_written():
    variable = K.variable([1.0, 2.0])

    K.set_value(variable, [3, 4])

    assert K.get_value(variable).tolist() == [3.0, 4.0]
    assert (K.dtype(variable), K.int_shape(variable), K.count_params(variable)) == ("float32", (2,), 2)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (lambda x: K.mean(x, axis=1), [1.5, 3.5]),
        (lambda x: K.mean(x > 2), 0.5),
        (lambda x: K.sum(x, axis=0, keepdims=True), [[4.0, 6.0]]),
        (lambda x: K.std(x), np.std([1, 2, 3, 4])),
        (lambda x: K.sqrt(x - 2), [[0.0, 0.0], [1.0, np.sqrt(2)]]),
        (lambda x: K.dot(x, tf.eye(2) * 2.0), [[2.0, 4.0], [6.0, 8.0]]),
        (lambda x: K.batch_flatten(tf.reshape(x, (1, 2, 2))), [[1.0, 2.0, 3.0, 4.0]]),
        (lambda x: K.switch(x > 2, x, -x), [[-1.0, -2.0], [3.0, 4.0]]),
        (lambda x: K.clip(x, 2, 3), [[2.0, 2.0], [3.0, 3.0]]),
        (lambda x: K.permute_dimensions(x, (1, 0)), [[1.0, 3.0], [2.0, 4.0]]),
    ],
)
def test_operations_under_their_old_names(operation, expected):
    found = operation(tf.constant([[1.0, 2.0], [3.0, 4.0]])).numpy()

    assert np.allclose(found, expected)
