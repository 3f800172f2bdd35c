"""`keras.backend.rnn`: the loop over the steps of a sequence."""

import numpy as np
import pytest

from fittrace import keras, tf

X = tf.constant(np.arange(12.0, dtype="float32").reshape(2, 3, 2))


def running_sum(inputs, states):
    total = states[0] + inputs
    return total, [total]


def zeros():
    return [tf.zeros((2, 2))]


def test_each_step_gets_the_states_of_the_step_before():
    last, outputs, states = keras.backend.rnn(running_sum, X, zeros())

    np.testing.assert_array_equal(outputs, np.cumsum(X, axis=1))
    np.testing.assert_array_equal(last, np.sum(X, axis=1))
    np.testing.assert_array_equal(states[0], last)


def test_backwards_begins_with_the_last_step():
    _, outputs, _ = keras.backend.rnn(running_sum, X, zeros(), go_backwards=True)

    np.testing.assert_array_equal(outputs, np.cumsum(np.asarray(X)[:, ::-1], axis=1))


def test_time_major_has_the_steps_in_front():
    _, outputs, _ = keras.backend.rnn(running_sum, tf.transpose(X, [1, 0, 2]), zeros(), time_major=True)

    np.testing.assert_array_equal(outputs, np.cumsum(np.asarray(X).transpose(1, 0, 2), axis=0))


@pytest.mark.parametrize("unroll", [False, True])
def test_a_masked_step_leaves_the_states_and_repeats_the_output(unroll):
    mask = tf.constant([[False, True, False], [True, False, True]])

    _, outputs, states = keras.backend.rnn(running_sum, X, zeros(), mask=mask, unroll=unroll)

    np.testing.assert_array_equal(outputs[0], [[0, 0], [2, 3], [2, 3]])
    np.testing.assert_array_equal(outputs[1], [[6, 7], [6, 7], [16, 18]])
    np.testing.assert_array_equal(states[0], [[2, 3], [16, 18]])


@pytest.mark.parametrize("unroll", [False, True])
def test_the_output_of_a_masked_step_can_be_zero(unroll):
    mask = tf.constant([[False, True, False], [True, False, True]])

    last, outputs, _ = keras.backend.rnn(
        running_sum, X, zeros(), mask=mask, unroll=unroll, zero_output_for_mask=True
    )

    np.testing.assert_array_equal(outputs[0], [[0, 0], [2, 3], [0, 0]])
    np.testing.assert_array_equal(last, [[0, 0], [16, 18]])


def test_lengths_stand_for_a_mask():
    _, _, states = keras.backend.rnn(running_sum, X, zeros(), input_length=tf.constant([1, 2]))

    np.testing.assert_array_equal(states[0], [[0, 1], [14, 16]])


def test_the_last_output_alone_is_a_sequence_of_one_step():
    _, outputs, _ = keras.backend.rnn(running_sum, X, zeros(), return_all_outputs=False)

    assert tuple(outputs.shape) == (2, 1, 2)


def test_constants_stand_behind_the_states():
    def step(inputs, states):
        (state, factor) = states
        return inputs * factor, [state]

    _, outputs, states = keras.backend.rnn(step, X, zeros(), constants=[tf.constant(3.0)])

    np.testing.assert_array_equal(outputs, 3 * np.asarray(X))
    assert len(states) == 1


def test_inputs_and_outputs_can_be_structures():
    def step(inputs, states):
        return {"sum": inputs[0] + inputs[1]}, []

    last, outputs, _ = keras.backend.rnn(step, (X, X), [])

    np.testing.assert_array_equal(outputs["sum"], 2 * np.asarray(X))
    np.testing.assert_array_equal(last["sum"], 2 * np.asarray(X)[:, -1])


@pytest.mark.parametrize(("unroll", "calls"), [(False, 4), (True, 3)])
def test_the_function_is_tried_once_ahead_unless_unrolled(unroll, calls):
    seen = []

    def step(inputs, states):
        seen.append(inputs)
        return inputs, []

    keras.backend.rnn(step, X, [], unroll=unroll)

    assert len(seen) == calls


def test_the_number_of_steps_may_be_unknown_where_there_are_no_values():
    inputs = tf.symbolic.placeholder((None, None, 2))

    last, outputs, _ = keras.backend.rnn(running_sum, inputs, [tf.zeros([tf.shape(inputs)[0], 2])])

    assert tuple(outputs.shape) == (None, None, 2)
    assert tuple(last.shape) == (None, 2)


def test_only_a_known_number_of_steps_can_be_unrolled():
    with pytest.raises(ValueError, match="the number of steps is not known"):
        keras.backend.rnn(running_sum, tf.symbolic.placeholder((2, None, 2)), zeros(), unroll=True)


def test_a_sequence_has_three_axes():
    with pytest.raises(ValueError, match=r"shape \(2, 3\); expected at least 3 axes"):
        keras.backend.rnn(running_sum, X[:, :, 0], zeros())


def test_a_sequence_has_a_step():
    with pytest.raises(tf.errors.InvalidArgumentError):
        keras.backend.rnn(running_sum, X[:, :0], zeros())
