"""Layers one by one: shapes, masks, randomness, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, record, tf
from fittrace.keras import layers

X = np.arange(24.0, dtype="float32").reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Flatten(), (2, 12)),
        (layers.Reshape((2, -1)), (2, 2, 6)),
        (layers.Permute((2, 1)), (2, 4, 3)),
        (layers.Identity(), (2, 3, 4)),
    ],
)
def test_reshaping_keeps_every_element(layer, shape):
    y = layer(X)
    symbolic = layer(layers.Input(shape=X.shape[1:]))
    assert tuple(y.shape) == shape
    assert tuple(symbolic.shape) == (None, *shape[1:])
    assert sorted(np.ravel(y)) == sorted(np.ravel(X))


def test_flatten_brings_channels_first_into_the_order_of_channels_last():
    image = np.arange(8.0, dtype="float32").reshape(1, 2, 2, 2)
    first = layers.Flatten(data_format="channels_first")(image.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(first, layers.Flatten()(image))


def test_flatten_gives_a_vector_a_second_axis():
    assert tuple(layers.Flatten()(tf.constant([1.0, 2.0])).shape) == (2, 1)


def test_permute_moves_axes():
    np.testing.assert_array_equal(layers.Permute((2, 1))(X), X.transpose(0, 2, 1))


def test_repeat_vector_repeats():
    y = layers.RepeatVector(3)(tf.constant([[1.0, 2.0]]))
    np.testing.assert_array_equal(y, [[[1.0, 2.0]] * 3])


def test_dropout_rests_outside_training():
    np.testing.assert_array_equal(layers.Dropout(0.5)(X), X)


@given(rate=st.floats(0.1, 0.9), seed=st.integers(0, 1000))
def test_dropout_drops_the_share_and_scales_the_rest(rate, seed):
    y = np.asarray(layers.Dropout(rate, seed=seed)(np.ones((100, 100), "float32"), training=True))
    assert np.mean(y == 0) == pytest.approx(rate, abs=0.03)
    np.testing.assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-5)


@pytest.mark.parametrize("seed", [None, 3])
def test_dropout_draws_anew_at_every_call_and_the_same_after_the_global_seed(seed):
    keras.utils.set_random_seed(1)
    dropout = layers.Dropout(0.5, seed=seed)
    first, second = (np.asarray(dropout(X, training=True)) for _ in range(2))
    keras.utils.set_random_seed(1)
    np.testing.assert_array_equal(first, layers.Dropout(0.5, seed=seed)(X, training=True))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("layer", "shape", "axes"),
    [
        (layers.Dropout(0.5, noise_shape=(None, 1, None)), (4, 50, 6), 1),
        (layers.SpatialDropout1D(0.5), (4, 50, 6), 1),
        (layers.SpatialDropout2D(0.5), (4, 5, 10, 6), (1, 2)),
    ],
)
def test_dropout_can_drop_whole_channels(layer, shape, axes):
    y = np.asarray(layer(np.ones(shape, "float32"), training=True))
    assert set(np.unique(np.ptp(y, axis=axes))) == {0.0}
    assert set(np.unique(y)) == {0.0, 2.0}


@pytest.mark.parametrize(
    ("layer", "mean", "deviation"),
    [
        (layers.GaussianNoise(0.3, seed=1), 2.0, 0.3),
        (layers.GaussianDropout(0.2, seed=1), 2.0, 1.0),
        (layers.AlphaDropout(0.2, seed=1), None, None),
    ],
)
def test_noise_is_for_training(layer, mean, deviation):
    x = np.full((200, 200), 2.0, "float32")
    noisy = np.asarray(layer(x, training=True))
    np.testing.assert_array_equal(layer(x), x)
    if mean is not None:
        assert noisy.mean() == pytest.approx(mean, abs=0.02)
        assert noisy.std() == pytest.approx(deviation, rel=0.02)
    else:
        assert len(np.unique(noisy)) == 2


def test_alpha_dropout_keeps_mean_and_variance():
    x = np.random.default_rng(0).standard_normal((400, 400)).astype("float32")
    y = np.asarray(layers.AlphaDropout(0.3, seed=1)(x, training=True))
    assert (y.mean(), y.std()) == (pytest.approx(0.0, abs=0.02), pytest.approx(1.0, abs=0.02))


def test_masking_zeroes_and_masks_and_pooling_leaves_masked_steps_out():
    masked = layers.Masking()(tf.constant([[[1.0, 2.0], [0.0, 0.0], [3.0, 0.0]]]))
    np.testing.assert_array_equal(masked._keras_mask, [[True, False, True]])
    np.testing.assert_array_equal(layers.GlobalAveragePooling1D()(masked), [[2.0, 1.0]])


def test_embedding_masks_zeros_on_request():
    embedding = layers.Embedding(5, 2, mask_zero=True)
    np.testing.assert_array_equal(embedding(np.array([[1, 0]]))._keras_mask, [[True, False]])
    assert layers.Embedding(5, 2).compute_mask(np.array([[1, 0]])) is None


def test_softmax_gives_masked_positions_nothing():
    y = layers.Softmax()(tf.constant([[1.0, 2.0, 3.0]]), mask=tf.constant([[True, False, True]]))
    np.testing.assert_allclose(y, [[0.119203, 0.0, 0.880797]], atol=1e-6)


def test_lambda_applies_a_function_with_its_arguments():
    layer = layers.Lambda(lambda x, power, training=None: x**power, arguments={"power": 2})
    np.testing.assert_array_equal(layer(tf.constant([[3.0]])), [[9.0]])
    assert tuple(layer(layers.Input(shape=(4,))).shape) == (None, 4)


def test_lambda_watches_its_variables_with_a_tape_as_keras_does():
    layer, scale = layers.Lambda(lambda x: x * scale, name="scaled"), tf.Variable(2.0, name="scale")
    with record() as run, pytest.warns(UserWarning, match="scale:0"):
        layer(tf.constant([[3.0]]))
    labels = [span.label for span in run.spans()]
    assert labels[-3:] == ["Lambda.call", "GradientTape.__enter__", "GradientTape.__exit__"]


def test_activity_regularization_adds_a_loss_per_sample():
    layer = layers.ActivityRegularization(l1=0.1, l2=0.01)
    layer(tf.constant([[1.0, -2.0], [3.0, 0.0]]))
    assert float(layer.losses[0]) == pytest.approx((0.1 * 6 + 0.01 * 14) / 2)


def test_dense_tells_its_activation_and_weights():
    layer = layers.Dense(3, activation="relu", name="dense")
    with record() as run:
        layer(X[0])
    labels = [span.label for span in run.spans()]
    weights = [(fact.name, tuple(fact.shape), fact.initializer) for fact in run.facts("WeightCreated")]
    assert labels[-2:] == ["Dense.call", "relu"]
    assert weights == [("dense/kernel:0", (4, 3), "GlorotUniform"), ("dense/bias:0", (3,), "Zeros")]


def test_a_layer_in_a_model_takes_part_in_training():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.Dense(4), layers.LayerNormalization(), layers.PReLU(), layers.Dense(1)])
    model.compile("adam", "mse")
    before = model.evaluate(X[0], np.ones((3, 1)), verbose=0)
    model.fit(X[0], np.ones((3, 1)), epochs=20, verbose=0)
    assert model.evaluate(X[0], np.ones((3, 1)), verbose=0) < before


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (lambda: layers.Dense(-1), ValueError),
        (lambda: layers.Dense(3)(tf.constant([1.0, 2.0])), ValueError),
        (lambda: layers.Dense(3, dtype="int32").build((2, 3)), TypeError),
        (lambda: layers.Dense(3).build((2, None)), ValueError),
        (lambda: layers.Reshape((5,)).compute_output_shape((None, 4)), ValueError),
        (lambda: layers.Reshape((5,))(layers.Input(shape=(4,))), ValueError),
        (lambda: layers.Reshape((5,))(X), tf.errors.InvalidArgumentError),
        (lambda: layers.Permute((1, 3)), ValueError),
        (lambda: layers.RepeatVector(2.0), TypeError),
        (lambda: layers.Dropout(2.0), ValueError),
        (lambda: layers.Embedding(0, 2), ValueError),
        (lambda: layers.Embedding(3, 2)(np.array([[5]])), tf.errors.InvalidArgumentError),
        (lambda: layers.Flatten(data_format="last"), ValueError),
        (lambda: layers.ReLU(-1.0), ValueError),
        (lambda: layers.ELU(None), ValueError),
        (lambda: layers.LayerNormalization(axis=5)(X), ValueError),
        (lambda: layers.LayerNormalization(axis=1.5), TypeError),
        (lambda: layers.GlobalAveragePooling1D()(X[0]), ValueError),
        (lambda: layers.deserialize({"class_name": "NoSuchLayer", "config": {}}), ValueError),
    ],
)
def test_what_does_not_fit_is_refused_as_in_keras(refused, error):
    with pytest.raises(error):
        refused()
