"""The example that the README opens with."""

import importlib.util
import os
import re
import subprocess
import sys

import numpy as np
import pytest

import fittrace

HELD_OUT = re.compile(r"accuracy on (\S+) held-out digits: (\d\.\d+)")


@pytest.fixture(scope="module")
def example(repository):
    """The script as a module, for its functions."""
    spec = importlib.util.spec_from_file_location("mnist_mlp", repository / "examples" / "mnist_mlp.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(repository, tmp_path):
    """Run the script, or a command around it, in a folder of its own."""

    def run(*command, **environment):
        script = repository / "examples" / "mnist_mlp.py"
        line = [sys.executable, *(script if part == "EXAMPLE" else part for part in command)]
        return subprocess.run(
            line,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(repository), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def accuracy(process):
    assert process.returncode == 0, process.stderr
    return float(HELD_OUT.search(process.stdout)[2])


@pytest.mark.slow
def test_the_model_is_right_on_more_than_95_of_100_held_out_digits(run):
    assert accuracy(run("EXAMPLE")) > 0.95


@pytest.mark.slow
def test_recording_changes_no_number(run, tmp_path):
    alone = accuracy(run("EXAMPLE", "--epochs", "1"))
    recorded = run("-m", "fittrace", "run", "--save", "a.fittrace", "EXAMPLE", "--epochs", "1")
    assert accuracy(recorded) == alone
    steps = [
        span
        for span in fittrace.load(tmp_path / "a.fittrace").spans()
        if span.label == "Sequential.train_step"
    ]
    assert len(steps) == -(-13_500 // 128)


def test_the_digits_look_like_mnist(example):
    (x_train, y_train), (x_test, y_test) = example.load_digits_like_mnist()
    assert (x_train.shape, x_test.shape) == ((13_500, 28, 28), (297, 28, 28))
    assert (x_train.dtype, x_train.min(), x_train.max()) == (np.float32, 0, 1)
    assert sorted({*y_train, *y_test}) == list(range(10))


def test_no_held_out_digit_is_trained_on(example):
    from sklearn.datasets import load_digits

    (x_train, _), (x_test, _) = example.load_digits_like_mnist()
    trained, held_out = ({image.tobytes() for image in images} for images in (x_train, x_test))
    assert not trained & held_out
    assert len(held_out) + len(x_train) // 9 == len(load_digits().images)


def test_moving_an_image_cuts_nothing_off(example):
    (x_train, _), _ = example.load_digits_like_mnist()
    ink = x_train.reshape(9, 1500, -1).sum(axis=2)
    np.testing.assert_allclose(ink, np.broadcast_to(ink[4], ink.shape), rtol=1e-5)


def test_without_scikit_learn_one_sentence_says_what_to_do(run, tmp_path):
    (tmp_path / "sklearn.py").write_text("raise ImportError('not here')")
    done = run("EXAMPLE", PYTHONPATH=f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    assert done.returncode == 1
    assert "pip install scikit-learn" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_a_network_one_sentence_names_the_alternative(run, tmp_path):
    done = run("EXAMPLE", "--data", "mnist", HOME=str(tmp_path), https_proxy="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "--data digits" in done.stderr
    assert len(done.stderr.splitlines()) == 1
