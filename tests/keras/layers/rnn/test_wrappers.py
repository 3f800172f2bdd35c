"""`Bidirectional`, `TimeDistributed` and `Wrapper`."""

import numpy as np
import pytest

from fittrace import keras, record, tf
from fittrace.keras import layers

X = np.random.default_rng(0).standard_normal((2, 3, 4)).astype("float32")


class Scale(layers.Layer):
    def build(self, input_shape):
        self.factor = self.add_weight(name="factor", shape=(input_shape[-1],), initializer="ones")

    def call(self, inputs):
        return inputs * self.factor


@pytest.mark.parametrize(
    ("merge_mode", "merge"),
    [
        ("concat", lambda a, b: np.concatenate([a, b], -1)),
        ("sum", lambda a, b: a + b),
        ("ave", lambda a, b: (a + b) / 2),
        ("mul", lambda a, b: a * b),
        (None, lambda a, b: [a, b]),
    ],
)
def test_both_directions_are_merged(merge_mode, merge):
    layer = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode=merge_mode)
    found = layer(X)
    forward, backward = layer.forward_layer(X), layer.backward_layer(X)
    np.testing.assert_allclose(found, merge(np.asarray(forward), np.asarray(backward)[:, ::-1]), rtol=1e-6)


def test_the_states_of_both_directions_are_returned():
    layer = layers.Bidirectional(layers.LSTM(3, return_state=True))
    output, *states = layer(X)
    assert tuple(output.shape) == (2, 6)
    assert [tuple(state.shape) for state in states] == [(2, 3)] * 4


def test_states_can_be_given_for_both_directions():
    layer = layers.Bidirectional(layers.SimpleRNN(3, return_state=True))
    _, forward, backward = layer(X)
    again = layer(X, initial_state=[forward, backward])
    np.testing.assert_allclose(again[1], layer.forward_layer(X, initial_state=forward)[0], rtol=1e-6)
    np.testing.assert_allclose(again[2], layer.backward_layer(X, initial_state=backward)[0], rtol=1e-6)


def test_names_tell_the_direction():
    layer = layers.Bidirectional(layers.LSTM(2, name="memory"), name="both")
    layer(X)
    assert [weight.name for weight in layer.weights][::3] == [
        f"both/forward_memory/{layer.forward_layer.cell.name}/kernel:0",
        f"both/backward_memory/{layer.backward_layer.cell.name}/kernel:0",
    ]


def test_the_layer_given_is_copied():
    inner = layers.LSTM(2)
    layers.Bidirectional(inner)(X)
    assert not inner.built


def test_masked_steps_are_zero_in_both_directions():
    mask = tf.constant([[True, True, False], [False, True, True]])
    y = np.asarray(layers.Bidirectional(layers.LSTM(2, return_sequences=True))(X, mask=mask))
    assert np.all(y[~np.asarray(mask)] == 0)
    assert np.all(y[np.asarray(mask)] != 0)


def test_a_mask_goes_on_with_sequences():
    inputs = layers.Masking()(X * np.array([1, 1, 0], "float32")[:, None])
    assert layers.Bidirectional(layers.GRU(2, return_sequences=True))(inputs)._keras_mask is not None
    assert getattr(layers.Bidirectional(layers.GRU(2))(inputs), "_keras_mask", None) is None


def test_the_backward_layer_can_be_another():
    backward = layers.GRU(5, go_backwards=True)
    layer = layers.Bidirectional(layers.LSTM(2), backward_layer=backward)
    assert tuple(layer(X).shape) == (2, 7)
    again = layers.Bidirectional.from_config(layer.get_config())
    assert isinstance(again.backward_layer, layers.GRU)


def test_stateful_directions_are_reset_together():
    model = keras.Sequential(
        [layers.Bidirectional(layers.GRU(2, stateful=True), batch_input_shape=(2, 3, 4))]
    )
    model(X)
    layer = model.layers[0]
    layer.reset_states()
    assert not np.any([layer.forward_layer.states[0], layer.backward_layer.states[0]])


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: layers.Bidirectional(3), "`layer` is 3"),
        (lambda: layers.Bidirectional(layers.GRU(2), backward_layer=3), "`backward_layer` is 3"),
        (lambda: layers.Bidirectional(layers.GRU(2), merge_mode="max"), "`merge_mode` is 'max'"),
        (lambda: layers.Bidirectional(layers.GRU(2), backward_layer=layers.GRU(2)), "opposite directions"),
        (
            lambda: layers.Bidirectional(
                layers.GRU(2), backward_layer=layers.GRU(2, go_backwards=True, return_state=True)
            ),
            "must be the same for both",
        ),
        (
            lambda: layers.Bidirectional(layers.GRU(2))(X, initial_state=[tf.zeros((2, 2))]),
            "`initial_state` holds 1 states",
        ),
        (lambda: layers.TimeDistributed(3), "`layer` is 3"),
        (lambda: layers.TimeDistributed(layers.Dense(2))(X[0]), "at least 3 axes"),
    ],
)
def test_what_does_not_fit_is_refused(make, problem):
    with pytest.raises(ValueError, match=problem):
        make()


def test_a_wrapper_wraps_a_layer():
    with pytest.raises(AssertionError, match="expected a layer"):
        layers.Wrapper(3)


def test_time_distributed_applies_the_layer_to_every_step():
    layer = layers.TimeDistributed(layers.Dense(2, activation="tanh"))
    found = layer(X)
    assert tuple(found.shape) == (2, 3, 2)
    for step in range(3):
        np.testing.assert_allclose(found[:, step], layer.layer(X[:, step]), rtol=1e-6)


@pytest.mark.parametrize(("inner", "calls"), [(lambda: layers.Dense(4), 1), (Scale, 4)])
def test_a_layer_of_ones_own_is_called_step_by_step(inner, calls):
    layer = layers.TimeDistributed(inner())
    layer(X)

    with record() as run:
        layer(X)

    called = [span for span in run.spans() if span.label == f"{type(layer.layer).__name__}.call"]
    assert len(called) == calls


@pytest.mark.parametrize(
    "inner", [lambda: layers.Dense(5), Scale, lambda: layers.Flatten(), lambda: layers.LSTM(2)]
)
@pytest.mark.parametrize("length", [None, 3])
def test_shapes_are_known_before_there_is_data(inner, length):
    rank_4 = not isinstance(inner(), layers.Dense | Scale)
    inputs = keras.Input((length, 2, 4) if rank_4 else (length, 4))
    layer = layers.TimeDistributed(inner())
    outputs = layer(inputs)
    assert tuple(outputs.shape)[:2] == (None, length)
    if not isinstance(layer.layer, Scale):
        assert tuple(outputs.shape) == tuple(layer.compute_output_shape(inputs.shape))


def test_time_distributed_hands_masks_on():
    words = np.array([[[1, 2, 0], [3, 0, 0]]])
    embedded = layers.TimeDistributed(layers.Embedding(4, 2, mask_zero=True))(words)
    np.testing.assert_array_equal(embedded._keras_mask, words != 0)
    states = layers.TimeDistributed(layers.LSTM(3))(embedded)
    np.testing.assert_array_equal(states._keras_mask, [[True, True]])


def test_a_wrapper_is_read_from_its_config():
    layer = layers.TimeDistributed(layers.Dense(2, activity_regularizer="l2"), name="each")
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert (again.name, again.layer.units) == ("each", 2)
    assert again.activity_regularizer is again.layer.activity_regularizer
