"""TensorFlow 2.12's part of the benchmarks; run by a Python that has it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before the import that reads it

import numpy as np
import tensorflow as tf
from serve import serve

keras = tf.keras
Work = Callable[[], object]


def fit_of(model: Any, x: Any, y: Any, batch: int) -> Work:
    """One epoch, to be had again and again."""
    return lambda: model.fit(x, y, batch_size=batch, verbose=0)


def epoch(rows: int, eagerly: bool = False) -> Work:
    """The classic classifier."""
    random = np.random.default_rng(0)
    layers = [keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile(
        optimizer="rmsprop",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        run_eagerly=eagerly,
    )
    return fit_of(model, random.random((rows, 784), dtype=np.float32), random.integers(0, 10, rows), 128)


def tiny(steps: int) -> Work:
    """Dense 5 on batches of eight."""
    random = np.random.default_rng(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5)])
    model.compile(optimizer="rmsprop", loss="mse")
    x, y = (random.random((8 * steps, width), dtype=np.float32) for width in (4, 5))
    return fit_of(model, x, y, 8)


def convnet(steps: int) -> Work:
    """Two convolutions on batches of 64."""
    random = np.random.default_rng(0)
    layers = [
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential([keras.Input((28, 28, 1)), *layers])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    x = random.random((64 * steps, 28, 28, 1), dtype=np.float32)
    return fit_of(model, x, random.integers(0, 10, len(x)), 64)


if __name__ == "__main__":
    works: dict[str, Callable[[int], Work]] = {
        "epoch": epoch,
        "epoch, eagerly": lambda rows: epoch(rows, eagerly=True),
        "tiny": tiny,
        "convnet": convnet,
    }
    serve(tf.__version__, works)
