"""Losses and metrics added to a model of one's own accord: on a graph, in `call`, as functions."""

import numpy as np

from .common import compiled, const, data, mlp, numbers, refusal, scenario


def dense(keras, units, activation=None, **kw):
    return keras.layers.Dense(units, activation=activation, kernel_initializer=const, **kw)


def with_both(keras, tf):
    i = keras.Input((6,), name="i")
    hidden = dense(keras, 4, "tanh", name="hidden")(i)
    m = keras.Model(i, dense(keras, 3, "softmax", name="end")(hidden), name="both")
    m.add_loss(0.1 * tf.reduce_mean(tf.square(hidden)))
    m.add_metric(tf.reduce_max(hidden), name="peak")
    return m


@scenario
def loss_and_metric_on_a_graph(keras, tf):
    x, y = data()
    m = compiled(keras, with_both(keras, tf))
    h = m.fit(x, y, epochs=2, batch_size=10, verbose=0, shuffle=False, validation_data=(x[:5], y[:5]))
    return numbers(
        m,
        h,
        layers=[layer.name for layer in m.layers],
        names=m.metrics_names,
        evaluate=m.evaluate(x, y, verbose=0, return_dict=True),
        losses=len(m.losses),
    )


@scenario
def only_an_added_loss(keras, tf):
    """An autoencoder whose loss needs no targets."""
    x, _ = data()
    i = keras.Input((6,))
    code = dense(keras, 2, "tanh")(i)
    back = dense(keras, 6)(code)
    m = keras.Model(i, back)
    m.add_loss(tf.reduce_mean(tf.square(back - i)))
    m.compile("adam", run_eagerly=True)
    h = m.fit(x, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict(x[:3], verbose=0))


@scenario
def added_ones_in_configs_and_clones(keras, tf):
    m = with_both(keras, tf)
    x, y = data()
    twin = keras.Model.from_config(m.get_config(), {"const": const})
    with keras.utils.custom_object_scope({"const": const}):
        clone = compiled(keras, keras.models.clone_model(m))
    h = clone.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(
        clone,
        h,
        twin=[layer.name for layer in twin.layers],
        clone=[layer.name for layer in clone.layers],
        kinds=[layer["class_name"] for layer in m.get_config()["layers"]],
        ends=[layer["config"] for layer in m.get_config()["layers"] if layer["name"].startswith("add_")],
    )


@scenario
def loss_on_a_stack_with_an_input(keras, tf):
    x, y = data()
    m = keras.Sequential([keras.Input((6,)), dense(keras, 4, "relu"), dense(keras, 3, "softmax")])
    m.add_loss(tf.reduce_sum(m.layers[0].output) * 0.01)
    h = compiled(keras, m).fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, layers=[layer.name for layer in m.layers])


@scenario
def loss_as_a_function(keras, tf):
    x, y = data()
    m = mlp(keras)
    m.build((None, 6))
    m.add_loss(lambda: 0.05 * tf.reduce_sum(tf.abs(m.layers[0].kernel)))
    h = compiled(keras, m).fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def two_of_each_in_call(keras, tf):
    x, y = data()

    class Watched(keras.layers.Layer):
        def __init__(self, scale):
            super().__init__()
            self.scale = scale

        def call(self, inputs, training=None):
            self.add_loss(self.scale * tf.reduce_mean(tf.square(inputs)))
            if training:
                self.add_loss(self.scale * tf.reduce_mean(tf.abs(inputs)))
            self.add_metric(tf.reduce_mean(inputs), name="mean")
            self.add_metric(tf.reduce_max(inputs), name="max")
            return inputs

    i = keras.Input((6,))
    z = Watched(0.2)(dense(keras, 4, "tanh")(i))
    m = compiled(keras, keras.Model(i, dense(keras, 3, "softmax")(z)))
    h = m.fit(x, y, epochs=2, batch_size=10, verbose=0, shuffle=False, validation_split=0.25)
    return numbers(m, h, names=m.metrics_names)


@scenario
def subclass_that_adds_in_call(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = dense(keras, 4, "relu", kernel_regularizer="l2", activity_regularizer="l1")
            self.end = dense(keras, 3, "softmax")

        def call(self, inputs):
            z = self.hidden(inputs)
            self.add_loss(tf.reduce_mean(z) * 0.3)
            self.add_metric(tf.reduce_sum(z), name="total")
            return self.end(z)

    m = compiled(keras, Net())
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, losses=[float(loss) for loss in m.losses], names=m.metrics_names)


@scenario
def nested_model_with_a_loss(keras, tf):
    x, y = data()
    j = keras.Input((6,), name="j")
    inner = keras.Model(j, dense(keras, 4, "tanh", name="in")(j), name="inner")
    inner.add_loss(tf.reduce_mean(tf.abs(inner.output)))
    i = keras.Input((6,), name="i")
    m = compiled(keras, keras.Model(i, dense(keras, 3, "softmax", name="end")(inner(i))))
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, losses=len(m.losses))


@refusal
def loss_of_another_graph(keras, tf):
    i, other = keras.Input((3,)), keras.Input((3,))
    m = keras.Model(i, dense(keras, 2)(i))
    m.add_loss(tf.reduce_sum(other))


@refusal
def value_as_a_metric_of_a_graph(keras, tf):
    i = keras.Input((3,))
    keras.Model(i, dense(keras, 2)(i)).add_metric(np.float32(1.0), name="one")


@refusal
def clone_of_a_stack_with_a_loss(keras, tf):
    m = keras.Sequential([keras.Input((6,)), keras.layers.Dense(2)])
    m.add_loss(tf.reduce_sum(m.output))
    keras.models.clone_model(m)
