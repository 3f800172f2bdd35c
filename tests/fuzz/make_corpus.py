"""Make the seeds that fuzzing starts from: ``python -m tests.fuzz.make_corpus``.

Small runs of every kind, under the logical clock, so that the same code gives the same
files.  Needed anew when the layout of run files changes; what was found by fuzzing and
kept in ``corpus/found`` stays.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

import fittrace
from fittrace import LogicalClock, keras, record, tf
from fittrace.trace import annotate, continued

CORPUS = Path(__file__).parent / "corpus"


def a_classifier() -> None:
    """Layers, callbacks, validation, two folds, a metric."""
    model = keras.Sequential([keras.layers.Dense(2, activation="softmax")], name="small")
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(monitor="val_loss")
    x, y = np.eye(9, 3, dtype="float32"), np.arange(9) % 2
    model.fit(x, y, epochs=2, batch_size=2, verbose=0, validation_split=0.2, callbacks=[stop])
    annotate(seed=1, lesson="third")


def two_inputs() -> None:
    """A functional model with named inputs, fed by a dictionary."""
    left, right = keras.Input((2,), name="left"), keras.Input((1,), name="right")
    out = keras.layers.Dense(1)(keras.layers.Concatenate()([left, right]))
    model = keras.Model([left, right], out)
    model.compile("adam", "mse")
    data = {"left": np.ones((4, 2), "float32"), "right": np.ones((4, 1), "float32")}
    model.fit(data, np.ones((4, 1), "float32"), batch_size=2, verbose=0)


def by_hand() -> None:
    """A loop of the script's own, with a tape."""
    layer, optimizer = keras.layers.Dense(1), keras.optimizers.SGD(0.1)
    for x in tf.data.Dataset.from_tensor_slices(np.ones((6, 2), "float32")).batch(2):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(layer(x))
        weights = layer.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))


def an_exception() -> None:
    """A callback gives up in the second epoch, and a thread was there as well."""

    class GivesUp(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            if epoch == 1:
                raise ValueError("</script> gave up")

    model = keras.Sequential([keras.layers.Dense(1, name="only")])
    model.compile("sgd", "mse")
    x = np.ones((4, 1), "float32")
    with continued("worker")():
        keras.layers.Dense(1)(x)
    model.fit(x, x, epochs=3, batch_size=2, verbose=0, callbacks=[GivesUp()])


def nothing() -> None:
    """No call at all."""


PROGRAMS: tuple[Callable[[], None], ...] = (a_classifier, two_inputs, by_hand, an_exception, nothing)


def make(program: Callable[[], None], path: Path) -> None:
    """Record the program into a run file."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    try:
        with record(clock=LogicalClock(), script="train.py") as run:
            program()
    except ValueError:
        pass  # one of them is meant to fail
    run.save(path)
    _forget_where_it_was_made(path)


def _forget_where_it_was_made(path: Path) -> None:
    """Leave of the paths in an exception's traceback what every checkout has."""
    checkout = f"{Path(__file__).parents[2]}/"
    with closing(sqlite3.connect(path)) as connection:
        for table, column in (("header", "value"), ("details", "fields")):
            connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, '')", (checkout,))
        connection.commit()
        connection.execute("VACUUM")


def main() -> None:
    """Make all of them."""
    runs = CORPUS / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for program in PROGRAMS:
            name = f"{program.__name__}.fittrace"
            make(program, Path(scratch) / name)
            fittrace.load(Path(scratch) / name)
            (runs / name).write_bytes((Path(scratch) / name).read_bytes())
            print(f"{runs / name}: {(runs / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
