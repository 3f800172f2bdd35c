"""Runs that the report's tests read: made once, under a logical clock."""

from __future__ import annotations

import numpy as np
import pytest

import fittrace


def classifier(rows: int = 70, epochs: int = 3, **fit_arguments: object) -> fittrace.Run:
    """The classic classifier, small: 6 features, 5 hidden, 3 classes, batches of 16."""
    from fittrace import keras

    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    random = np.random.default_rng(0)
    x = random.standard_normal((rows, 6)).astype("float32")
    y = random.integers(0, 3, rows)
    with fittrace.record(clock=fittrace.LogicalClock(), script="classifier.py") as run:
        model = keras.models.Sequential(
            [keras.layers.Dense(5, activation="relu"), keras.layers.Dense(3, activation="softmax")]
        )
        model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, y, epochs=epochs, batch_size=16, **({"verbose": 0} | fit_arguments))
        model.evaluate(x[:20], y[:20], verbose=0)
    return run


@pytest.fixture(scope="session")
def run() -> fittrace.Run:
    return classifier()


@pytest.fixture(scope="session")
def page(run: fittrace.Run) -> str:
    from fittrace.report import page_of

    return page_of(run)
