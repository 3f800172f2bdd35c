"""A long run of varied structure: several models of many layers, with callbacks and validation."""

from __future__ import annotations

import numpy as np

from fittrace import keras, record
from fittrace.keras import layers
from fittrace.trace import Run

__all__ = ["varied_run"]

BATCH = 8
STEPS = 5


def model_of(number: int) -> keras.Model:
    """Of 4 to 13 blocks; a block is one of five kinds, and every other model has two branches."""
    inputs = keras.Input((16,))
    x = inputs
    for block in range(4 + number):
        kind = (number + block) % 5
        if kind == 0:
            x = layers.Dense(16, activation="relu")(x)
        elif kind == 1:
            x = layers.Dropout(0.1)(layers.Dense(8 + number)(x))
        elif kind == 2:
            x = layers.BatchNormalization()(x)
        elif kind == 3:
            x = layers.LayerNormalization()(x)
        else:
            x = layers.Activation("tanh")(layers.Dense(12)(x))
    if number % 2:
        x = layers.Concatenate()([x, layers.Dense(4)(inputs)])
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(x))


def varied_run(models: int, epochs: int) -> Run:
    """So many models, each trained for so many epochs with its own optimizer, metrics and callbacks."""
    keras.utils.set_random_seed(1)
    random = np.random.default_rng(1)
    x = random.standard_normal((BATCH * STEPS, 16)).astype("float32")
    y = random.integers(0, 3, len(x))
    optimizers = ("sgd", "adam", "rmsprop", "adagrad")
    with record(script="varied.py") as run:
        for number in range(models):
            model = model_of(number)
            metrics = ["accuracy", "mae"][: number % 3]
            model.compile(optimizers[number % 4], "sparse_categorical_crossentropy", metrics=metrics)
            extra = [
                keras.callbacks.LearningRateScheduler(lambda epoch: 0.01),
                keras.callbacks.TerminateOnNaN(),
            ]
            model.fit(
                x,
                y,
                batch_size=BATCH,
                epochs=epochs,
                validation_data=(x[: 2 * BATCH], y[: 2 * BATCH]),
                callbacks=extra[: number % 3],
                verbose=0,
            )
            model.evaluate(x, y, batch_size=BATCH, verbose=0)
            model.predict(x[: 3 + number], verbose=0)
    return run
