"""Models as data: `get_config`, `from_config`, `to_json`, `clone_model`."""

import json

import numpy as np

from .common import compiled, const, data, mlp, numbers, refusal, scenario


def dense(keras, units, activation=None, **kw):
    return keras.layers.Dense(units, activation=activation, kernel_initializer="ones", **kw)


def towers(keras):
    """A shared layer in two models inside a third, with structures at its ends."""
    shared = dense(keras, 3, "tanh", name="shared")
    a, b = keras.Input((2,), name="a"), keras.Input((4,), name="b")
    left = keras.Model(a, shared(dense(keras, 3, name="widen")(a)), name="left")
    i = keras.Input((4,), name="i")
    right = keras.Sequential([i, dense(keras, 3, name="narrow"), shared], name="right")
    z = keras.layers.Add(name="sum")([left(a), right(b)])
    out = {"kind": dense(keras, 2, "softmax", name="kind")(z), "both": [left(a), z]}
    return keras.Model({"a": a, "b": b}, out, name="towers")


@scenario
def config_of_a_graph(keras, tf):
    m = towers(keras)
    config = m.get_config()
    twin = keras.Model.from_config(config)
    return {
        "config": config,
        "again": twin.get_config() == config,
        "shared": twin.get_layer("left").get_layer("shared") is twin.get_layer("right").get_layer("shared"),
        "weights": len(twin.weights),
        "keys": sorted(json.loads(m.to_json())),
    }


@scenario
def graph_from_its_config_is_trained(keras, tf):
    x, y = data()
    whole = keras.models.model_from_json(towers(keras).to_json())
    m = keras.Model(whole.input, whole.output["kind"])
    h = compiled(keras, m).fit(
        {"a": x[:, :2], "b": x[:, 2:]}, y % 2, epochs=1, batch_size=12, verbose=0, shuffle=False
    )
    return numbers(m, h)


@scenario
def config_of_a_layer_called_twice(keras, tf):
    i = keras.Input((3,), name="i")
    step = dense(keras, 3, name="step")
    m = keras.Model(i, [step(step(i)), step(i)])
    return {"config": m.get_config(), "twin": keras.Model.from_config(m.get_config()).get_config()}


@scenario
def config_of_calls_with_arguments(keras, tf):
    i = keras.Input((4, 3), name="i")
    attention = keras.layers.MultiHeadAttention(2, 2, name="attention")
    z = attention(i, value=i, training=False)
    z = keras.layers.Dropout(0.5, name="dropout")(z, training=True)
    m = keras.Model(i, z)
    calls = {layer["name"]: layer["inbound_nodes"] for layer in m.get_config()["layers"]}
    return {"calls": calls, "twin": keras.Model.from_config(m.get_config()).get_config() == m.get_config()}


@scenario
def operations_from_their_configs(keras, tf):
    i = keras.Input((6,), name="i")
    z = tf.concat([i * 2.0, 1.0 - i], axis=1)[:, 2:]
    z = tf.reshape(tf.nn.relu(z) - tf.reduce_mean(z, axis=1, keepdims=True), (-1, 2, 5))
    m = keras.Model(i, tf.cast(tf.squeeze(z[:, 0:1], axis=1), "float32"))
    twin = keras.models.model_from_json(m.to_json())
    x, _ = data(4)
    return {
        "same": np.asarray(m(x)) - np.asarray(twin(x)),
        "values": twin(x),
        "names": [layer.name for layer in twin.layers],
        "functions": [layer["config"].get("function") for layer in m.get_config()["layers"]],
    }


@scenario
def configs_of_a_stack(keras, tf):
    waiting = keras.Sequential([dense(keras, 3, name="one"), dense(keras, 2, name="two")], name="stack")
    before = waiting.get_config()
    waiting.build((None, 4))
    after = waiting.get_config()
    twin = keras.Sequential.from_config(after)
    return {"before": before, "after": after, "built": [twin.built, len(twin.weights)]}


@scenario
def configs_of_layers_that_tell_none(keras, tf):
    class Plain(keras.layers.Layer):
        def __init__(self, units, scale=2.0):
            super().__init__()

    class Named(keras.layers.Layer):
        def __init__(self, units, shape=(1, 2), **kwargs):
            super().__init__(**kwargs)

    class Other(keras.layers.Layer):
        def __init__(self, units, **others):
            super().__init__(**others)

    class Told(keras.layers.Layer):
        def __init__(self, function, **kwargs):
            super().__init__(**kwargs)

        def get_config(self):
            return {**super().get_config(), "function": "told"}

    class Net(keras.Model):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)

    return {
        "plain": Plain(3).get_config(),
        "named": Named(3, name="it", trainable=False).get_config(),
        "shape": Named(3, shape=(5, 6), input_shape=(2,), name="it").get_config(),
        "other": Other(3, name="it", dtype="float64").get_config(),
        "told": Told(print, name="it", input_shape=(4,)).get_config(),
        "net": Net(4, name="net").get_config(),
        "function": Net(print, name="net").get_config(),
    }


@refusal
def config_of_a_layer_with_a_function(keras, tf):
    class Lazy(keras.layers.Layer):
        def __init__(self, function):
            super().__init__()

    Lazy(print).get_config()


@refusal
def layer_of_a_class_nobody_knows(keras, tf):
    class Mine(keras.layers.Layer):
        pass

    i = keras.Input((3,))
    keras.Model.from_config(keras.Model(i, Mine()(i)).get_config())


@refusal
def config_without_an_argument(keras, tf):
    class Mine(keras.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)

    Mine.from_config({"name": "it"})


@scenario
def own_classes_from_their_configs(keras, tf):
    class Twice(keras.layers.Layer):
        def call(self, inputs):
            return 2.0 * inputs

    def cube(x):
        return x * x * x

    i = keras.Input((3,), name="i")
    m = keras.Model(i, Twice(name="twice")(dense(keras, 2, cube, name="cubed")(i)))
    first = keras.Model.from_config(m.get_config(), {"Twice": Twice, "cube": cube})
    with keras.utils.custom_object_scope({"Twice": Twice, "cube": cube}):
        second = keras.models.model_from_json(m.to_json())
    x = np.arange(6.0).reshape(2, 3).astype("float32")
    return {
        "config": m.get_config(),
        "first": compiled(keras, first).predict(x, verbose=0),
        "second": compiled(keras, second).predict(x, verbose=0),
    }


@scenario
def clone_of_a_graph(keras, tf):
    x, y = data()
    i = keras.Input((6,), name="i")
    step = keras.layers.Dense(6, "tanh", kernel_initializer=const, name="step")
    m = keras.Model(i, keras.layers.Dense(3, "softmax", kernel_initializer=const, name="end")(step(step(i))))
    with keras.utils.custom_object_scope({"const": const}):
        twin = keras.models.clone_model(m)
        on_top = keras.models.clone_model(m, input_tensors=[keras.Input((6,), name="new")])
    compiled(keras, twin).fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return {
        "twin": numbers(twin),
        "original": numbers(m),
        "names": [layer.name for layer in on_top.layers],
    }


@scenario
def clone_with_other_layers(keras, tf):
    def wider(layer):
        if isinstance(layer, keras.layers.Dense):
            return keras.layers.Dense(
                layer.units, "tanh", kernel_initializer=const, name=f"{layer.name}_tanh"
            )
        return layer.__class__.from_config(layer.get_config())

    x, _ = data(4)
    stack = mlp(keras)
    stack(x)
    twin = keras.models.clone_model(stack, clone_function=wider)
    i = keras.Input((6,), name="i")
    graph = keras.models.clone_model(keras.Model(i, dense(keras, 2, name="d")(i)), clone_function=wider)
    return {
        "stack": twin(x),
        "names": [layer.name for layer in twin.layers],
        "graph": graph(x),
    }


@scenario
def clone_of_a_stack_on_an_input(keras, tf):
    m = keras.Sequential([dense(keras, 3, name="one"), dense(keras, 2, name="two")], name="stack")
    twin = keras.models.clone_model(m, input_tensors=keras.Input((5,), name="new"))
    return {"inputs": [list(t.shape) for t in twin.inputs], "config": twin.get_config()}
