"""One epoch of the classic classifier: 784-512-10, rmsprop, 60,000 rows in batches of 128."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

import fittrace
from fittrace import keras

from .by_hand import TwoLayers
from .figure import Figure
from .scene import Scene
from .timing import Contender, interleave, stopwatch

__all__ = ["measure"]

ROWS, PIXELS, UNITS, CLASSES, BATCH = 60_000, 784, 512, 10, 128
ROUNDS = 5
EAGER_PART = 10  # Keras calling its steps from Python is measured on this part of an epoch, for its slowness

Array = NDArray[np.float32]


def data(rows: int) -> tuple[Array, NDArray[np.int64]]:
    """Images and labels that mean nothing: what is timed does not depend on the values."""
    random = np.random.default_rng(0)
    return random.random((rows, PIXELS), dtype=np.float32), random.integers(0, CLASSES, rows)


def five_products(x: Array) -> Callable[[], None]:
    """The bare matrix products of an epoch: two forward, three backward in each step, and nothing else."""
    random = np.random.default_rng(1)
    hidden_kernel = random.random((PIXELS, UNITS), dtype=np.float32)
    output_kernel = random.random((UNITS, CLASSES), dtype=np.float32)
    hidden, hidden_gradient = np.empty((2, BATCH, UNITS), np.float32)
    output = np.empty((BATCH, CLASSES), np.float32)
    hidden_kernel_gradient, output_kernel_gradient = (
        np.empty_like(hidden_kernel),
        np.empty_like(output_kernel),
    )

    def epoch() -> None:
        for begin in range(0, len(x), BATCH):
            batch = x[begin : begin + BATCH]
            rows = len(batch)
            np.dot(batch, hidden_kernel, out=hidden[:rows])
            np.dot(hidden[:rows], output_kernel, out=output[:rows])
            np.dot(hidden[:rows].T, output[:rows], out=output_kernel_gradient)
            np.dot(output[:rows], output_kernel.T, out=hidden_gradient[:rows])
            np.dot(batch.T, hidden_gradient[:rows], out=hidden_kernel_gradient)

    return epoch


def classifier() -> keras.Model:
    """The model, compiled as the tutorials compile it."""
    layers = [
        keras.layers.Dense(UNITS, activation="relu"),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ]
    model = keras.Sequential([keras.Input((PIXELS,)), *layers])
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def measure(scene: Scene) -> list[Figure]:
    """The epoch against the bare products, beside everybody else's; and what the recorder adds to it."""
    rows = scene.part(ROWS, least=2 * BATCH)
    x, y = data(rows)
    model, steps = classifier(), -(-rows // BATCH)
    eager = -(-steps // EAGER_PART)

    def fit() -> None:
        model.fit(x, y, batch_size=BATCH, verbose=0)

    def recorded() -> None:
        with fittrace.record():
            fit()

    contenders = [
        Contender("products", stopwatch(five_products(x))),
        Contender("fittrace", stopwatch(fit)),
        Contender("recorded", stopwatch(recorded)),
        Contender("by hand", stopwatch(TwoLayers(x, y, UNITS, CLASSES, BATCH).epoch)),
        scene.contender("graph", "tensorflow", "epoch", rows),
        scene.contender("pytorch", "pytorch", "epoch", rows),
        scene.contender("eager", "tensorflow", "epoch, eagerly", eager * BATCH, steps / eager),
    ]
    times = interleave(contenders, scene.times(ROUNDS), scene.rest)
    bare = "the epoch's bare matrix products"
    return [
        times.ratio("recorded", "products", f"fittrace, recorded : {bare}", goal=1.5),
        times.ratio("by hand", "products", f"a numpy loop by hand : {bare}"),
        times.ratio("graph", "products", f"TensorFlow 2.12, graph mode : {bare}"),
        times.ratio("pytorch", "products", f"PyTorch, eager : {bare}"),
        times.ratio("eager", "products", f"Keras 2.12, eager ({eager} steps, scaled) : {bare}"),
        times.ratio("recorded", "fittrace", "fittrace, recorded : not recorded", goal=1.03),
    ]
