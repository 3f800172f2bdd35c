"""Attention: several heads, cross-attention, masks."""

import numpy as np

from .common import compiled, const, numbers, numbers_only, scenario
from .recurrent import series, words


def const_initializer(keras):
    """As `const`, in the form `MultiHeadAttention` asks for: it copies its initializers by their config."""

    class Const(keras.initializers.Initializer):
        def __call__(self, shape, dtype=None, **kwargs):
            return const(tuple(shape))

        def get_config(self):
            return {}

    return Const()


@scenario
def attention_over_itself(keras, tf):
    x, y = series()
    inputs = keras.Input((4, 3))
    attention = keras.layers.MultiHeadAttention(2, 3, kernel_initializer=const_initializer(keras))
    h = keras.layers.Add()([inputs, attention(inputs, inputs)])
    h = keras.layers.LayerNormalization()(h)
    h = keras.layers.GlobalAveragePooling1D()(h)
    m = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer=const)(h))
    compiled(keras, m, optimizer="adam", loss="mse", metrics=())
    history = m.fit(x, y, epochs=2, batch_size=4, verbose=0, shuffle=False)
    return numbers(m, history, predict=m.predict(x, verbose=0))


@scenario
def attention_on_masked_text(keras, tf):
    x, y = words()
    inputs = keras.Input((None,), dtype="int64")
    h = keras.layers.Embedding(9, 4, mask_zero=True, embeddings_initializer=const)(inputs)
    attention = keras.layers.MultiHeadAttention(
        2, 2, value_dim=3, dropout=0.0, kernel_initializer=const_initializer(keras)
    )
    h = attention(h, h, use_causal_mask=True)
    h = keras.layers.GlobalAveragePooling1D()(h)
    m = keras.Model(inputs, keras.layers.Dense(2, activation="softmax", kernel_initializer=const)(h))
    compiled(keras, m, optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=("accuracy",))
    history = m.fit(x, y, epochs=2, batch_size=6, verbose=0, shuffle=False)
    return numbers(m, history, predict=m.predict(x, verbose=0))


@scenario
def transformer_block(keras, tf):
    """A block written as a layer of one's own, which builds its parts at its first call."""

    class Block(keras.layers.Layer):
        def __init__(self, heads, width, **kwargs):
            super().__init__(**kwargs)
            self.attention = keras.layers.MultiHeadAttention(
                heads, width, kernel_initializer=const_initializer(keras)
            )
            self.hidden = keras.layers.Dense(5, activation="relu", kernel_initializer=const)
            self.output_dense = keras.layers.Dense(width, kernel_initializer=const)
            self.norm1 = keras.layers.LayerNormalization(epsilon=1e-6)
            self.norm2 = keras.layers.LayerNormalization(epsilon=1e-6)

        def call(self, inputs):
            h = self.norm1(inputs + self.attention(inputs, inputs))
            return self.norm2(h + self.output_dense(self.hidden(h)))

    x, y = series()
    m = keras.models.Sequential(
        [
            Block(2, 3),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(2, kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="adam", loss="mse", metrics=())
    history = m.fit(x, y, epochs=2, batch_size=4, verbose=0, shuffle=False)
    return numbers(m, history, predict=m.predict(x, verbose=0))


@scenario
def attention_to_another_sequence(keras, tf):
    r = np.random.default_rng(9)
    target, source = r.standard_normal((6, 3, 4)), r.standard_normal((6, 5, 2))
    y = r.standard_normal((6, 3, 2))
    target_inputs, source_inputs = keras.Input((3, 4)), keras.Input((5, 2))
    attention = keras.layers.MultiHeadAttention(
        2, 3, output_shape=2, use_bias=False, kernel_initializer=const_initializer(keras)
    )
    outputs, scores = attention(target_inputs, source_inputs, return_attention_scores=True)
    m = keras.Model([target_inputs, source_inputs], outputs)
    compiled(keras, m, optimizer="sgd", loss="mse", metrics=())
    history = m.fit([target, source], y, epochs=1, batch_size=3, verbose=0, shuffle=False)
    return numbers(m, history, scores=list(scores.shape), names=[w.name for w in m.weights])


@scenario
def dot_product_attention(keras, tf):
    x, y = words()
    inputs = keras.Input((5,), dtype="int64")
    h = keras.layers.Embedding(9, 4, mask_zero=True, embeddings_initializer=const)(inputs)
    dot = keras.layers.Attention(use_scale=True)([h, h])
    additive = keras.layers.AdditiveAttention(use_scale=False)([h, h, h], use_causal_mask=True)
    h = keras.layers.GlobalAveragePooling1D()(keras.layers.Concatenate()([dot, additive]))
    m = keras.Model(inputs, keras.layers.Dense(2, activation="softmax", kernel_initializer=const)(h))
    compiled(keras, m, optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=())
    history = m.fit(x, y, epochs=2, batch_size=6, verbose=0, shuffle=False)
    return numbers(m, history, predict=m.predict(x, verbose=0))


@numbers_only
def attention_options(keras, tf):
    r = np.random.default_rng(10)
    query, value, key = (r.standard_normal(s).astype("float32") for s in ((2, 3, 4), (2, 5, 4), (2, 5, 4)))
    mask = tf.constant(r.random((2, 3, 5)) < 0.6)
    image = r.standard_normal((2, 2, 3, 4)).astype("float32")
    init = const_initializer(keras)
    out = {}
    for name, options in {
        "plain": {},
        "widths": {"value_dim": 5, "output_shape": 7},
        "no_bias": {"use_bias": False},
        "several_outputs": {"output_shape": (2, 3)},
    }.items():
        layer = keras.layers.MultiHeadAttention(
            2, 3, kernel_initializer=init, bias_initializer=init, **options
        )
        inputs = tf.constant(query)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs, scores = layer(inputs, value, key, attention_mask=mask, return_attention_scores=True)
            loss = tf.reduce_sum(tf.square(outputs))
        out[name] = [outputs, scores, *tape.gradient(loss, [inputs, *layer.trainable_weights])]
    for axes in ((1,), (2,), (1, 2), None):
        layer = keras.layers.MultiHeadAttention(2, 3, attention_axes=axes, kernel_initializer=init)
        out[f"axes_{axes}"] = layer(image, image, return_attention_scores=True)
    out["causal"] = keras.layers.MultiHeadAttention(2, 3, kernel_initializer=init)(
        query, query, use_causal_mask=True
    )
    layer = keras.layers.MultiHeadAttention(2, 3)
    layer(query, value)
    config = layer.get_config()
    out["config"] = {
        key: list(config[key]) if "shape" in key and config[key] else config[key] for key in config
    }
    again = keras.layers.MultiHeadAttention.from_config(layer.get_config())
    out["again"] = [list(w.shape) for w in again.weights]
    return out


@numbers_only
def dense_attention_options(keras, tf):
    r = np.random.default_rng(11)
    query, value, key = (r.standard_normal(s).astype("float32") for s in ((2, 3, 4), (2, 5, 4), (2, 5, 4)))
    masks = [tf.constant(r.random((2, 3)) < 0.7), tf.constant(r.random((2, 5)) < 0.7)]
    out = {}
    for name, layer in {
        "dot": keras.layers.Attention(),
        "scaled": keras.layers.Attention(use_scale=True),
        "concat": keras.layers.Attention(score_mode="concat"),
        "scaled_concat": keras.layers.Attention(score_mode="concat", use_scale=True),
        "additive": keras.layers.AdditiveAttention(use_scale=False),
    }.items():
        out[name] = layer([query, value])
        out[f"{name}_key"] = layer([query, value, key], mask=masks, return_attention_scores=True)
        out[f"{name}_causal"] = layer([query, value, key], use_causal_mask=True)
        out[f"{name}_config"] = layer.get_config()
    return out


@numbers_only
def einsum_dense(keras, tf):
    r = np.random.default_rng(12)
    x = r.standard_normal((2, 3, 4)).astype("float32")
    out = {}
    for equation, shape, bias_axes in [
        ("abc,cd->abd", (None, 5), "d"),
        ("...x,xy->...y", 5, "y"),
        ("abc,cde->abde", (None, 2, 5), "de"),
        ("ab...,bc->ac...", 5, None),
        ("abc,bd->adc", (5, None), "d"),
    ]:
        layer = keras.layers.EinsumDense(
            equation, output_shape=shape, bias_axes=bias_axes, activation="tanh",
            kernel_initializer=const, bias_initializer=const,
        )  # fmt: skip
        try:
            out[equation] = [
                layer(x),
                [list(w.shape) for w in layer.weights],
                list(layer.compute_output_shape(x.shape)),
            ]
        except Exception as error:
            out[equation] = type(error).__name__
    return out


@scenario
def error_attention_on_one_tensor(keras, tf):
    keras.layers.Attention()(tf.zeros((2, 3, 4)))
