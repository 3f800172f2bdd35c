"""When weights appear: deferred, ahead of the data, in graphs, in subclasses."""

from .common import compiled, const, data, mlp, numbers, scenario


@scenario
def built_by_input_shape(keras, tf):
    x, y = data()
    m = keras.models.Sequential(
        [
            keras.layers.Dense(4, activation="tanh", input_shape=(6,), kernel_initializer=const),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const),
        ]
    )
    before = len(m.weights)
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, before=before)


@scenario
def built_by_build(keras, tf):
    x, y = data()
    m = mlp(keras)
    lazy = m.built
    m.build((None, 6))
    now = m.built
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, lazy=bool(lazy), now=bool(now))


@scenario
def added_one_by_one(keras, tf):
    x, y = data()
    m = keras.models.Sequential(name="tower")
    m.add(keras.Input(shape=(6,)))
    m.add(keras.layers.Dense(4, kernel_initializer=const, name="first"))
    m.add(keras.layers.Activation("relu"))
    m.add(keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="last"))
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def functional_two_branches(keras, tf):
    x, y = data()
    i = keras.Input(shape=(6,), name="features")
    a = keras.layers.Dense(4, activation="relu", kernel_initializer=const, name="left")(i)
    b = keras.layers.Dense(4, activation="sigmoid", kernel_initializer=const, name="right")(i)
    z = keras.layers.Concatenate(name="join")([a, b])
    o = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="out")(z)
    m = compiled(keras, keras.Model(i, o, name="two_branches"))
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def functional_shared_layer(keras, tf):
    x, y = data()
    a, b = keras.Input(shape=(3,), name="a"), keras.Input(shape=(3,), name="b")
    shared = keras.layers.Dense(4, activation="relu", kernel_initializer=const, name="shared")
    o = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="out")(
        keras.layers.Add(name="sum")([shared(a), shared(b)])
    )
    m = compiled(keras, keras.Model([a, b], o, name="siamese"))
    h = m.fit([x[:, :3], x[:, 3:]], y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def nested_model(keras, tf):
    x, y = data()
    inner = keras.models.Sequential(
        [keras.layers.Dense(4, activation="relu", kernel_initializer=const, name="hidden")], name="encoder"
    )
    i = keras.Input(shape=(6,), name="features")
    o = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="head")(inner(i))
    m = compiled(keras, keras.Model(i, o, name="outer"))
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def subclassed_model(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.hidden = keras.layers.Dense(5, activation="relu", kernel_initializer=const, name="hidden")
            self.out = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="out")

        def call(self, inputs, training=None):
            return self.out(self.hidden(inputs))

    m = compiled(keras, Net())
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def custom_layer(keras, tf):
    x, y = data()

    class Scale(keras.layers.Layer):
        def build(self, input_shape):
            self.alpha = self.add_weight(
                name="alpha", shape=(input_shape[-1],), initializer="ones", trainable=True
            )
            super().build(input_shape)

        def call(self, inputs):
            return inputs * self.alpha

    m = keras.models.Sequential(
        [
            Scale(name="scale"),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="out"),
        ]
    )
    compiled(keras, m)
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def custom_train_step(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.out = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="out")

        def call(self, inputs, training=None):
            return self.out(inputs)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))  # noqa: B905  as tutorials write it
            self.compiled_metrics.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    m = compiled(keras, Net(), optimizer="sgd")
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)
