"""Classes of the user's own: layers, models, metrics, losses, callbacks."""

from .common import compiled, const, data, mlp, numbers, scenario


@scenario
def layers_in_a_list(keras, tf):
    x, y = data()

    class Deep(keras.Model):
        def __init__(self):
            super().__init__()
            self.blocks = []
            for width in (5, 4):
                self.blocks.append(keras.layers.Dense(width, activation="relu", kernel_initializer=const))
            self.heads = {"out": keras.layers.Dense(3, activation="softmax", kernel_initializer=const)}

        def call(self, inputs):
            for block in self.blocks:
                inputs = block(inputs)
            return self.heads["out"](inputs)

    m = compiled(keras, Deep())
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(
        m, h, names=[weight.name for weight in m.weights], layers=[layer.name for layer in m.layers]
    )


@scenario
def layer_with_layers(keras, tf):
    x, y = data()

    class Residual(keras.layers.Layer):
        def __init__(self, **kw):
            super().__init__(**kw)
            self.inner = keras.layers.Dense(6, activation="relu", kernel_initializer=const)

        def build(self, input_shape):
            self.scale = self.add_weight("scale", shape=(), initializer="ones")

        def call(self, inputs, training=None):
            return inputs + self.scale * self.inner(inputs)

    m = keras.Sequential([Residual(), keras.layers.Dense(3, activation="softmax", kernel_initializer=const)])
    compiled(keras, m)
    h = m.fit(x, y, epochs=2, batch_size=10, verbose=0, shuffle=False)
    return numbers(m, h, names=[weight.name for weight in m.weights])


@scenario
def layer_that_extends_dense(keras, tf):
    x, y = data()

    class Scaled(keras.layers.Dense):
        def build(self, input_shape):
            super().build(input_shape)
            self.gain = self.add_weight("gain", shape=(self.units,), initializer="ones")

        def call(self, inputs):
            return self.gain * super().call(inputs)

    m = keras.Sequential(
        [
            Scaled(4, kernel_initializer=const),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const),
        ]
    )
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def losses_and_metrics_of_a_layer(keras, tf):
    x, y = data()

    class Watched(keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(0.01 * tf.reduce_sum(tf.square(inputs)))
            self.add_metric(tf.reduce_mean(inputs), name="activity")
            return inputs

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = keras.layers.Dense(5, activation="relu", kernel_initializer=const)
            self.watched = Watched()
            self.out = keras.layers.Dense(3, activation="softmax", kernel_initializer=const)

        def call(self, inputs):
            return self.out(self.watched(self.hidden(inputs)))

    m = compiled(keras, Net())
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, evaluate=m.evaluate(x, y, verbose=0))


@scenario
def metric_of_ones_own(keras, tf):
    x, y = data()

    class Hits(keras.metrics.Metric):
        def __init__(self, name="hits", **kw):
            super().__init__(name=name, **kw)
            self.hits = self.add_weight("hits", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            same = tf.equal(tf.cast(tf.reshape(y_true, [-1]), "int64"), tf.argmax(y_pred, axis=1))
            self.hits.assign_add(tf.reduce_sum(tf.cast(same, "float32")))

        def result(self):
            return self.hits

    m = compiled(keras, metrics=[Hits(), "accuracy"])
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def losses_of_ones_own(keras, tf):
    x, _ = data()
    target = x[:, :2]

    class Cubic(keras.losses.Loss):
        def call(self, y_true, y_pred):
            return tf.reduce_mean(tf.abs(y_true - y_pred) ** 3, axis=-1)

    def gap(y_true, y_pred):
        return tf.reduce_max(tf.abs(y_true - y_pred), axis=-1)

    m = keras.Sequential([keras.layers.Dense(2, kernel_initializer=const)])
    m.compile("sgd", loss=Cubic(), metrics=[gap], run_eagerly=True)
    first = m.fit(x, target, epochs=1, batch_size=8, verbose=0, shuffle=False)
    m.compile("sgd", loss=gap, metrics=["mae"], run_eagerly=True)
    h = m.fit(x, target, epochs=1, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, first=first.history)


@scenario
def metrics_kept_by_the_model(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = keras.layers.Dense(3, kernel_initializer=const)
            self.tracker = keras.metrics.Mean(name="tracked")

        def call(self, inputs):
            return self.out(inputs)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                logits = self(x, training=True)
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
            self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
            self.tracker.update_state(loss)
            return {"tracked": self.tracker.result()}

        @property
        def metrics(self):
            return [self.tracker]

    m = Net()
    m.compile(optimizer=keras.optimizers.SGD(0.1), run_eagerly=True)
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def callback_from_functions(keras, tf):
    x, y = data()
    log = []
    cb = keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda batch, logs: log.append(["begin", batch]),
        on_test_batch_end=lambda batch, logs: log.append(["test", batch, sorted(logs)]),
        on_epoch_end=lambda epoch, logs: log.append(["epoch", epoch, sorted(logs)]),
    )
    compiled(keras).fit(
        x, y, epochs=2, batch_size=12, callbacks=[cb], verbose=0, shuffle=False, validation_split=0.5
    )
    return {"log": log}


@scenario
def callback_that_evaluates(keras, tf):
    x, y = data()

    class Probe(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.seen = []

        def on_epoch_end(self, epoch, logs=None):
            self.seen.append(self.model.evaluate(x[:8], y[:8], verbose=0))
            logs["probe"] = self.seen[-1][0]

    probe = Probe()
    m = compiled(keras)
    h = m.fit(x, y, epochs=2, batch_size=12, callbacks=[probe], verbose=0, shuffle=False)
    return numbers(m, h, seen=probe.seen)


@scenario
def model_built_by_shape(keras, tf):
    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.hidden = keras.layers.Dense(5, activation="relu", kernel_initializer=const)
            self.out = keras.layers.Dense(3, kernel_initializer=const)

        def call(self, inputs, training=False):
            return self.out(self.hidden(inputs))

    m = Net()
    m.build((None, 6))
    return numbers(m, None, names=[weight.name for weight in m.weights], params=m.count_params())


@scenario
def model_with_a_build_of_its_own(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def build(self, input_shape):
            self.out = keras.layers.Dense(3, activation="softmax", kernel_initializer=const)
            self.bias = self.add_weight("shift", shape=(input_shape[-1],), initializer="zeros")
            super().build(input_shape)

        def call(self, inputs):
            return self.out(inputs + self.bias)

    m = compiled(keras, Net())
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, names=[weight.name for weight in m.weights])


@scenario
def training_loop_of_ones_own(keras, tf):
    x, y = data()
    m = mlp(keras)
    optimizer = keras.optimizers.Adam(0.05)
    loss_fn = keras.losses.SparseCategoricalCrossentropy()
    metric = keras.metrics.SparseCategoricalAccuracy()
    losses = []
    for i in range(0, 24, 8):
        with tf.GradientTape() as tape:
            loss = loss_fn(y[i : i + 8], m(x[i : i + 8], training=True))
        grads = tape.gradient(loss, m.trainable_weights)
        optimizer.apply_gradients(zip(grads, m.trainable_weights))  # noqa: B905  as tutorials write it
        metric.update_state(y[i : i + 8], m(x[i : i + 8]))
        losses.append(float(loss))
    return numbers(m, None, losses=losses, metric=float(metric.result()))


@scenario
def regularizer_of_ones_own(keras, tf):
    x, y = data()

    class Center(keras.regularizers.Regularizer):
        def __call__(self, w):
            return 0.1 * tf.reduce_sum(tf.square(w - 0.5))

    layer = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, kernel_regularizer=Center())
    m = compiled(keras, keras.Sequential([layer]))
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, losses=[float(value) for value in m.losses])
