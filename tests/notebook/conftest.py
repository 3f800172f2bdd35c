"""A small run, and a notebook that a real kernel has executed."""

from __future__ import annotations

import numpy as np
import pytest

import fittrace


@pytest.fixture(scope="session")
def run() -> fittrace.Run:
    from fittrace import keras

    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    x, y = np.ones((20, 3), "float32"), np.ones((20, 2), "float32")
    with fittrace.record(clock=fittrace.LogicalClock(), script="small.py") as run:
        model = keras.Sequential([keras.layers.Dense(2)])
        model.compile("sgd", "mse")
        model.fit(x, y, epochs=2, batch_size=5, verbose=0)
    return run


@pytest.fixture(scope="session")
def empty_run() -> fittrace.Run:
    with fittrace.record(script="empty.py") as run:
        pass
    return run
