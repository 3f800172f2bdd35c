"""A small training, and callbacks told about epochs that nobody trains."""

from types import SimpleNamespace

import numpy as np
import pytest

from fittrace import keras

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.standard_normal((24, 6)).astype("float32"), RANDOM.integers(0, 3, 24)


class PretendModel(SimpleNamespace):
    """Has what callbacks ask of a model; its weights are the number of the epoch."""

    stop_training = False
    epoch = 0

    def get_weights(self):
        return [self.epoch]

    def set_weights(self, weights):
        self.epoch = weights[0]


@pytest.fixture
def pretend():
    """Tell a callback about epochs with these logs; gives the logs as it left them."""

    def pretend(callback, epochs, model=None):
        model = PretendModel() if model is None else model
        callback.set_model(model)
        callback.on_train_begin()
        left = []
        for epoch, logs in enumerate(epochs):
            model.epoch = epoch
            callback.on_epoch_begin(epoch, {})
            left.append(dict(logs))
            callback.on_epoch_end(epoch, left[-1])
            if model.stop_training:
                break
        callback.on_train_end(left[-1] if left else {})
        return left

    return pretend


@pytest.fixture
def losses():
    """Logs of epochs, from the values of the loss."""
    return lambda *values: [{"loss": value} for value in values]


@pytest.fixture
def classifier():
    """A new compiled classifier."""

    def classifier(optimizer="sgd", hidden=5, build=False):
        layers = [
            keras.layers.Dense(hidden, activation="relu", kernel_initializer=_wave, name="hidden"),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=_wave, name="out"),
        ]
        model = keras.Sequential(layers, name="classifier")
        if build:
            model.build((None, 6))
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
        return model

    return classifier


@pytest.fixture
def fit():
    """Fit a classifier on 24 samples in batches of 8, evaluated on 8 of them; gives the history."""

    def fit(model, *callbacks, epochs=2, verbose=0, **kwargs):
        settings = {"batch_size": 8, "shuffle": False, "validation_data": (X[:8], Y[:8]), **kwargs}
        return model.fit(X, Y, epochs=epochs, verbose=verbose, callbacks=list(callbacks), **settings)

    return fit


@pytest.fixture
def is_same():
    """Whether two models predict the same."""
    return lambda one, other: np.allclose(one.predict(X, verbose=0), other.predict(X, verbose=0), atol=1e-6)


def _wave(shape, dtype=None):
    return np.sin(np.arange(1, np.prod(shape) + 1) * 0.7 + len(shape)).reshape(shape).astype("float32") * 0.3
