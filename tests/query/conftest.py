"""Runs that the queries are asked of: made once, under a logical clock."""

import numpy as np
import pytest

import fittrace


def classifier(epochs=5, **fit):
    """Two dense layers, 35 rows in batches of 16: three steps an epoch."""
    from fittrace import keras

    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    x = np.random.default_rng(0).standard_normal((35, 4)).astype("float32")
    y = np.arange(35) % 3
    with fittrace.record(clock=fittrace.LogicalClock(), script="classifier.py") as run:
        model = keras.Sequential([keras.layers.Dense(5), keras.layers.Dense(3, activation="softmax")])
        model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, y, epochs=epochs, batch_size=16, verbose=0, **fit)
    return run


@pytest.fixture(scope="session")
def run():
    return classifier()
