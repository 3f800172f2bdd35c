"""`RNN` and cells of one's own."""

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras import layers

X = np.arange(12.0, dtype="float32").reshape(2, 3, 2)


class Counter(layers.AbstractRNNCell):
    """Adds its input to its state."""

    state_size = output_size = 2

    def call(self, inputs, states):
        total = states[0] + inputs
        return total, [total]


class Shifted(layers.Layer):
    """Takes a constant besides."""

    state_size = 2

    def call(self, inputs, states, constants):
        return inputs + constants[0], [states[0] + 1]


def test_any_cell_can_be_run():
    outputs, state = layers.RNN(Counter(), return_sequences=True, return_state=True)(X)
    np.testing.assert_array_equal(outputs, np.cumsum(X, axis=1))
    np.testing.assert_array_equal(state, X.sum(axis=1))


def test_a_cell_need_not_be_a_layer():
    class Plain:
        state_size = 2

        def call(self, inputs, states):
            return inputs, states

    np.testing.assert_array_equal(layers.RNN(Plain())(X), X[:, -1])


def test_constants_reach_every_step():
    constant = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    outputs, state = layers.RNN(Shifted(), return_sequences=True, return_state=True)(X, constants=[constant])
    np.testing.assert_array_equal(outputs, X + np.asarray(constant)[:, None])
    np.testing.assert_array_equal(state, np.full((2, 2), 3))


def test_states_and_constants_can_come_from_a_functional_model():
    inputs, state, constant = keras.Input((None, 2)), keras.Input((2,)), keras.Input((2,))
    rnn = layers.RNN(Shifted(), return_state=True)
    model = keras.Model([inputs, state, constant], rnn(inputs, initial_state=[state], constants=[constant]))
    last, after = model([X, np.full((2, 2), 5.0), np.ones((2, 2))])
    np.testing.assert_array_equal(last, X[:, -1] + 1)
    np.testing.assert_array_equal(after, np.full((2, 2), 8))


def test_stacked_cells_feed_one_another():
    outputs, low, high = layers.RNN([Counter(), Counter()], return_state=True)(X)
    np.testing.assert_array_equal(low, X.sum(axis=1))
    np.testing.assert_array_equal(outputs, np.cumsum(X, axis=1).sum(axis=1))
    np.testing.assert_array_equal(high, outputs)


def test_a_stack_tells_the_sizes_of_its_cells():
    stack = layers.StackedRNNCells([layers.GRUCell(2), layers.LSTMCell(3)])
    assert stack.state_size == (2, [3, 3])
    assert stack.output_size == 3
    states = tf.nest.flatten(stack.get_initial_state(batch_size=4, dtype="float32"))
    assert [tuple(state.shape) for state in states] == [(4, 2), (4, 3), (4, 3)]


def test_the_config_holds_the_cells():
    layer = layers.RNN([layers.GRUCell(2), layers.LSTMCell(3)], return_sequences=True)
    again = layers.RNN.from_config(layer.get_config())
    assert [type(cell) for cell in again.cell.cells] == [layers.GRUCell, layers.LSTMCell]
    assert again.get_config() == layer.get_config()


def test_a_cell_of_ones_own_is_read_from_a_config():
    config = keras.layers.serialize(layers.RNN(Counter()))
    again = keras.layers.deserialize(config, custom_objects={"Counter": Counter})
    assert isinstance(again.cell, Counter)


def test_shapes_are_computed_from_the_cell():
    layer = layers.RNN([layers.LSTMCell(2)], return_sequences=True, return_state=True, time_major=True)
    assert [tuple(shape) for shape in layer.compute_output_shape((5, None, 3))] == [
        (5, None, 2), (None, 2), (None, 2),
    ]  # fmt: skip


def test_length_and_width_can_be_told_ahead():
    model = keras.Sequential([layers.LSTM(2, input_length=5, input_dim=3)])
    assert model.input_shape == (None, 5, 3)


@pytest.mark.parametrize("cell", [3, layers.Dense(2), [layers.GRUCell(2), layers.Dense(2)]])
def test_what_is_no_cell_is_refused(cell):
    with pytest.raises(ValueError, match="is no recurrent cell"):
        layers.RNN(cell)


def test_states_of_both_kinds_are_refused():
    with pytest.raises(ValueError, match="Give either one kind or the other"):
        layers.LSTM(2)(keras.Input((2, 3)), initial_state=[tf.zeros((1, 2)), keras.Input((2,))])


def test_constants_nobody_takes_are_refused():
    with pytest.raises(ValueError, match="has no such argument"):
        layers.RNN(Counter())(X, constants=[tf.zeros((2, 2))])


def test_an_abstract_cell_asks_to_be_filled_in():
    cell = layers.AbstractRNNCell()
    for use in (lambda: cell.call(X, []), lambda: cell.state_size, lambda: cell.output_size):
        with pytest.raises(NotImplementedError, match="Override it"):
            use()


def test_a_first_state_needs_a_batch_size():
    with pytest.raises(ValueError, match="`batch_size` is None"):
        layers.GRUCell(2).get_initial_state()
