"""Kinds of models, callbacks, optimizers and repeated training, crossed with one another."""

import numpy as np

from .common import compiled, const, data, numbers, refusal, scenario


def dense(keras, units, activation=None, **kw):
    return keras.layers.Dense(units, activation=activation, kernel_initializer=const, **kw)


def graph(keras):
    i = keras.Input((6,), name="i")
    z = dense(keras, 4, "relu", name="a")(i)
    z = keras.layers.Concatenate(name="both")([z, dense(keras, 3, "tanh", name="b")(i)])
    return keras.Model(i, dense(keras, 3, "softmax", name="end")(z), name="graph")


def subclass(keras):
    class Net(keras.Model):
        def __init__(self):
            super().__init__(name="net")
            self.hidden = dense(keras, 4, "relu")
            self.norm = keras.layers.BatchNormalization()
            self.end = dense(keras, 3, "softmax")

        def call(self, inputs, training=None):
            return self.end(self.norm(self.hidden(inputs), training=training))

    return Net()


def two_heads(keras):
    i = keras.Input((6,), name="i")
    z = dense(keras, 4, "relu", name="z")(i)
    return keras.Model(
        i, {"kind": dense(keras, 3, "softmax", name="kind")(z), "size": dense(keras, 1, name="size")(z)}
    )


def batches(x, y, size):
    while True:
        for start in range(0, len(x), size):
            yield x[start : start + size], y[start : start + size]


def in_sequence(keras, x, y, size):
    class Batches(keras.utils.Sequence):
        def __len__(self):
            return -(-len(x) // size)

        def __getitem__(self, index):
            part = slice(index * size, (index + 1) * size)
            return x[part], y[part]

    return Batches()


@scenario
def callbacks_on_every_occasion(keras, tf):
    x, y = data(16)

    class Told(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.seen = []

        def on_train_batch_end(self, batch, logs=None):
            self.seen.append(["train", batch, sorted(logs)])

        def on_test_batch_end(self, batch, logs=None):
            self.seen.append(["test", batch, sorted(logs)])

        def on_predict_batch_end(self, batch, logs=None):
            self.seen.append(["predict", batch, list(np.shape(logs["outputs"]))])

        def on_epoch_end(self, epoch, logs=None):
            self.seen.append(["epoch", epoch, sorted(logs)])

        def on_test_end(self, logs=None):
            self.seen.append(["tested", sorted(logs)])

    m, told = compiled(keras, graph(keras)), Told()
    m.fit(x, y, batch_size=6, verbose=0, shuffle=False, validation_data=(x[:5], y[:5]), callbacks=[told])
    m.evaluate(x, y, batch_size=10, verbose=0, callbacks=[told])
    m.predict(x, batch_size=7, verbose=0, callbacks=[told])
    return {"seen": told.seen}


@scenario
def early_stop_with_a_falling_rate(keras, tf):
    x, y = data(24)
    m = compiled(keras, optimizer=keras.optimizers.SGD(0.5, momentum=0.9, nesterov=True))
    h = m.fit(
        x,
        y,
        epochs=6,
        batch_size=8,
        verbose=0,
        shuffle=False,
        validation_split=0.25,
        callbacks=[
            keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1, min_delta=0.1, factor=0.5),
            keras.callbacks.EarlyStopping(patience=1, restore_best_weights=True),
            keras.callbacks.TerminateOnNaN(),
        ],
    )
    return numbers(m, h)


@scenario
def schedule_beside_a_scheduler_that_tells(keras, tf):
    x, y = data(12)
    m = compiled(keras, subclass(keras), optimizer=keras.optimizers.Adam(0.01))
    rates = []
    h = m.fit(
        x,
        y,
        epochs=3,
        batch_size=6,
        verbose=0,
        shuffle=False,
        callbacks=[
            keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5),
            keras.callbacks.LambdaCallback(
                on_epoch_begin=lambda epoch, logs: rates.append(float(m.optimizer.learning_rate))
            ),
        ],
    )
    return numbers(m, h, rates=rates)


@scenario
def callback_that_stops_in_the_second_batch(keras, tf):
    x, y = data(24)

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    m = compiled(keras)
    h = m.fit(
        x, y, epochs=4, batch_size=8, verbose=0, shuffle=False, validation_data=(x, y), callbacks=[Stop()]
    )
    again = m.fit(x, y, epochs=1, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, again=again.history)


@scenario
def two_optimizers_in_turn(keras, tf):
    x, y = data()
    m = compiled(keras, graph(keras), optimizer="adam")
    first = m.fit(x, y, batch_size=12, verbose=0, shuffle=False)
    compiled(keras, m, optimizer=keras.optimizers.SGD(0.1, momentum=0.5), metrics=["accuracy", "mse"])
    second = m.fit(x, y, batch_size=12, verbose=0, shuffle=False)
    compiled(keras, m, optimizer=keras.optimizers.Ftrl(0.05), metrics=[])
    return numbers(
        m, m.fit(x, y, batch_size=12, verbose=0, shuffle=False), before=[first.history, second.history]
    )


@scenario
def optimizer_kept_over_two_compilations(keras, tf):
    x, y = data()
    optimizer = keras.optimizers.Adam(0.02)
    m = compiled(keras, optimizer=optimizer)
    m.fit(x, y, batch_size=12, verbose=0, shuffle=False)
    compiled(keras, m, optimizer=optimizer, loss=keras.losses.SparseCategoricalCrossentropy(reduction="sum"))
    h = m.fit(x, y, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, steps=int(optimizer.iterations))


@scenario
def model_within_a_model_frozen_in_part(keras, tf):
    x, y = data()
    base = keras.Sequential(
        [
            keras.Input((6,)),
            dense(keras, 5, "relu"),
            keras.layers.BatchNormalization(),
            dense(keras, 4, "tanh"),
        ],
        name="base",
    )
    base.layers[0].trainable = False
    base.layers[1].trainable = False
    i = keras.Input((6,))
    m = keras.Model(i, keras.Sequential([dense(keras, 3, "softmax")], name="head")(base(i)))
    first = compiled(keras, m).fit(x, y, batch_size=8, verbose=0, shuffle=False)
    counts = [len(m.trainable_weights), len(m.non_trainable_weights)]
    base.trainable = False
    second = m.fit(x, y, batch_size=8, verbose=0, shuffle=False)
    compiled(keras, m, optimizer="sgd")
    h = m.fit(x, y, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, counts=counts, before=[first.history, second.history])


@scenario
def single_steps_after_a_fit(keras, tf):
    x, y = data()
    m = compiled(keras, subclass(keras))
    m.fit(x, y, batch_size=10, verbose=0, shuffle=False)
    out = [m.train_on_batch(x[:7], y[:7]), m.train_on_batch(x[7:], y[7:], reset_metrics=False)]
    out.append(m.test_on_batch(x, y, sample_weight=np.linspace(0, 1, 24), return_dict=True))
    out.append(m.train_on_batch(x, y, class_weight={0: 1.0, 1: 3.0, 2: 0.0}, return_dict=True))
    return numbers(m, None, out=out, again=m.evaluate(x, y, verbose=0))


@scenario
def own_step_with_a_metric_of_its_own(keras, tf):
    x, y = data()

    class Net(keras.Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.norm = keras.metrics.Mean(name="norm")

        def train_step(self, data):
            x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.norm.update_state(tf.linalg.global_norm(gradients))
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            self.compiled_metrics.update_state(y, y_pred, sample_weight)
            return {m.name: m.result() for m in self.metrics}

    i = keras.Input((6,))
    m = compiled(keras, Net(i, dense(keras, 3, "softmax", kernel_regularizer="l1")(i)))
    h = m.fit(x, y, epochs=2, batch_size=10, verbose=0, shuffle=False, sample_weight=np.linspace(0, 1, 24))
    return numbers(m, h, names=m.metrics_names)


@scenario
def regularized_layers_under_every_sort_of_penalty(keras, tf):
    x, y = data()
    m = keras.Sequential(
        [
            dense(
                keras, 5, "relu", kernel_regularizer="l1_l2", activity_regularizer=keras.regularizers.L2(0.05)
            ),
            keras.layers.ActivityRegularization(l1=0.01),
            dense(
                keras, 3, "softmax", kernel_constraint=keras.constraints.MaxNorm(0.5), bias_regularizer="l2"
            ),
        ]
    )
    h = compiled(keras, m, optimizer="nadam").fit(
        x, y, epochs=2, batch_size=10, verbose=0, shuffle=False, validation_split=0.3
    )
    return numbers(m, h, losses=[float(loss) for loss in m.losses])


@scenario
def shared_stack_trained_by_two_models(keras, tf):
    x, y = data()
    shared = keras.Sequential([dense(keras, 4, "relu")], name="shared")
    i, j = keras.Input((6,)), keras.Input((6,))
    first = compiled(keras, keras.Model(i, dense(keras, 3, "softmax")(shared(i))))
    second = keras.Model(j, dense(keras, 1)(shared(j)))
    second.compile("sgd", "mse", run_eagerly=True)
    a = first.fit(x, y, batch_size=12, verbose=0, shuffle=False)
    b = second.fit(x, x[:, :1], batch_size=12, verbose=0, shuffle=False)
    return numbers(first, a, second=numbers(second, b), evaluate=first.evaluate(x, y, verbose=0))


@scenario
def weights_moved_between_kinds_of_models(keras, tf):
    x, y = data()
    stack = keras.Sequential([dense(keras, 4, "relu"), dense(keras, 3, "softmax")])
    compiled(keras, stack).fit(x, y, batch_size=12, verbose=0, shuffle=False)
    i = keras.Input((6,))
    other = keras.Model(i, dense(keras, 3, "softmax")(dense(keras, 4, "relu")(i)))
    other.set_weights(stack.get_weights())
    return {"same": compiled(keras, other).evaluate(x, y, verbose=0), "as": stack.evaluate(x, y, verbose=0)}


@scenario
def layer_taken_off_and_another_put_on(keras, tf):
    x, y = data()
    m = keras.Sequential([keras.Input((6,)), dense(keras, 4, "relu"), dense(keras, 2, "softmax")])
    compiled(keras, m).fit(x, y % 2, batch_size=12, verbose=0, shuffle=False)
    m.pop()
    m.layers[0].trainable = False
    m.add(dense(keras, 3, "softmax"))
    h = compiled(keras, m).fit(x, y, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, trained=[weight.name for weight in m.trainable_weights])


@scenario
def average_of_the_weights_takes_over(keras, tf):
    x, y = data()
    optimizer = keras.optimizers.SGD(0.2, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
    m = compiled(keras, graph(keras), optimizer=optimizer)
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False, validation_data=(x, y))
    return numbers(m, h)


@scenario
def rate_by_a_schedule_through_two_fits(keras, tf):
    x, y = data()
    rate = keras.optimizers.schedules.PiecewiseConstantDecay([2, 4], [0.5, 0.1, 0.01])
    m = compiled(keras, optimizer=keras.optimizers.RMSprop(rate, weight_decay=0.01, clipvalue=0.05))
    m.fit(x, y, epochs=1, batch_size=8, verbose=0, shuffle=False)
    h = m.fit(x, y, epochs=2, initial_epoch=1, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@refusal
def optimizer_of_another_model(keras, tf):
    x, y = data()
    optimizer = keras.optimizers.Adam()
    compiled(keras, optimizer=optimizer).fit(x, y, verbose=0)
    compiled(keras, graph(keras), optimizer=optimizer).fit(x, y, verbose=0)
