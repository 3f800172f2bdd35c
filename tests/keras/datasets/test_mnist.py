"""The loader of MNIST, without the network."""

import hashlib
import urllib.error
import urllib.request

import numpy as np
import pytest

from fittrace import keras
from fittrace.keras.datasets import mnist


@pytest.fixture
def little_mnist(tmp_path, monkeypatch):
    """A file of the same form, which counts as the published one."""
    path = tmp_path / "mnist.npz"
    arrays = {
        "x_train": np.zeros((6, 28, 28), "uint8"),
        "y_train": np.arange(6, dtype="uint8"),
        "x_test": np.ones((2, 28, 28), "uint8"),
        "y_test": np.arange(2, dtype="uint8"),
    }
    np.savez(path, **arrays)
    monkeypatch.setattr(mnist, "_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


def test_a_copy_of_ones_own_is_loaded_from_its_path(little_mnist):
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data(str(little_mnist))

    assert (x_train.shape, y_train.tolist()) == ((6, 28, 28), [0, 1, 2, 3, 4, 5])
    assert (x_test.shape, y_test.tolist()) == ((2, 28, 28), [0, 1])


def test_the_cache_is_used_without_asking_the_network(little_mnist, monkeypatch):
    home = little_mnist.parent / "home"
    (home / "datasets").mkdir(parents=True)
    little_mnist.rename(home / "datasets" / "mnist.npz")
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.setattr(urllib.request, "urlopen", None)

    (x_train, _), _ = keras.datasets.mnist.load_data()

    assert len(x_train) == 6


def test_without_a_network_one_sentence_names_the_alternatives(tmp_path, monkeypatch, capsys):
    def fail(origin, timeout):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(urllib.request, "urlopen", fail)

    with pytest.raises(OSError, match=r"MNIST could not be fetched from https://.*`--data digits`.*`path=`"):
        keras.datasets.mnist.load_data()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
