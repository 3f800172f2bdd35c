"""Batches of other sizes, epochs cut short, models that are built again."""

import numpy as np

from .common import compiled, const, data, mlp, numbers, scenario


@scenario
def steps_per_execution(keras, tf):
    x, y = data(40)
    m = compiled(keras, steps_per_execution=3)
    log = []
    cb = keras.callbacks.LambdaCallback(on_batch_end=lambda batch, logs: log.append(int(batch)))
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False, callbacks=[cb])
    return numbers(m, h, log=log, predict=m.predict(x, batch_size=8, verbose=0))


@scenario
def rebuilt_for_every_size(keras, tf):
    x, y = data()
    m = compiled(keras)
    m.fit(x, y, epochs=1, batch_size=24, verbose=0, shuffle=False)
    first = m.inputs[0].shape.as_list()
    m.predict(x[:3], verbose=0)
    then = m.inputs[0].shape.as_list()
    m(x[:7])
    return numbers(m, None, first=first, then=then, last=m.inputs[0].shape.as_list())


@scenario
def layers_added_and_taken_off(keras, tf):
    x, y = data()
    m = mlp(keras)
    m(x)
    m.pop()
    m.add(keras.layers.Dense(4, activation="tanh", kernel_initializer=const))
    m.add(keras.layers.Dense(3, activation="softmax", kernel_initializer=const))
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, layers=[layer.name for layer in m.layers])


@scenario
def layers_added_and_taken_off_a_graph(keras, tf):
    x, y = data()
    m = keras.Sequential([keras.Input((6,)), keras.layers.Dense(5, kernel_initializer=const)])
    m.add(keras.layers.Dense(9))
    m.pop()
    m.add(keras.layers.Dense(3, activation="softmax", kernel_initializer=const))
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, layers=[layer.name for layer in m.layers])


@scenario
def dataset_that_ends_early(keras, tf):
    x, y = data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(8)
    m = compiled(keras)
    h = m.fit(ds, epochs=4, steps_per_epoch=2, verbose=0)
    return numbers(m, h)


@scenario
def dataset_of_unknown_size(keras, tf):
    x, y = data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).filter(lambda a, b: b < 2).batch(5)
    m = compiled(keras)
    h = m.fit(ds, epochs=2, verbose=0, validation_data=ds)
    return numbers(m, h, evaluate=m.evaluate(ds, verbose=0), predict=m.predict(ds, verbose=0))


@scenario
def generator_that_ends(keras, tf):
    x, y = data()

    def batches():
        for i in range(0, 24, 8):
            yield x[i : i + 8], y[i : i + 8]

    m = compiled(keras)
    h = m.fit(batches(), epochs=1, verbose=0)
    return numbers(m, h, evaluate=m.evaluate(batches(), verbose=0), predict=m.predict(batches(), verbose=0))


@scenario
def sequence_for_validation(keras, tf):
    x, y = data()

    class Batches(keras.utils.Sequence):
        def __init__(self):
            self.ends = 0

        def __len__(self):
            return 2

        def __getitem__(self, i):
            return x[i * 9 : i * 9 + 9], y[i * 9 : i * 9 + 9], np.full(9, 0.5 + i)

        def on_epoch_end(self):
            self.ends += 1

    train, validation = Batches(), Batches()
    m = compiled(keras)
    h = m.fit(train, epochs=2, verbose=0, shuffle=False, validation_data=validation)
    return numbers(m, h, ends=[train.ends, validation.ends])


@scenario
def validation_with_weights_and_steps(keras, tf):
    x, y = data(30)
    m = mlp(keras)
    m.compile(
        "sgd",
        "sparse_categorical_crossentropy",
        weighted_metrics=["accuracy"],
        metrics=["accuracy"],
        run_eagerly=True,
    )
    w = np.linspace(0.5, 1.5, 10)
    h = m.fit(
        x[:20],
        y[:20],
        epochs=3,
        batch_size=7,
        verbose=0,
        shuffle=False,
        validation_data=(x[20:], y[20:], w),
        validation_steps=2,
        validation_batch_size=4,
        validation_freq=[1, 3],
    )
    return numbers(m, h)


@scenario
def evaluate_in_steps(keras, tf):
    x, y = data(30)
    m = compiled(keras)
    return {
        "two": m.evaluate(x, y, batch_size=4, steps=2, verbose=0),
        "named": m.evaluate(
            x, y, batch_size=7, verbose=0, return_dict=True, sample_weight=np.linspace(0, 1, 30)
        ),
        "predict": m.predict(x, batch_size=7, steps=2, verbose=0),
    }


@scenario
def weights_of_class_and_sample(keras, tf):
    x, y = data()
    m = compiled(keras, weighted_metrics=["accuracy"], metrics=[])
    w = np.linspace(0.1, 1, 24)
    one_hot = np.eye(3, dtype="float32")[y]
    h = m.fit(
        x,
        y,
        sample_weight=w,
        class_weight={0: 1, 1: 3, 2: 0.5},
        epochs=1,
        batch_size=8,
        verbose=0,
        shuffle=False,
    )
    compiled(keras, m, loss="categorical_crossentropy", metrics=["accuracy", "ce"])
    again = m.fit(
        x, one_hot, class_weight={0: 1, 1: 3, 2: 0.5}, epochs=1, batch_size=8, verbose=0, shuffle=False
    )
    batch = m.train_on_batch(x, one_hot, class_weight={0: 2.0, 1: 1.0, 2: 1.0}, return_dict=True)
    return numbers(m, h, again=again.history, batch=batch)


@scenario
def one_line_an_epoch(keras, tf):
    x, y = data(16)
    m = compiled(keras)
    m.fit(x, y, epochs=2, batch_size=8, verbose=2)
    m.evaluate(x, y, verbose=2)
    m.predict(x, verbose=1)
    m.evaluate(x, y, verbose=1)


@scenario
def bar_without_a_target(keras, tf):
    x, y = data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).filter(lambda a, b: b < 3).batch(8)
    m = compiled(keras)
    h = m.fit(ds, epochs=2, verbose=1, validation_data=ds)
    return numbers(m, h)


@scenario
def scalars_of_all_kinds(keras, tf):
    m = keras.Sequential([keras.layers.Dense(1, kernel_initializer=const)])
    m.compile("sgd", "mae", run_eagerly=True)
    h = m.fit(
        [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [1, 2, 3], epochs=1, batch_size=2, verbose=0, shuffle=False
    )
    return numbers(m, h, predict=m.predict([[1.0, 1.0]], verbose=0))


@scenario
def tensors_and_frames(keras, tf):
    x, y = data()
    m = compiled(keras)
    h = m.fit(tf.constant(x), tf.constant(y), epochs=1, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, variable=m.predict(tf.Variable(x[:4]), verbose=0))


@scenario
def accuracy_by_shape(keras, tf):
    """What "accuracy" means depends on targets and outputs."""
    x, y = data()
    out = {}
    for name, units, activation, loss, target in [
        ("binary", 1, "sigmoid", "binary_crossentropy", (y > 0).astype("float32")),
        ("column", 1, "sigmoid", "binary_crossentropy", (y > 0).astype("float32")[:, None]),
        ("one_hot", 3, "softmax", "categorical_crossentropy", np.eye(3, dtype="float32")[y]),
        ("sparse", 3, "softmax", "sparse_categorical_crossentropy", y[:, None]),
    ]:
        m = keras.Sequential([keras.layers.Dense(units, activation=activation, kernel_initializer=const)])
        m.compile("sgd", loss, metrics=["accuracy", "crossentropy"], run_eagerly=True)
        out[name] = m.fit(x, target, epochs=1, batch_size=12, verbose=0, shuffle=False).history
    return out


@scenario
def trainable_changed_after_compile(keras, tf):
    x, y = data()
    m = compiled(keras)
    m(x)
    m.layers[0].trainable = False
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, trainable=len(m.trainable_weights))


@scenario
def on_batch_and_on(keras, tf):
    x, y = data()
    m = compiled(keras)
    out = [m.train_on_batch(x[:8], y[:8]), m.train_on_batch(x[8:16], y[8:16], reset_metrics=False)]
    m.reset_metrics()
    out += [
        m.test_on_batch(x, y, sample_weight=np.ones(24)),
        m.train_on_batch(x, y, sample_weight=np.linspace(0, 1, 24)),
    ]
    return numbers(m, None, out=[[float(v) for v in item] for item in out])


@scenario
def without_a_shape_or_a_graph(keras, tf):
    """A layer that cannot be called without data: the model falls back to calling layer after layer."""
    x, y = data()

    class Peek(keras.layers.Layer):
        def call(self, inputs):
            float(np.asarray(inputs).sum())
            return inputs

    m = keras.Sequential([Peek(), keras.layers.Dense(3, activation="softmax", kernel_initializer=const)])
    compiled(keras, m)
    h = m.fit(x, y, epochs=2, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)
