"""SimpleRNN, GRU and LSTM: directions, states, masks, dropout, configs, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fittrace import keras, record, tf
from fittrace.keras import layers

KINDS = (layers.SimpleRNN, layers.GRU, layers.LSTM)
STATES = {layers.SimpleRNN: 1, layers.GRU: 1, layers.LSTM: 2}
each_kind = pytest.mark.parametrize("kind", KINDS)


def series(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def twin(layer, **changes):
    """A layer with the same weights and other options."""
    other = type(layer).from_config(layer.get_config() | changes)
    other.build((None, None, layer.cell.kernel.shape[0]))
    other.set_weights(layer.get_weights())
    return other


def built(kind, units=3, features=2, **options):
    keras.utils.set_random_seed(1)
    layer = kind(units, **options)
    layer.build((None, None, features))
    return layer


def slope_along(weight, direction, loss, step=1e-6):
    """How `loss` changes as the weight moves in a direction."""
    start, found = weight.numpy(), []
    for sign in (1, -1):
        weight.assign(start + sign * step * direction)
        found.append(float(loss()))
    weight.assign(start)
    return (found[0] - found[1]) / (2 * step)


@given(kind=st.sampled_from(KINDS), steps=st.integers(1, 6), batch=st.integers(1, 3), seed=st.integers(0, 99))
def test_backwards_is_forwards_over_the_reversed_sequence(kind, steps, batch, seed):
    layer, x = built(kind, return_sequences=True), series(batch, steps, 2, seed=seed)
    np.testing.assert_allclose(twin(layer, go_backwards=True)(x), layer(x[:, ::-1]), rtol=1e-5)


@given(kind=st.sampled_from(KINDS), steps=st.integers(2, 6), seed=st.integers(0, 99), data=st.data())
def test_a_sequence_can_be_run_in_two_parts(kind, steps, seed, data):
    layer, x = built(kind, return_state=True), series(2, steps, 2, seed=seed)
    cut = data.draw(st.integers(1, steps - 1))
    _, *states = layer(x[:, :cut])
    for whole, part in zip(layer(x), layer(x[:, cut:], initial_state=states), strict=True):
        np.testing.assert_allclose(part, whole, rtol=1e-4, atol=1e-6)


@given(kind=st.sampled_from(KINDS), lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_padding_that_is_masked_changes_nothing(kind, lengths):
    layer, x = built(kind), series(len(lengths), 5, 2)
    mask = np.arange(5) < np.array(lengths)[:, None]
    masked = np.asarray(layer(x, mask=tf.constant(mask)))
    for row, length in enumerate(lengths):
        np.testing.assert_allclose(masked[row], layer(x[row : row + 1, :length])[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", [layers.GRU, layers.LSTM])
@pytest.mark.parametrize("changes", [{"unroll": True}, {"implementation": 1, "unroll": True}])
def test_all_steps_at_once_give_what_the_cell_gives(kind, changes):
    layer, x = built(kind, return_sequences=True, return_state=True), series(2, 4, 2)
    for at_once, by_cell in zip(layer(x), twin(layer, **changes)(x), strict=True):
        np.testing.assert_allclose(at_once, by_cell, rtol=1e-5)


@settings(max_examples=15)
@given(kind=st.sampled_from(KINDS), unroll=st.booleans(), masked=st.booleans(), seed=st.integers(0, 99))
def test_gradients_are_the_slopes(kind, unroll, masked, seed):
    layer = kind(2, unroll=unroll, dtype="float64")
    x = tf.constant(np.random.default_rng(seed).standard_normal((2, 3, 2)))
    mask = tf.constant([[True, False, True], [True, True, False]]) if masked else None

    def loss():
        return tf.reduce_sum(tf.square(layer(x, mask=mask)))

    loss()
    for weight in layer.trainable_weights:
        with tf.GradientTape() as tape:
            value = loss()
        gradient = np.asarray(tape.gradient(value, weight))
        direction = np.random.default_rng(seed).standard_normal(weight.shape)
        slope = slope_along(weight, direction, loss)
        assert np.sum(gradient * direction) == pytest.approx(slope, abs=1e-6)


@each_kind
def test_the_step_function_of_keras_is_recorded_only_where_keras_calls_the_cell(kind):
    layer, x = built(kind), series(1, 3, 2)

    with record() as run:
        layer(x)

    calls = [span.label for span in run.spans() if span.label == f"{kind.__name__}Cell.call"]
    assert len(calls) == (4 if kind is layers.SimpleRNN else 0)


@each_kind
def test_a_stateful_layer_goes_on_where_the_last_batch_ended(kind):
    layer = kind(3, stateful=True, batch_input_shape=(2, 3, 2))
    x = series(2, 6, 2)

    layer(x[:, :3])
    second = layer(x[:, 3:])
    np.testing.assert_allclose(second, twin(layer, stateful=False)(x), rtol=1e-4, atol=1e-6)
    assert len(layer.states) == STATES[kind]

    layer.reset_states()
    assert not any(np.any(state) for state in layer.states)
    layer.reset_states([np.full((2, 3), 0.5)] * STATES[kind])
    assert all(np.all(np.asarray(state) == 0.5) for state in layer.states)


def test_the_states_are_no_weights():
    layer = layers.LSTM(3, stateful=True, batch_input_shape=(2, 3, 2))
    layer(series(2, 3, 2))
    assert [weight.name.rpartition("/")[2] for weight in layer.weights] == [
        "kernel:0", "recurrent_kernel:0", "bias:0",
    ]  # fmt: skip


def test_the_forget_gate_begins_open():
    np.testing.assert_array_equal(built(layers.LSTM, units=2).cell.bias, [0, 0, 1, 1, 0, 0, 0, 0])
    np.testing.assert_array_equal(built(layers.LSTM, units=2, unit_forget_bias=False).cell.bias, np.zeros(8))


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [
        (lambda: layers.SimpleRNN(3), [(2, 3), (3, 3), (3,)]),
        (lambda: layers.GRU(3), [(2, 9), (3, 9), (2, 9)]),
        (lambda: layers.GRU(3, reset_after=False), [(2, 9), (3, 9), (9,)]),
        (lambda: layers.LSTM(3), [(2, 12), (3, 12), (12,)]),
        (lambda: layers.LSTM(3, use_bias=False), [(2, 12), (3, 12)]),
    ],
)
def test_weights_have_a_block_of_columns_for_every_gate(layer, shapes):
    made = layer()
    made.build((None, None, 2))
    assert [tuple(weight.shape) for weight in made.weights] == shapes


@each_kind
@pytest.mark.parametrize("length", [None, 4])
def test_shapes_are_known_before_there_is_data(kind, length):
    inputs = keras.Input((length, 2))
    outputs, *states = kind(3, return_sequences=True, return_state=True)(inputs)
    assert tuple(outputs.shape) == (None, length, 3)
    assert [tuple(state.shape) for state in states] == [(None, 3)] * STATES[kind]
    assert tuple(kind(3).compute_output_shape((None, length, 2))) == (None, 3)


def test_a_mask_goes_through_sequences_and_stops_at_the_last_output():
    embedding = layers.Embedding(5, 2, mask_zero=True)
    x = np.array([[1, 2, 0], [3, 0, 0]])
    sequences = layers.LSTM(3, return_sequences=True)(embedding(x))
    np.testing.assert_array_equal(sequences._keras_mask, x != 0)
    assert getattr(layers.LSTM(3)(embedding(x)), "_keras_mask", None) is None


def test_masked_steps_of_an_embedding_are_left_out():
    keras.utils.set_random_seed(1)
    embedding, lstm = layers.Embedding(5, 2, mask_zero=True), layers.LSTM(3)
    np.testing.assert_allclose(
        lstm(embedding(np.array([[1, 2, 0, 0]]))), lstm(embedding(np.array([[1, 2]]))), rtol=1e-5
    )


@each_kind
@pytest.mark.parametrize("options", [{"dropout": 0.5}, {"recurrent_dropout": 0.5}])
def test_dropout_works_while_training_alone(kind, options):
    keras.utils.set_random_seed(1)
    layer, x = kind(8, **options), series(2, 4, 8)
    np.testing.assert_array_equal(layer(x), layer(x))
    assert not np.allclose(layer(x, training=True), layer(x, training=True))


def test_the_same_elements_are_dropped_at_every_step():
    keras.utils.set_random_seed(3)
    cell = layers.SimpleRNNCell(1, activation=None, dropout=0.5, kernel_initializer="ones")
    layer = layers.RNN(cell, return_sequences=True)
    cell.build((None, 6))
    cell.recurrent_kernel.assign([[0.0]])
    x = np.ones((20, 5, 6), "float32")
    kept = np.asarray(layer(x, training=True))
    assert np.all(kept == kept[:, :1])
    assert len(np.unique(kept)) > 1


def test_dropout_can_be_seen_through_a_functional_model():
    inputs = keras.Input((3, 4))
    model = keras.Model(inputs, layers.GRU(2, dropout=0.5, recurrent_dropout=0.5)(inputs))
    assert np.asarray(model(series(2, 3, 4), training=True)).shape == (2, 2)


@each_kind
def test_a_config_makes_the_layer_again(kind):
    layer = kind(
        3, activation="relu", return_sequences=True, go_backwards=True, dropout=0.25, name="mine",
        kernel_regularizer=keras.regularizers.L2(0.5), zero_output_for_mask=True,
    )  # fmt: skip
    again = kind.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert again.zero_output_for_mask
    assert again.cell.kernel_regularizer.l2 == pytest.approx(0.5)


def test_recurrent_dropout_takes_the_gates_one_by_one():
    assert layers.LSTM(2, recurrent_dropout=0.1).implementation == 1
    assert layers.LSTM.from_config({"units": 2, "implementation": 0}).implementation == 1


@each_kind
def test_a_layer_shows_its_cells_arguments(kind):
    layer = kind(3, use_bias=False)
    assert (layer.units, layer.use_bias) == (3, False)
    with pytest.raises(AttributeError):
        layer.units = 4


@each_kind
def test_units_must_be_positive(kind):
    with pytest.raises(ValueError, match="`units` is 0"):
        kind(0)


def test_every_state_must_be_given():
    with pytest.raises(ValueError, match="do not fit the"):
        layers.LSTM(2)(series(1, 2, 2), initial_state=[tf.zeros((1, 2))])


def test_only_a_stateful_layer_is_reset():
    with pytest.raises(AttributeError, match="not stateful"):
        layers.GRU(2).reset_states()


def test_a_stateful_layer_must_know_its_batch_size():
    with pytest.raises(ValueError, match="must know its batch size"):
        layers.GRU(2, stateful=True)(keras.Input((3, 2)))


@pytest.mark.parametrize(
    ("states", "problem"), [([np.zeros((2, 3))], "1 states"), ([np.zeros((2, 4))] * 2, r"shape \(2, 4\)")]
)
def test_states_of_another_number_or_shape_are_refused(states, problem):
    layer = layers.LSTM(3, stateful=True, batch_input_shape=(2, 3, 2))
    layer(series(2, 3, 2))
    with pytest.raises(ValueError, match=problem):
        layer.reset_states(states)
