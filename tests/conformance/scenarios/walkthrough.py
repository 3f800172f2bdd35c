"""The classic classifier."""

import numpy as np

from .common import compiled, data, numbers, scenario


@scenario
def seed_mnist_mlp(keras, tf):
    """The 784-512-10 classifier with every default (lazy build, Glorot, rmsprop)."""
    r = np.random.default_rng(0)
    x, y = r.random((256, 784), dtype="float32"), r.integers(0, 10, 256)
    m = keras.models.Sequential(
        [keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    )
    m.compile(
        optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True
    )
    h = m.fit(x, y, epochs=2, batch_size=128, verbose=0)
    return {"epoch": list(h.epoch), "keys": sorted(h.history), "params": m.count_params()}


@scenario
def mlp_numbers(keras, tf):
    x, y = data()
    m = compiled(keras)
    h = m.fit(x, y, epochs=3, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict(x[:5], verbose=0), evaluate=m.evaluate(x, y, verbose=0))


@scenario
def default_batch_size(keras, tf):
    x, y = data(70)
    m = compiled(keras)
    h = m.fit(x, y, epochs=1, verbose=0, shuffle=False)
    return numbers(m, h, steps=h.params["steps"])


@scenario
def partial_last_batch(keras, tf):
    x, y = data(21)
    m = compiled(keras)
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, steps=h.params["steps"])


@scenario
def progbar_verbose_1(keras, tf):
    x, y = data(16)
    compiled(keras).fit(x, y, epochs=1, batch_size=8, verbose=1)
