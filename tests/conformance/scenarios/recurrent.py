"""Recurrent layers: sequences, states and masks."""

import numpy as np

from .common import compiled, const, numbers, numbers_only, scenario

WEIGHTS = {"kernel_initializer": const, "recurrent_initializer": const}


def words(n=12, steps=5, vocabulary=9, classes=2, seed=5):
    """Sentences of word numbers, padded with 0 behind, and a class for each."""
    r = np.random.default_rng(seed)
    x = r.integers(1, vocabulary, (n, steps))
    lengths = r.integers(1, steps + 1, n)
    x[np.arange(steps) >= lengths[:, None]] = 0
    return x, r.integers(0, classes, n)


def series(n=8, steps=4, features=3, outputs=2, seed=6):
    """Sequences of vectors, and a vector of targets for each."""
    r = np.random.default_rng(seed)
    x = r.standard_normal((n, steps, features)).astype("float32")
    return x, r.standard_normal((n, outputs)).astype("float32")


def bidirectional(keras, layer, **kw):
    """Both directions; the layer is made a second time from its config, which names `const`."""
    with keras.utils.custom_object_scope({"const": const}):
        return keras.layers.Bidirectional(layer, **kw)


def text_model(keras, *recurrent, classes=2, mask_zero=True):
    return keras.models.Sequential(
        [
            keras.layers.Embedding(9, 4, mask_zero=mask_zero, embeddings_initializer=const),
            *recurrent,
            keras.layers.Dense(classes, activation="softmax", kernel_initializer=const),
        ]
    )


def regression(keras, *layers):
    return keras.models.Sequential([*layers, keras.layers.Dense(2, kernel_initializer=const)])


def fitted(keras, model, x, y, loss="mse", optimizer="adam", epochs=2, batch_size=4, **kw):
    compiled(keras, model, optimizer=optimizer, loss=loss, metrics=())
    history = model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0, shuffle=False, **kw)
    return numbers(model, history, predict=model.predict(x[:batch_size], batch_size=batch_size, verbose=0))


@scenario
def lstm_on_masked_text(keras, tf):
    x, y = words()
    m = text_model(keras, keras.layers.LSTM(3, **WEIGHTS))
    return fitted(keras, m, x, y, loss="sparse_categorical_crossentropy", batch_size=6)


@scenario
def gru_on_masked_text(keras, tf):
    x, y = words()
    m = text_model(keras, keras.layers.GRU(3, **WEIGHTS))
    return fitted(keras, m, x, y, loss="sparse_categorical_crossentropy", batch_size=6)


@scenario
def simple_rnn_on_series(keras, tf):
    x, y = series()
    return fitted(keras, regression(keras, keras.layers.SimpleRNN(3, **WEIGHTS)), x, y)


@scenario
def lstm_stacked_of_any_length(keras, tf):
    x, y = series()
    inputs = keras.Input((None, 3))
    h = keras.layers.Masking(mask_value=0.0)(inputs)
    h = keras.layers.LSTM(4, return_sequences=True, **WEIGHTS)(h)
    h = keras.layers.LSTM(3, unit_forget_bias=False, **WEIGHTS)(h)
    m = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer=const)(h))
    x[1, 2:] = 0
    x[3, :1] = 0
    return fitted(keras, m, x, y)


@scenario
def lstm_that_calls_its_cell(keras, tf):
    """Another activation than the fast kernel's: the layer goes through its cell, step by step."""
    x, y = series(n=4)
    lstm = keras.layers.LSTM(3, activation="relu", recurrent_activation="hard_sigmoid", **WEIGHTS)
    return fitted(keras, regression(keras, lstm), x, y, epochs=1)


@scenario
def gru_reset_before(keras, tf):
    x, y = series(n=4)
    gru = keras.layers.GRU(3, reset_after=False, **WEIGHTS)
    return fitted(keras, regression(keras, gru), x, y, epochs=1)


@scenario
def recurrent_functional_cell_path(keras, tf):
    x, y = series(n=4)
    inputs = keras.Input((4, 3))
    h = keras.layers.SimpleRNN(3, return_sequences=True, unroll=True, **WEIGHTS)(inputs)
    h = keras.layers.GRU(3, use_bias=False, **WEIGHTS)(h)
    m = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer=const)(h))
    return fitted(keras, m, x, y, epochs=1)


@scenario
def encoder_decoder_states(keras, tf):
    r = np.random.default_rng(8)
    source, target = r.standard_normal((4, 3, 2)), r.standard_normal((4, 2, 3))
    encoder_inputs, decoder_inputs = keras.Input((None, 2)), keras.Input((None, 3))
    encoder = keras.layers.LSTM(3, return_state=True, **WEIGHTS)
    _, h, c = encoder(encoder_inputs)
    decoder = keras.layers.LSTM(3, return_sequences=True, return_state=True, **WEIGHTS)
    outputs, _, _ = decoder(decoder_inputs, initial_state=[h, c])
    m = keras.Model(
        [encoder_inputs, decoder_inputs], keras.layers.Dense(3, kernel_initializer=const)(outputs)
    )
    compiled(keras, m, optimizer="sgd", loss="mse", metrics=())
    history = m.fit(
        [source, target], np.roll(target, 1, axis=1), epochs=2, batch_size=2, verbose=0, shuffle=False
    )
    return numbers(m, history, predict=m.predict([source, target], verbose=0))


@scenario
def stateful_lstm(keras, tf):
    x, y = series()
    lstm = keras.layers.LSTM(3, stateful=True, batch_input_shape=(4, 4, 3), **WEIGHTS)
    m = compiled(keras, regression(keras, lstm), optimizer="sgd", loss="mse", metrics=())
    h = m.fit(x, y, epochs=2, batch_size=4, verbose=0, shuffle=False)
    states = [np.asarray(state) for state in lstm.states]
    m.reset_states()
    zeros = [np.asarray(state) for state in lstm.states]
    return numbers(m, h, states=states, zeros=zeros, predict=m.predict(x, batch_size=4, verbose=0))


@scenario
def dropout_between_steps(keras, tf):
    """Only the calls: what is dropped is drawn at random."""
    x, y = series(n=4)
    m = regression(
        keras,
        keras.layers.LSTM(3, dropout=0.2, return_sequences=True),
        keras.layers.GRU(3, dropout=0.2, recurrent_dropout=0.3, return_sequences=True),
        keras.layers.SimpleRNN(3, recurrent_dropout=0.3),
    )
    compiled(keras, m, loss="mse", metrics=())
    return sorted(m.fit(x, y, epochs=1, batch_size=4, verbose=0).history)


@scenario
def bidirectional_on_masked_text(keras, tf):
    x, y = words()
    lstm = keras.layers.LSTM(3, return_sequences=True, **WEIGHTS)
    gru = keras.layers.GRU(2, **WEIGHTS)
    m = text_model(keras, bidirectional(keras, lstm), bidirectional(keras, gru, merge_mode="sum"))
    return fitted(keras, m, x, y, loss="sparse_categorical_crossentropy", batch_size=6)


@scenario
def bidirectional_functional_with_states(keras, tf):
    x, y = series(n=4)
    inputs = keras.Input((None, 3))
    both = bidirectional(keras, keras.layers.SimpleRNN(2, return_state=True, **WEIGHTS), merge_mode="ave")
    output, forward, backward = both(inputs)
    again = bidirectional(keras, keras.layers.SimpleRNN(2, **WEIGHTS), merge_mode="mul")
    joined = keras.layers.Concatenate()([output, again(inputs, initial_state=[forward, backward])])
    m = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer=const)(joined))
    return fitted(keras, m, x, y, epochs=1)


@scenario
def time_distributed_dense(keras, tf):
    x, _ = series()
    m = keras.models.Sequential(
        [
            keras.layers.LSTM(3, return_sequences=True, **WEIGHTS),
            keras.layers.TimeDistributed(keras.layers.Dense(2, activation="tanh", kernel_initializer=const)),
        ]
    )
    return fitted(keras, m, x, x[:, :, :2])


@scenario
def time_distributed_own_layer(keras, tf):
    """A user's own layer is called once a step where the batch size is known."""

    class Scale(keras.layers.Layer):
        def build(self, input_shape):
            self.factor = self.add_weight(name="factor", shape=(input_shape[-1],), initializer=const)

        def call(self, inputs):
            return inputs * self.factor

    x, y = series(n=4, steps=3)
    inputs = keras.Input((3, 3))
    h = keras.layers.TimeDistributed(Scale())(inputs)
    m = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer=const)(keras.layers.Flatten()(h)))
    return fitted(keras, m, x, y, epochs=1)


@scenario
def own_cell(keras, tf):
    class Minimal(keras.layers.AbstractRNNCell):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        @property
        def state_size(self):
            return self.units

        @property
        def output_size(self):
            return self.units

        def build(self, input_shape):
            self.kernel = self.add_weight(
                shape=(input_shape[-1], self.units), initializer=const, name="kernel"
            )
            self.recurrent_kernel = self.add_weight(
                shape=(self.units, self.units), initializer=const, name="recurrent_kernel"
            )
            self.built = True

        def call(self, inputs, states):
            output = tf.matmul(inputs, self.kernel) + tf.matmul(states[0], self.recurrent_kernel)
            return output, [output]

    x, y = series(n=4)
    eager = fitted(keras, regression(keras, keras.layers.RNN(Minimal(3))), x, y, epochs=1)
    inputs = keras.Input((None, 3))
    sequences, state = keras.layers.RNN(Minimal(2), return_sequences=True, return_state=True)(inputs)
    m = keras.Model(inputs, [sequences, state])
    return {"eager": eager, "functional": m(x), "shapes": [list(tensor.shape) for tensor in m.outputs]}


@scenario
def stacked_cells(keras, tf):
    x, y = series(n=4)
    cells = [
        keras.layers.GRUCell(2, **WEIGHTS),
        keras.layers.LSTMCell(3, **WEIGHTS),
        keras.layers.SimpleRNNCell(2, **WEIGHTS),
    ]
    return fitted(keras, regression(keras, keras.layers.RNN(cells)), x, y, epochs=1)


@scenario
def recurrent_penalties(keras, tf):
    x, y = series(n=4)
    lstm = keras.layers.LSTM(
        3,
        kernel_regularizer=keras.regularizers.L2(0.01),
        recurrent_regularizer=keras.regularizers.L1(0.01),
        bias_regularizer=keras.regularizers.L2(0.1),
        activity_regularizer=keras.regularizers.L2(0.05),
        kernel_constraint=keras.constraints.MaxNorm(0.5),
        recurrent_constraint=keras.constraints.UnitNorm(),
        bias_constraint=keras.constraints.NonNeg(),
        **WEIGHTS,
    )
    return fitted(keras, regression(keras, lstm), x, y, optimizer="sgd")


@scenario
def repeated_vector_decoder(keras, tf):
    x, _ = series()
    m = keras.models.Sequential(
        [
            keras.layers.GRU(3, input_shape=(4, 3), **WEIGHTS),
            keras.layers.RepeatVector(4),
            keras.layers.LSTM(3, return_sequences=True, **WEIGHTS),
            keras.layers.TimeDistributed(keras.layers.Dense(3, kernel_initializer=const)),
        ]
    )
    return fitted(keras, m, x, x[:, ::-1])


@numbers_only
def recurrent_options(keras, tf):
    """Directions, states, masks and layouts of each recurrent layer, and what `get_config` says."""
    x, _ = series()
    mask = np.array([[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]] * 2, dtype=bool)
    out = {}
    for kind in ("SimpleRNN", "GRU", "LSTM"):
        for name, options in {
            "backwards": {"go_backwards": True, "return_sequences": True, "return_state": True},
            "unrolled": {"unroll": True, "return_sequences": True, "return_state": True},
            "unrolled_back": {"unroll": True, "go_backwards": True, "return_sequences": True},
            "zeros": {"return_sequences": True, "zero_output_for_mask": True},
            "time_major": {"time_major": True, "return_sequences": True},
            "no_bias": {"use_bias": False, "activation": None},
        }.items():
            layer = getattr(keras.layers, kind)(3, **WEIGHTS, **options)
            time_major = options.get("time_major")
            given = np.swapaxes(x, 0, 1) if time_major else x
            out[f"{kind}_{name}"] = layer(given)
            out[f"{kind}_{name}_masked"] = layer(given, mask=tf.constant(mask.T if time_major else mask))
        state = [tf.ones((8, 3)) * 0.5] * (2 if kind == "LSTM" else 1)
        layer = getattr(keras.layers, kind)(3, **WEIGHTS)
        out[f"{kind}_from_state"] = layer(x, initial_state=state)
        out[f"{kind}_one_step"] = layer.cell(x[:, 0], state)
        out[f"{kind}_shape"] = list(layer.compute_output_shape((None, 4, 3)))
        config = layer.get_config()
        out[f"{kind}_config"] = {key: config[key] for key in config if "initializer" not in key}
    return out


@numbers_only
def recurrent_implementations(keras, tf):
    """Gates computed one by one or all at once."""
    x, _ = series()
    out = {}

    def biases(shape, dtype=None, **kw):
        return tf.constant(const(shape))

    for kind in ("GRU", "LSTM"):
        for implementation in (1, 2):
            for more in ({"use_bias": True}, {"use_bias": False}):
                cell = getattr(keras.layers, f"{kind}Cell")(
                    3, implementation=implementation, bias_initializer=biases, **WEIGHTS, **more
                )
                out[f"{kind}_{implementation}_{more['use_bias']}"] = keras.layers.RNN(cell)(x)
    for reset_after in (True, False):
        for use_bias in (True, False):
            cell = keras.layers.GRUCell(
                3,
                implementation=1,
                reset_after=reset_after,
                use_bias=use_bias,
                bias_initializer=biases,
                **WEIGHTS,
            )
            out[f"GRU_1_{reset_after}_{use_bias}"] = keras.layers.RNN(cell)(x)
    return out


@numbers_only
def recurrent_gradients(keras, tf):
    """The gradient of every weight and of the input, with a mask and both directions."""
    x, _ = series(n=3)
    mask = tf.constant([[True, True, False, True], [True, False, False, False], [True, True, True, True]])
    out = {}
    for kind in ("SimpleRNN", "GRU", "LSTM"):
        both = bidirectional(keras, getattr(keras.layers, kind)(2, return_sequences=True, **WEIGHTS))
        inputs = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            loss = tf.reduce_sum(tf.square(both(inputs, mask=mask)))
        out[kind] = tape.gradient(loss, [inputs, *both.trainable_weights])
        out[f"{kind}_names"] = [w.name for w in both.weights]
    return out


@numbers_only
def bidirectional_options(keras, tf):
    x, _ = series()
    mask = tf.constant(np.array([[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]] * 2, dtype=bool))
    out = {}
    for merge_mode in ("concat", "sum", "mul", "ave", None):
        for sequences in (False, True):
            lstm = keras.layers.LSTM(2, return_sequences=sequences, return_state=True, **WEIGHTS)
            layer = bidirectional(keras, lstm, merge_mode=merge_mode)
            out[f"{merge_mode}_{sequences}"] = layer(x)
            out[f"{merge_mode}_{sequences}_masked"] = layer(x, mask=mask)
            shapes = layer.compute_output_shape((None, 4, 3))
            out[f"{merge_mode}_{sequences}_shapes"] = [list(shape) for shape in shapes]
    backward = keras.layers.LSTM(3, go_backwards=True, **WEIGHTS)
    own = bidirectional(keras, keras.layers.GRU(2, **WEIGHTS), backward_layer=backward)
    out["own_backward"] = own(x)
    out["names"] = [w.name for w in own.weights]
    again = keras.layers.Bidirectional.from_config(
        keras.layers.Bidirectional(keras.layers.GRU(2, return_sequences=True), merge_mode="ave").get_config()
    )
    out["again"] = list(again(x).shape)
    return out


@scenario
def error_unroll_without_length(keras, tf):
    keras.layers.SimpleRNN(2, unroll=True)(keras.Input((None, 3)))


@scenario
def error_stateful_without_batch_size(keras, tf):
    keras.layers.LSTM(2, stateful=True)(keras.Input((4, 3)))


@scenario
def error_recurrent_input_of_rank_2(keras, tf):
    keras.layers.GRU(2)(keras.Input((3,)))


@scenario
def error_too_many_states(keras, tf):
    keras.layers.GRU(2)(tf.zeros((2, 4, 3)), initial_state=[tf.zeros((2, 2))] * 2)


@scenario
def error_both_directions_forward(keras, tf):
    keras.layers.Bidirectional(keras.layers.GRU(2), backward_layer=keras.layers.GRU(2))


@scenario
def error_time_distributed_without_steps(keras, tf):
    keras.layers.TimeDistributed(keras.layers.Dense(2))(keras.Input((3,)))
