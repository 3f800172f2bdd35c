"""What the arguments of `fit` change."""

import numpy as np

from .common import compiled, const, data, mlp, numbers, scenario


@scenario
def validation_split(keras, tf):
    x, y = data(30)
    m = compiled(keras)
    h = m.fit(x, y, epochs=2, batch_size=8, validation_split=0.2, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def validation_every_second_epoch(keras, tf):
    x, y = data(24)
    xv, yv = data(10, seed=5)
    m = compiled(keras)
    h = m.fit(
        x,
        y,
        epochs=4,
        batch_size=12,
        validation_data=(xv, yv),
        validation_freq=2,
        validation_batch_size=5,
        verbose=0,
        shuffle=False,
    )
    return numbers(m, h)


@scenario
def class_weight(keras, tf):
    x, y = data()
    m = compiled(keras)
    h = m.fit(x, y, epochs=2, batch_size=8, class_weight={0: 1.0, 1: 2.0, 2: 0.5}, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def sample_weight(keras, tf):
    x, y = data()
    w = np.linspace(0.1, 2.0, len(x)).astype("float32")
    m = mlp(keras)
    m.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        weighted_metrics=["accuracy"],
        run_eagerly=True,
    )
    h = m.fit(x, y, sample_weight=w, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def initial_epoch(keras, tf):
    x, y = data()
    m = compiled(keras)
    h = m.fit(x, y, initial_epoch=2, epochs=4, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def steps_per_epoch_on_arrays(keras, tf):
    x, y = data()
    m = compiled(keras)
    h = m.fit(x, y, epochs=2, batch_size=8, steps_per_epoch=2, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def two_outputs(keras, tf):
    x, y = data()
    y2 = x.sum(axis=1, keepdims=True)
    i = keras.Input(shape=(6,), name="features")
    hdn = keras.layers.Dense(4, activation="relu", kernel_initializer=const, name="hidden")(i)
    a = keras.layers.Dense(3, activation="softmax", kernel_initializer=const, name="kind")(hdn)
    b = keras.layers.Dense(1, kernel_initializer=const, name="size")(hdn)
    m = keras.Model(i, [a, b], name="two_heads")
    m.compile(
        optimizer="adam",
        loss={"kind": "sparse_categorical_crossentropy", "size": "mse"},
        loss_weights={"kind": 1.0, "size": 0.25},
        metrics={"kind": "accuracy", "size": ["mae", "mse"]},
        run_eagerly=True,
    )
    h = m.fit(x, {"kind": y, "size": y2}, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, evaluate=m.evaluate(x, {"kind": y, "size": y2}, verbose=0, return_dict=True))


@scenario
def fit_twice(keras, tf):
    x, y = data()
    m = compiled(keras)
    m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def evaluate_and_predict(keras, tf):
    x, y = data()
    m = compiled(keras)
    return {
        "evaluate": m.evaluate(x, y, batch_size=10, verbose=0),
        "predict": m.predict(x, batch_size=10, verbose=0),
    }


@scenario
def on_batch_methods(keras, tf):
    x, y = data()
    m = compiled(keras)
    return numbers(
        m,
        None,
        train=[float(v) for v in m.train_on_batch(x, y)],
        test=[float(v) for v in m.test_on_batch(x, y)],
        predict=m.predict_on_batch(x[:3]),
    )
