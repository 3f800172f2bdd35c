"""Layers and models that must be refused."""

import numpy as np

from .common import compiled, data, mlp, refusal


@refusal
def model_without_call(keras, tf):
    x, y = data()

    class Net(keras.Model):
        pass

    compiled(keras, Net()).fit(x, y, verbose=0)


@refusal
def model_without_super_init(keras, tf):
    class Net(keras.Model):
        def __init__(self):
            self.out = keras.layers.Dense(3)

    Net()


@refusal
def call_with_a_further_argument(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def call(self, inputs, extra):
            return inputs

    compiled(keras, Net()).fit(x, y, verbose=0)


@refusal
def layer_called_on_nothing(keras, tf):
    keras.layers.Dense(3)()


@refusal
def layer_called_on_text(keras, tf):
    keras.layers.Dense(3)("text")


@refusal
def vector_for_a_dense_layer(keras, tf):
    keras.layers.Dense(3)(np.ones(3, "float32"))


@refusal
def other_width_than_before(keras, tf):
    layer = keras.layers.Dense(3)
    layer(np.ones((2, 4), "float32"))
    layer(np.ones((2, 5), "float32"))


@refusal
def two_layers_of_one_name(keras, tf):
    keras.Sequential([keras.layers.Dense(3, name="a"), keras.layers.Dense(3, name="a")])


@refusal
def two_graph_layers_of_one_name(keras, tf):
    i = keras.Input((3,))
    keras.Model(i, keras.layers.Dense(3, name="a")(keras.layers.Dense(3, name="a")(i)))


@refusal
def no_layer_added(keras, tf):
    keras.Sequential().add(3)


@refusal
def nothing_to_pop(keras, tf):
    keras.Sequential().pop()


@refusal
def graph_disconnected(keras, tf):
    a, b = keras.Input((3,)), keras.Input((3,))
    keras.Model(a, keras.layers.Add()([a, b]))


@refusal
def inputs_that_are_no_inputs(keras, tf):
    i = keras.Input((3,))
    keras.Model(np.ones((2, 3)), keras.layers.Dense(2)(i))


@refusal
def one_input_twice(keras, tf):
    i = keras.Input((3,))
    keras.Model([i, i], keras.layers.Dense(2)(i))


@refusal
def input_without_a_shape(keras, tf):
    keras.Input()


@refusal
def input_with_two_shapes(keras, tf):
    keras.Input(shape=(3,), batch_shape=(None, 3))


@refusal
def truth_of_a_keras_tensor(keras, tf):
    if keras.Input((3,)) > 0:
        pass


@refusal
def array_of_a_keras_tensor(keras, tf):
    np.asarray(keras.Input((3,)))


@refusal
def too_few_inputs(keras, tf):
    a, b = keras.Input((3,)), keras.Input((3,))
    m = compiled(keras, keras.Model([a, b], keras.layers.Add()([a, b])), loss="mse")
    x, _ = data()
    m.fit(x[:, :3], x[:, :3], verbose=0)


@refusal
def missing_key_of_inputs(keras, tf):
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    m = keras.Model({"a": a, "b": b}, keras.layers.Add()([a, b]))
    m({"a": np.ones((2, 3))})


@refusal
def unknown_output_in_losses(keras, tf):
    x, y = data()
    i = keras.Input((6,))
    m = keras.Model(i, [keras.layers.Dense(1, name="p")(i), keras.layers.Dense(1, name="q")(i)])
    m.compile("sgd", loss={"p": "mse", "r": "mse"}, run_eagerly=True)
    m.fit(x, [y, y], verbose=0)


@refusal
def build_without_a_shape(keras, tf):
    mlp(keras).build()


@refusal
def build_with_a_number(keras, tf):
    class Net(keras.Model):
        def call(self, inputs):
            return inputs

    Net().build(3)


@refusal
def summary_before_build(keras, tf):
    mlp(keras).summary()


@refusal
def weights_before_build(keras, tf):
    mlp(keras).weights  # noqa: B018  asking is what is refused


@refusal
def count_before_build(keras, tf):
    keras.layers.Dense(3).count_params()


@refusal
def get_layer_of_no_name(keras, tf):
    mlp(keras).get_layer("nobody")


@refusal
def get_layer_by_nothing(keras, tf):
    mlp(keras).get_layer()


@refusal
def get_layer_beyond_the_last(keras, tf):
    mlp(keras).get_layer(index=5)


@refusal
def weights_of_other_shapes(keras, tf):
    m = mlp(keras)
    m.build((None, 6))
    m.set_weights([np.zeros((2, 2))] * 4)


@refusal
def too_few_weights(keras, tf):
    m = mlp(keras)
    m.build((None, 6))
    m.set_weights([np.zeros((6, 5))])


@refusal
def layers_assigned(keras, tf):
    mlp(keras).layers = []


@refusal
def output_of_an_unconnected_layer(keras, tf):
    keras.layers.Dense(3).output  # noqa: B018  asking is what is refused


@refusal
def output_of_no_such_call(keras, tf):
    layer = keras.layers.Dense(3)
    layer(keras.Input((2,)))
    layer.get_output_at(1)


@refusal
def shapes_of_two_calls(keras, tf):
    layer = keras.layers.Activation("relu")
    layer(keras.Input((2,)))
    layer(keras.Input((3,)))
    layer.output_shape  # noqa: B018  asking is what is refused


@refusal
def loss_added_outside_a_call(keras, tf):
    keras.layers.Dense(3).add_loss(tf.constant(1.0))


@refusal
def metric_without_a_name(keras, tf):
    class Watched(keras.layers.Layer):
        def call(self, inputs):
            self.add_metric(tf.reduce_mean(inputs))
            return inputs

    Watched()(np.ones((2, 3)))


@refusal
def trainable_that_is_no_boolean(keras, tf):
    keras.layers.Dense(3, trainable="yes")


@refusal
def name_that_is_no_text(keras, tf):
    keras.layers.Dense(3, name=3)


@refusal
def spec_that_is_none(keras, tf):
    keras.layers.Dense(3).input_spec = "a spec"


@refusal
def spec_with_a_far_axis(keras, tf):
    keras.layers.InputSpec(ndim=2, axes={3: 4})


@refusal
def spec_with_strange_axes(keras, tf):
    keras.layers.InputSpec(axes={"last": 2})


@refusal
def layer_with_two_outputs_in_a_stack(keras, tf):
    class Two(keras.layers.Layer):
        def call(self, inputs):
            return inputs, inputs

    x, y = data()
    compiled(keras, keras.Sequential([Two(), keras.layers.Dense(3)])).fit(x, y, verbose=0)


@refusal
def callback_that_raises(keras, tf):
    class Bad(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise ZeroDivisionError

    x, y = data()
    compiled(keras).fit(x, y, callbacks=[Bad()], verbose=0)


@refusal
def progbar_of_no_mode(keras, tf):
    keras.callbacks.ProgbarLogger(count_mode="epochs")


@refusal
def labels_of_no_class(keras, tf):
    x, y = data()
    compiled(keras).fit(x, y + 5, verbose=0)


@refusal
def eager_and_compiled(keras, tf):
    mlp(keras).compile("sgd", "mse", run_eagerly=True, jit_compile=True)


@refusal
def seed_that_is_no_number(keras, tf):
    keras.utils.set_random_seed("seven")
