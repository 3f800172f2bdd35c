"""Real processes that train a real model: bare, recorded by ``fittrace.record``, and by ``fittrace run``."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import fittrace

RECORDED = ("record", "run")
"""The ways of recording; ``"bare"`` is the program without."""

PROGRAM = '''
"""A small training, recorded or not as its environment says."""
import hashlib, importlib, os, shutil, signal, sys, threading, time, warnings
from contextlib import nullcontext

import numpy as np

import fittrace
from fittrace import keras

warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of forking beside threads
HOW = os.environ["HOW"]

def block(**settings):
    return fittrace.record("run.fittrace", **settings) if HOW == "record" else nullcontext()

def made(*layers, seed=3):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([*layers, keras.layers.Dense(5, "relu"), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    return model

def fit(model, epochs=3, **settings):
    random = np.random.default_rng(1)
    x, y = random.random((40, 3)).astype("float32"), random.random((40, 2)).astype("float32")
    return model.fit(x, y, batch_size=8, epochs=epochs, verbose=0, **settings)

def told(model):
    """The weights, every bit of them."""
    return hashlib.sha256(b"".join(weight.tobytes() for weight in model.get_weights())).hexdigest()

class Tell(keras.callbacks.Callback):
    """Says how far the training has come."""

    def on_epoch_end(self, epoch, logs=None):
        print(epoch, time.time(), flush=True)
'''


@dataclass(frozen=True)
class Outcome:
    """What became of a process.

    Attributes:
        status: its exit status, negative where a signal ended it.
        output: what the training printed; not what ``fittrace run`` said afterwards.
        error: its stderr.
    """

    status: int
    output: str
    error: str


class Scene:
    """A folder in which one program runs in several ways."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "run.fittrace"
        self.processes: list[subprocess.Popen[str]] = []

    def write(self, body: str) -> None:
        """Write the program that is to run."""
        (self.folder / "script.py").write_text(PROGRAM + textwrap.dedent(body))

    def start(
        self,
        how: str,
        *,
        wrapped: Sequence[str] = (),
        file: str = "run.fittrace",
        page: str = "",
        **options: Any,
    ) -> subprocess.Popen[str]:
        """Start the program.

        Args:
            how: ``"bare"``, ``"record"`` or ``"run"``.
            wrapped: another command that is to start it.
            file: where ``"run"`` saves the recording.
            page: where ``"run"`` writes the page, if anywhere.
            options: as of `subprocess.Popen`.
        """
        command = ["script.py"]
        if how == "run":
            pages = ["-o", page] if page else []
            command = ["-m", "fittrace", "run", "--save", file, *pages, "script.py"]
        environment = {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PATH": os.environ["PATH"],
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "HOW": how,
            "TMPDIR": str(self.folder),
            # on a disk that is full, Python leaves the code of a module cut off, and later cannot read it
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        process = subprocess.Popen(
            [*wrapped, sys.executable, *command], cwd=self.folder, env=environment, text=True, **pipes
        )
        self.processes.append(process)
        return process

    def outcome(self, how: str, **options: object) -> Outcome:
        """Run the program to its end."""
        process = self.start(how, **options)
        output, error = process.communicate(timeout=60)
        return Outcome(process.returncode, training_part(output or ""), error or "")

    def outcomes(self, body: str, *, ways: tuple[str, ...] = ("bare", *RECORDED)) -> list[Outcome]:
        """What becomes of a program in each of the ways."""
        self.write(body)
        return [self.outcome(how) for how in ways]

    def load(self) -> fittrace.Run:
        """The run that was recorded."""
        return fittrace.load(self.file)


def training_part(output: str) -> str:
    """The output without the summary that ``fittrace run`` ends with."""
    return output.partition("\nrecording  ")[0]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A folder of its own; what was started in it and still runs is killed in the end."""
    made = Scene(tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()


@pytest.fixture
def unchanged(scene: Scene) -> Callable[..., fittrace.Run]:
    """Holds a program against itself recorded: same exit status, same output; gives the last run."""

    def check(body: str, *, ways: tuple[str, ...] = RECORDED, status: int | None = 0) -> fittrace.Run:
        bare, *recorded = scene.outcomes(body, ways=("bare", *ways))
        assert status is None or bare.status == status, bare.error
        for outcome in recorded:
            assert (outcome.status, outcome.output) == (bare.status, bare.output), outcome.error
        return scene.load()

    return check
