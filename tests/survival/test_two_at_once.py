"""Runs that would go into the same file, and runs side by side."""

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import fittrace
from fittrace import keras


def test_a_file_that_a_living_process_records_into_is_not_replaced(scene):
    scene.write("""
        with block():
            model = made()
            fit(model)
            print("trained", flush=True)
            sys.stdin.readline()
            fit(model)
    """)
    first = scene.start("record", stdin=subprocess.PIPE)
    assert first.stdout.readline() == "trained\n"
    for how, status in (("record", 1), ("run", 2)):
        second = scene.outcome(how, stdin=subprocess.DEVNULL)
        assert (second.status, second.output) == (status, "")
        assert second.error.splitlines()[-1].endswith(
            f"run.fittrace: process {first.pid} is recording into it; give this run another name."
        )
    first.communicate("\n", timeout=30)
    assert first.returncode == 0
    steps = [span for span in scene.load().spans() if span.label.endswith(".train_step")]
    assert len(steps) == 30
    # once that process has ended, the run is one like any other
    assert scene.outcome("record", stdin=subprocess.DEVNULL).status == 0


def test_what_a_killed_process_has_left_is_replaced(scene):
    scene.write("""
        with block():
            fit(made())
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert [scene.outcome("record").status for _ in range(2)] == [-9, -9]


def test_two_recordings_of_one_program_into_the_same_file(tmp_path):
    again = fittrace.record(tmp_path / "run")
    words = "another run of this program is being recorded"
    with fittrace.record(tmp_path / "run"), pytest.raises(fittrace.RunFileError, match=words):
        again.__enter__()
    with fittrace.record(tmp_path / "run") as run:
        pass
    assert fittrace.load(tmp_path / "run").ending == run.ending


def trained(name, seed, barrier=None):
    """Train in a recording of its own, an epoch before each item; gives run and weights in the end."""
    x = np.random.default_rng(seed).random((12, 3)).astype("float32")
    with fittrace.record() as run:
        model = keras.Sequential([keras.layers.Dense(2, name=name, kernel_initializer="ones")])
        model.compile("adam", "mse")
        for _ in range(3):
            model.fit(x, x[:, :2], batch_size=4, shuffle=False, verbose=0)
            if barrier is not None:
                barrier.wait()
            yield None
    yield run, [weight.tolist() for weight in model.get_weights()]


def layers_of(run):
    return {span.name for span in run.spans() if span.label == "Dense.__call__"}


def steps_of(run):
    return sum(span.label.endswith(".train_step") for span in run.spans())


def test_trainings_in_two_threads_are_two_runs_and_compute_what_they_compute_alone():
    alone = [list(trained(name, seed))[-1][1] for seed, name in enumerate(("one", "two"))]
    barrier = threading.Barrier(2, timeout=20)
    with ThreadPoolExecutor(2) as pool:
        both = list(
            pool.map(lambda pair: list(trained(pair[1], pair[0], barrier))[-1], enumerate(("one", "two")))
        )
    assert [weights for _, weights in both] == alone
    assert [layers_of(run) for run, _ in both] == [{"one"}, {"two"}]
    assert [steps_of(run) for run, _ in both] == [9, 9]


def test_trainings_in_two_generators_in_turn_are_two_runs():
    alone = [list(trained(name, seed))[-1][1] for seed, name in enumerate(("one", "two"))]
    *_, both = zip(trained("one", 0), trained("two", 1), strict=True)
    assert [weights for _, weights in both] == alone
    assert [layers_of(run) for run, _ in both] == [{"one"}, {"two"}]
    assert [steps_of(run) for run, _ in both] == [9, 9]
