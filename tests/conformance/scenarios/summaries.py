"""What `summary` prints."""

from .common import scenario


def lines_of(model, **kw):
    lines = []
    model.summary(print_fn=lambda line, line_break=True: lines.append(line), **kw)
    return lines


@scenario
def summary_of_a_stack(keras, tf):
    m = keras.Sequential(name="stack")
    m.add(keras.Input((6,)))
    m.add(keras.layers.Dense(4, name="a_layer_with_a_name_that_is_too_long_for_its_column"))
    m.add(keras.layers.Activation("relu"))
    m.add(keras.layers.Dense(3, trainable=False))
    return {
        "plain": lines_of(m),
        "trained": lines_of(m, show_trainable=True),
        "wide": lines_of(m, line_length=100, positions=[0.3, 0.6, 1.0]),
        "part": lines_of(m, layer_range=["a_layer", "activation"]),
    }


@scenario
def summary_of_a_deferred_model(keras, tf):
    m = keras.Sequential([keras.layers.Dense(512), keras.layers.Dense(10)])
    m.build((None, 784))
    return {"plain": lines_of(m)}


@scenario
def summary_of_a_graph(keras, tf):
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    shared = keras.layers.Dense(4, name="shared")
    z = keras.layers.Concatenate(name="join")([shared(a), shared(b)])
    m = keras.Model([a, b], [keras.layers.Dense(2, name="out")(z), z], name="graph")
    return {"plain": lines_of(m), "trained": lines_of(m, show_trainable=True)}


@scenario
def summary_of_nested_models(keras, tf):
    inner = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, name="x"), keras.layers.Dense(2, name="y")], name="inner"
    )
    i = keras.Input((4,), name="i")
    side = keras.Model(i, keras.layers.Dense(2, name="z")(i), name="side")
    j = keras.Input((4,), name="j")
    m = keras.Model(j, keras.layers.Add(name="both")([inner(j), side(j)]), name="outer")
    deep = keras.Sequential([keras.Input((4,)), inner], name="deep")
    return {
        "plain": lines_of(m),
        "expanded": lines_of(m, expand_nested=True),
        "all": lines_of(m, expand_nested=True, show_trainable=True),
        "deep": lines_of(deep, expand_nested=True),
    }


@scenario
def summary_of_a_subclass(keras, tf):
    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.hidden = keras.layers.Dense(5, name="hidden")
            self.unused = keras.layers.Dense(7, name="unused")

        def call(self, inputs):
            return self.hidden(inputs)

    m = Net()
    m(tf.ones((2, 3)))
    return {"plain": lines_of(m)}


@scenario
def summaries_of_frozen_and_added_parts(keras, tf):
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="x")], name="inner")
    i, k = keras.Input((4,), name="i"), keras.Input((4,), name="k")
    side = keras.Model(i, keras.layers.Dense(3, name="z")(i), name="side")
    both = keras.layers.Add(name="add")([inner(i), side(k)])
    m = keras.Model([i, k], {"sum": both, "parts": [keras.layers.Dense(2, name="out")(both)]}, name="m")
    m.add_loss(tf.reduce_sum(both))
    side.trainable = False
    features = keras.Model(m.input, m.get_layer("add").output, name="features")
    return {
        "all": lines_of(m, expand_nested=True, show_trainable=True),
        "narrow": lines_of(m, line_length=70),
        "placed": lines_of(m, line_length=120, positions=[0.2, 0.5, 0.7, 1.0]),
        "part": lines_of(m, layer_range=["inner", "add"]),
        "features": lines_of(features),
        "shapes": [m.input_shape, m.output_shape, m.get_layer("add").input_shape],
    }


@scenario
def summary_of_a_subclass_with_a_list_of_layers(keras, tf):
    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.block = [
                keras.layers.Dense(3, name="p"),
                keras.Sequential([keras.layers.Dense(2, name="q")], name="s"),
            ]
            self.lazy = keras.layers.Dense(4, name="lazy")
            self.mean = keras.metrics.Mean()

        def call(self, inputs):
            for layer in self.block:
                inputs = layer(inputs)
            return inputs

    m = Net()
    m.build((None, 5))
    return {"plain": lines_of(m), "expanded": lines_of(m, expand_nested=True)}
