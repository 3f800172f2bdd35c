"""A step that is nothing but calls: Dense 5 on batches of eight rows of four."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import fittrace
from fittrace import keras

from .figure import Figure
from .scene import Scene
from .timing import Contender, interleave, stopwatch

__all__ = ["fits", "measure"]

FEATURES, UNITS, BATCH = 4, 5, 8
STEPS, ROUNDS = 1_000, 9


def fits(steps: int) -> Callable[[], None]:
    """One epoch of so many steps, to be had again and again."""
    random = np.random.default_rng(0)
    x = random.random((BATCH * steps, FEATURES), dtype=np.float32)
    y = random.random((BATCH * steps, UNITS), dtype=np.float32)
    model = keras.Sequential([keras.Input((FEATURES,)), keras.layers.Dense(UNITS)])
    model.compile(optimizer="rmsprop", loss="mse")

    def fit() -> None:
        model.fit(x, y, batch_size=BATCH, verbose=0)

    return fit


def measure(scene: Scene) -> list[Figure]:
    """What the recorder adds where hooks are all there is, and the same step in TensorFlow and PyTorch."""
    steps = scene.part(STEPS)
    fit = fits(steps)

    def recorded() -> None:
        with fittrace.record():
            fit()

    with tempfile.TemporaryDirectory() as folder:

        def into_a_file() -> None:
            with fittrace.record(Path(folder) / "tiny.fittrace"):
                fit()

        contenders = [
            Contender("fittrace", stopwatch(fit)),
            Contender("recorded", stopwatch(recorded)),
            Contender("file", stopwatch(into_a_file)),
            scene.contender("graph", "tensorflow", "tiny", steps),
            scene.contender("pytorch", "pytorch", "tiny", steps),
        ]
        times = interleave(contenders, scene.times(ROUNDS), scene.rest)
    note = f"{steps} steps"
    return [
        times.ratio("recorded", "fittrace", f"{note}, recorded : not recorded", goal=1.25),
        times.ratio("file", "fittrace", f"{note}, recorded into a file : not recorded"),
        times.ratio("recorded", "graph", f"{note}, recorded : TensorFlow 2.12, graph mode", goal=1.0),
        times.ratio("recorded", "pytorch", f"{note}, recorded : PyTorch, eager, a loop by hand"),
    ]
