"""A step of a small convolutional network: two Conv2D 3x3 with 32 and 64 filters on 28x28, batches of 64."""

from __future__ import annotations

import numpy as np

import fittrace
from fittrace import keras

from .figure import Figure
from .scene import Scene
from .timing import Contender, interleave, stopwatch

__all__ = ["measure"]

SIDE, CLASSES, BATCH = 28, 10, 64
STEPS, ROUNDS = 40, 4


def network() -> keras.Model:
    """The model, compiled."""
    layers = [
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ]
    model = keras.Sequential([keras.Input((SIDE, SIDE, 1)), *layers])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model


def measure(scene: Scene) -> list[Figure]:
    """Some steps of an epoch, beside PyTorch and TensorFlow."""
    steps, model = scene.part(STEPS), network()
    random = np.random.default_rng(0)
    x = random.random((BATCH * steps, SIDE, SIDE, 1), dtype=np.float32)
    y = random.integers(0, CLASSES, len(x))

    def fit() -> None:
        model.fit(x, y, batch_size=BATCH, verbose=0)

    def recorded() -> None:
        with fittrace.record():
            fit()

    contenders = [
        Contender("fittrace", stopwatch(fit)),
        Contender("recorded", stopwatch(recorded)),
        scene.contender("pytorch", "pytorch", "convnet", steps),
        scene.contender("graph", "tensorflow", "convnet", steps),
    ]
    times = interleave(contenders, scene.times(ROUNDS), scene.rest)
    note = f"{steps} steps"
    return [
        times.ratio("recorded", "pytorch", f"{note}, recorded : PyTorch, eager", goal=2.0),
        times.ratio("recorded", "graph", f"{note}, recorded : TensorFlow 2.12, graph mode"),
        times.ratio("recorded", "fittrace", f"{note}, recorded : not recorded"),
    ]
