"""Under a logical clock the same program and seed give the same page and the same run file, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import fittrace
from fittrace.trace.runfile import load

pytestmark = pytest.mark.slow

PROGRAM = '''
"""What could differ between processes: addresses, orders of sets, names of threads, the random numbers."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

class Opaque:
    """Its repr has its address."""

class Batches(keras.utils.Sequence):
    def __len__(self):
        return 6

    def __getitem__(self, index):
        x = np.full((4, 3), index, "float32")
        return x, x[:, :1]

class Doubled(layers.Layer):
    def __init__(self, thing, **arguments):
        super().__init__(**arguments)
        self.thing, self.names = thing, {"b", "a", "cc", "d"}

    def call(self, x):
        return x * 2.0

class Told(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.seen = {"p", "q", *logs}

keras.utils.set_random_seed(3)
inputs = keras.Input((3,))
one = layers.Dense(4, activation="relu")(inputs)
both = layers.Concatenate()([one, layers.Lambda(lambda x: x + 1.0)(Doubled(Opaque())(inputs))])
model = keras.Model(inputs, layers.Dense(1)(layers.Dropout(0.5)(both)))
model.compile(
    keras.optimizers.Adam(lambda: 0.01),
    loss=lambda wanted, given: keras.backend.mean((wanted - given) ** 2),
    metrics=["mae", lambda wanted, given: keras.backend.mean(wanted - given)],
)
model.fit(Batches(), epochs=3, workers=2, max_queue_size=3, verbose=0, callbacks=[Told()])
model.fit(np.ones((8, 3)), np.ones((8, 1)), validation_split=0.5, verbose=0)
'''


def recorded(folder: Path, hash_seed: int) -> tuple[bytes, bytes]:
    """The page and the run file that the command writes in that folder."""
    folder.mkdir()
    (folder / "train.py").write_text(PROGRAM)
    command = ["run", "--logical-clock", "--save", "train.fittrace", "-o", "page.html", "train.py"]
    subprocess.run(
        [sys.executable, "-m", "fittrace", *command],
        cwd=folder,
        env=os.environ
        | {"PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(Path(fittrace.__path__[0]).parent)},
        check=True,
        capture_output=True,
    )
    return (folder / "page.html").read_bytes(), (folder / "train.fittrace").read_bytes()


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    folder = tmp_path_factory.mktemp("same")
    return recorded(folder / "one", hash_seed=1), recorded(folder / "another place", hash_seed=77)


def test_the_page_is_the_same(twice):
    (one, _), (other, _) = twice
    assert b"Doubled" in one
    assert one == other


def test_the_run_file_is_the_same(twice):
    (_, one), (_, other) = twice
    assert one == other


def test_the_header_under_a_logical_clock_knows_no_date(twice, tmp_path):
    (page, file), _ = twice
    (tmp_path / "run.fittrace").write_bytes(file)
    header = load(tmp_path / "run.fittrace").header
    assert (header.clock, header.started) == ("logical", None)
    assert datetime.now(UTC).date().isoformat().encode() not in page


def test_a_page_made_again_in_this_process_is_the_same(run, page):
    from fittrace.report import page_of

    assert page_of(run) == page
