"""Functional models beyond the plain ones: structures, operations as layers, parts of other models."""

import numpy as np

from .common import compiled, const, data, numbers, scenario


def dense(keras, units, activation=None, **kw):
    return keras.layers.Dense(units, activation=activation, kernel_initializer=const, **kw)


@scenario
def dictionary_of_inputs(keras, tf):
    x, y = data()
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    z = keras.layers.Concatenate()([dense(keras, 4, "relu")(a), dense(keras, 3, "tanh")(b)])
    m = compiled(keras, keras.Model({"a": a, "b": b}, dense(keras, 3, "softmax")(z)))
    h = m.fit({"b": x[:, 3:], "a": x[:, :3]}, y, epochs=2, batch_size=10, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict({"a": x[:5, :3], "b": x[:5, 3:]}, verbose=0))


@scenario
def dictionary_of_outputs(keras, tf):
    x, y = data()
    i = keras.Input((6,))
    hidden = dense(keras, 4, "relu")(i)
    m = keras.Model(i, {"size": dense(keras, 1)(hidden), "kind": dense(keras, 3, "softmax")(hidden)})
    m.compile(
        "sgd",
        loss={"kind": "sparse_categorical_crossentropy", "size": "mae"},
        metrics={"kind": ["accuracy"], "size": ["mse"]},
        run_eagerly=True,
    )
    targets = {"kind": y, "size": x.sum(1, keepdims=True)}
    h = m.fit(x, targets, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict(x[:4], verbose=0), evaluate=m.evaluate(x, targets, verbose=0))


@scenario
def outputs_without_a_loss(keras, tf):
    x, y = data()
    i = keras.Input((6,))
    hidden = dense(keras, 4, "relu", name="code")(i)
    m = keras.Model(i, [hidden, dense(keras, 3, "softmax", name="kind")(hidden)])
    m.compile(
        "adam", loss=[None, "sparse_categorical_crossentropy"], metrics=[[], ["accuracy"]], run_eagerly=True
    )
    h = m.fit(x, [None, y], epochs=1, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def one_loss_for_two_outputs(keras, tf):
    x, _ = data()
    i = keras.Input((6,))
    m = keras.Model(i, [dense(keras, 1, name="p")(i), dense(keras, 1, name="q")(i)])
    m.compile("sgd", loss="mse", metrics=["mae"], loss_weights=[0.3, 0.7], run_eagerly=True)
    t = x[:, :1]
    h = m.fit(
        x,
        [t, 2 * t],
        sample_weight=[np.linspace(0, 1, 24), None],
        epochs=2,
        batch_size=9,
        verbose=0,
        shuffle=False,
    )
    return numbers(m, h)


@scenario
def operations_as_layers(keras, tf):
    x, y = data()
    i = keras.Input((6,))
    z = dense(keras, 4, "relu")(i * 2.0 + 1.0)
    z = tf.concat([z, -z], axis=1) - tf.reduce_mean(z, axis=1, keepdims=True)
    m = compiled(keras, keras.Model(i, dense(keras, 3, "softmax")(z[:, 1:])))
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, layers=[layer.name for layer in m.layers])


@scenario
def part_of_a_model(keras, tf):
    x, _ = data()
    i = keras.Input((6,))
    hidden = dense(keras, 4, "relu", name="hidden")(i)
    whole = keras.Model(i, dense(keras, 3, "softmax", name="head")(hidden))
    features = keras.Model(whole.input, whole.get_layer("hidden").output)
    head = keras.Model(whole.get_layer("head").input, whole.output)
    code = compiled(keras, features).predict(x[:6], verbose=0)
    return {
        "code": code,
        "again": compiled(keras, head).predict(code, verbose=0),
        "layers": [layer.name for layer in head.layers],
    }


@scenario
def transfer_by_freezing(keras, tf):
    x, y = data()
    base = keras.Sequential(
        [keras.Input((6,)), dense(keras, 5, "relu"), dense(keras, 4, "tanh")], name="base"
    )
    base.trainable = False
    i = keras.Input((6,))
    m = compiled(keras, keras.Model(i, dense(keras, 3, "softmax")(base(i, training=False))), optimizer="adam")
    first = m.fit(x, y, epochs=1, batch_size=8, verbose=0, shuffle=False)
    frozen = len(m.trainable_weights)
    base.trainable = True
    compiled(keras, m, optimizer="sgd")
    h = m.fit(x, y, epochs=1, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, first=first.history, frozen=frozen, thawed=len(m.trainable_weights))


@scenario
def model_class_from_inputs_and_outputs(keras, tf):
    x, y = data()

    class Doubling(keras.Model):
        def train_step(self, data):
            x, y = data
            return super().train_step((x, y))

        def test_step(self, data):
            logs = super().test_step(data)
            return {**logs, "twice": 2.0 * logs["loss"]}

    i = keras.Input((6,))
    m = compiled(keras, Doubling(i, dense(keras, 3, "softmax")(i)))
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False, validation_data=(x, y))
    return numbers(m, h, evaluate=m.evaluate(x, y, verbose=0))


@scenario
def layer_called_twice_on_its_own_output(keras, tf):
    x, y = data()
    i = keras.Input((6,))
    step = dense(keras, 6, "tanh", name="step")
    m = compiled(keras, keras.Model(i, dense(keras, 3, "softmax")(step(step(step(i))))))
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, calls=len(step.inbound_nodes))


@scenario
def models_inside_models(keras, tf):
    x, y = data()
    i = keras.Input((3,))
    tower = keras.Model(i, dense(keras, 4, "relu")(i), name="tower")
    a, b = keras.Input((3,)), keras.Input((3,))
    z = keras.layers.Add()([tower(a), tower(b)])
    head = keras.Sequential([dense(keras, 4, "relu"), dense(keras, 3, "softmax")], name="head")
    m = compiled(keras, keras.Model([a, b], head(z)))
    h = m.fit([x[:, :3], x[:, 3:]], y, epochs=2, batch_size=10, verbose=0, shuffle=False)
    return numbers(m, h, names=[weight.name for weight in m.weights])


@scenario
def integers_for_a_float_input(keras, tf):
    m = keras.Sequential([keras.Input((2,)), dense(keras, 1)])
    m.compile("sgd", "mse", run_eagerly=True)
    x = np.arange(12).reshape(6, 2)
    h = m.fit(x, x.sum(1), epochs=2, batch_size=4, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict(x, verbose=0))


@scenario
def graph_in_parts(keras, tf):
    """Layers of several depths, added out of order, with a skip connection."""
    x, y = data()
    i = keras.Input((6,), name="start")
    c = dense(keras, 4, "relu", name="c")(i)
    a = dense(keras, 4, "tanh", name="a")(c)
    b = keras.layers.Add(name="skip")([a, c])
    out = keras.layers.Concatenate(name="both")([b, i])
    m = compiled(keras, keras.Model(i, dense(keras, 3, "softmax", name="end")(out)))
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, order=[layer.name for layer in m.layers])
