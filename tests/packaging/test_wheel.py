"""What is built is complete: a page is rendered from the wheel alone, in an environment of its own."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.packaging, pytest.mark.slow, pytest.mark.timeout(600)]  # waits for the index

SCRIPT = """
import numpy as np
from fittrace import keras

keras.utils.set_random_seed(1)
model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(np.eye(6, 3, dtype="float32"), np.array([0, 1, 0, 1, 0, 1]), epochs=2, batch_size=2, verbose=0)
"""


@pytest.fixture(scope="module")
def built(repository, tmp_path_factory):
    """The folder with the sdist and, made from the sdist, the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, repository]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def clean_environment(wheel, tmp_path_factory):
    """A new virtual environment that holds the wheel and what it needs, nothing of the checkout."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_template_is_in_the_wheel(repository, wheel):
    templates = repository / "templates"
    expected = {f"fittrace/{path.relative_to(repository)}" for path in templates.rglob("*") if path.is_file()}
    assert expected
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    folders = {Path(name).parts[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {folder.partition("-")[2] != "" or folder == "fittrace" for folder in folders} == {True}


def test_the_sdist_holds_what_a_developer_needs(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {Path(*Path(name).parts[1:]).as_posix() for name in archive.getnames()}
    assert {
        "Makefile",
        "README.md",
        "LICENSE",
        "examples/mnist_mlp.py",
        "tests/conftest.py",
        ".ci/run",
    } <= names


def test_a_page_is_rendered_from_the_wheel_alone(clean_environment, tmp_path):
    (tmp_path / "train.py").write_text(SCRIPT)
    command = [clean_environment / "bin" / "fittrace", "run", "-o", "page.html", "train.py"]
    environment = {"PATH": "/nowhere", "HOME": str(tmp_path)}  # no Graphviz to be found
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "page.html").read_text()
    assert "<svg" in page
    assert "Sequential" in page


def test_the_wheel_is_what_was_imported(clean_environment, tmp_path):
    asked = "import fittrace; print(fittrace.__file__)"
    command = [clean_environment / "bin" / "python", "-c", asked]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env={})
    assert Path(done.stdout.strip()).is_relative_to(clean_environment)
