"""Attention: masks, shapes, configs, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, tf
from fittrace.keras import layers


def series(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


@given(heads=st.integers(1, 3), steps=st.integers(1, 5), places=st.integers(1, 5), seed=st.integers(0, 99))
def test_scores_share_out_one(heads, steps, places, seed):
    query, value = series(2, steps, 4, seed=seed), series(2, places, 3, seed=seed + 1)
    output, scores = layers.MultiHeadAttention(heads, 2)(query, value, return_attention_scores=True)
    assert tuple(output.shape) == (2, steps, 4)
    assert tuple(scores.shape) == (2, heads, steps, places)
    np.testing.assert_allclose(np.sum(scores, axis=-1), 1, rtol=1e-5)


@given(order=st.permutations(range(4)))
def test_the_order_of_what_is_looked_at_does_not_matter(order):
    attention, query, value = layers.MultiHeadAttention(2, 3), series(1, 2, 4), series(1, 4, 4, seed=1)
    np.testing.assert_allclose(
        attention(query, value), attention(query, value[:, list(order)]), rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize(
    ("make", "attend"),
    [
        (lambda: layers.MultiHeadAttention(2, 3), lambda layer, x: layer(x, x, use_causal_mask=True)),
        (lambda: layers.Attention(), lambda layer, x: layer([x, x], use_causal_mask=True)),
        (lambda: layers.AdditiveAttention(causal=True), lambda layer, x: layer([x, x])),
    ],
)
def test_a_causal_mask_hides_what_comes_later(make, attend):
    layer, x = make(), series(1, 4, 5)
    changed = np.concatenate([x[:, :2], series(1, 2, 5, seed=1)], axis=1)
    np.testing.assert_allclose(attend(layer, x)[:, :2], attend(layer, changed)[:, :2], rtol=1e-5)
    assert not np.allclose(attend(layer, x)[:, 2:], attend(layer, changed)[:, 2:])


def test_masks_come_along_with_query_and_value():
    embedded = layers.Embedding(5, 4, mask_zero=True)(np.array([[1, 2, 0]]))
    output, scores = layers.MultiHeadAttention(2, 3)(embedded, embedded, return_attention_scores=True)
    np.testing.assert_allclose(scores[0, :, :2, 2], 0, atol=1e-6)
    np.testing.assert_array_equal(output._keras_mask, [[True, True, False]])


def test_a_mask_given_is_joined_to_those_that_come_along():
    embedded = layers.Embedding(5, 4, mask_zero=True)(np.array([[1, 2, 0]]))
    own = np.array([[[True, False, True]] * 3])
    _, scores = layers.MultiHeadAttention(1, 3)(
        embedded, embedded, attention_mask=own, return_attention_scores=True
    )
    np.testing.assert_allclose(scores[0, 0, :2], [[1, 0, 0]] * 2, atol=1e-6)


def test_attention_can_run_along_any_axes():
    image = series(2, 3, 4, 5)
    _, along_both = layers.MultiHeadAttention(2, 3)(image, image, return_attention_scores=True)
    _, along_one = layers.MultiHeadAttention(2, 3, attention_axes=2)(
        image, image, return_attention_scores=True
    )
    assert tuple(along_both.shape) == (2, 2, 3, 4, 3, 4)
    assert tuple(along_one.shape) == (2, 3, 2, 4, 4)


@pytest.mark.parametrize("length", [None, 5])
def test_shapes_are_known_before_there_is_data(length):
    query, value = keras.Input((3, 4)), keras.Input((length, 2))
    outputs, scores = layers.MultiHeadAttention(2, 3, output_shape=7)(
        query, value, return_attention_scores=True
    )
    assert tuple(outputs.shape) == (None, 3, 7)
    assert tuple(scores.shape) == (None, 2, 3, length)


def test_weights_are_those_of_the_projections():
    layer = layers.MultiHeadAttention(2, 3, value_dim=5, name="attention")
    layer(series(1, 2, 4), series(1, 2, 6))
    assert [(weight.name, tuple(weight.shape)) for weight in layer.weights] == [
        ("attention/query/kernel:0", (4, 2, 3)), ("attention/query/bias:0", (2, 3)),
        ("attention/key/kernel:0", (6, 2, 3)), ("attention/key/bias:0", (2, 3)),
        ("attention/value/kernel:0", (6, 2, 5)), ("attention/value/bias:0", (2, 5)),
        ("attention/attention_output/kernel:0", (2, 5, 4)), ("attention/attention_output/bias:0", (4,)),
    ]  # fmt: skip


def test_dropout_thins_out_the_scores_while_training():
    keras.utils.set_random_seed(1)
    layer, x = layers.MultiHeadAttention(2, 3, dropout=0.5), series(2, 6, 4)
    np.testing.assert_array_equal(layer(x, x), layer(x, x))
    assert not np.allclose(layer(x, x, training=True), layer(x, x))
    dense = layers.Attention(dropout=0.5)
    assert not np.allclose(dense([x, x], training=True), dense([x, x]))


def test_a_subclass_can_attend_in_its_own_way():
    class Last(layers.MultiHeadAttention):
        def _compute_attention(self, query, key, value, attention_mask=None, training=None):
            return tf.repeat(value[:, -1:], tf.shape(query)[1], axis=1), None

    x = series(1, 3, 4)
    outputs = Last(2, 3)(x, x)
    np.testing.assert_allclose(outputs[:, 0], outputs[:, 2], rtol=1e-6)


def test_a_config_makes_the_layer_again_with_its_projections():
    layer = layers.MultiHeadAttention(2, 3, dropout=0.25, output_shape=5)
    layer(series(1, 2, 4), series(1, 2, 6))
    again = layers.MultiHeadAttention.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert again._key_dense.equation == layer._key_dense.equation


@pytest.mark.parametrize(
    "layer",
    [
        layers.Attention(use_scale=True, score_mode="concat", dropout=0.5),
        layers.AdditiveAttention(use_scale=False),
    ],
)
def test_dense_attention_is_read_from_its_config(layer):
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert again.get_config() == layer.get_config()


def test_masked_queries_give_nothing_and_masked_values_get_nothing():
    query, value = series(1, 2, 3), series(1, 3, 3, seed=1)
    masks = [tf.constant([[True, False]]), tf.constant([[True, True, False]])]
    output, scores = layers.Attention()([query, value], mask=masks, return_attention_scores=True)
    np.testing.assert_array_equal(output[0, 1], np.zeros(3))
    np.testing.assert_allclose(scores[..., 2], 0, atol=1e-6)
    np.testing.assert_array_equal(layers.Attention().compute_mask([query, value], masks), [[True, False]])


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: layers.Attention()(series(1, 2, 3)), "must be a list"),
        (lambda: layers.Attention()([series(1, 2, 3)]), "must be a list"),
        (lambda: layers.Attention()([series(1, 2, 3)] * 2, mask=[tf.constant([[True, True]])]), "`mask` of"),
        (lambda: layers.Attention(score_mode="cosine"), "`score_mode` is 'cosine'"),
        (
            lambda: layers.MultiHeadAttention(1, 2).compute_output_shape((2, 3, 4), (2, 3, 5)),
            "one last length",
        ),
        (
            lambda: layers.MultiHeadAttention(1, 2).compute_output_shape((2, 3, 4), (2, 3, 4), (2, 5, 4)),
            "expected the same lengths",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()
