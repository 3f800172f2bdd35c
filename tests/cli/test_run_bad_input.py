"""Whatever is wrong is one sentence, the right exit status, and costs no recorded call."""

import signal
import subprocess
import sys

import pytest

import fittrace

TRAINING = """
from fittrace import keras
import numpy as np

class Tell(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if batch == 5:
            print("five steps done", flush=True)

keras.utils.set_random_seed(1)
x, y = np.zeros((64_000, 4), "float32"), np.zeros((64_000,), "int32")
model = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=500, verbose=0, callbacks=[Tell()])
"""


def sentences(process):
    """What fittrace itself said on stderr."""
    return [line for line in process.stderr.splitlines() if line.startswith("fittrace: ")]


def assert_refused(process, *words):
    assert process.returncode == 2
    assert len(process.stderr.splitlines()) == 1
    assert process.stderr.startswith("fittrace: ")
    for word in words:
        assert word in process.stderr


def test_a_missing_script(command):
    assert_refused(command("run", "nosuch.py"), "no script nosuch.py")


def test_no_script_at_all(command):
    assert_refused(command("run"), "Name the script")


def test_a_directory(command):
    assert_refused(command("run", "."), "is a directory")


def test_a_missing_module(command):
    assert_refused(command("run", "-m", "nosuch.module"), "no module nosuch.module")


def test_a_package_without_main(command, script):
    script("", "pack/__init__.py")
    assert_refused(command("run", "-m", "pack"), "no module pack.__main__")


def test_an_unknown_option_before_the_script(command, script):
    assert_refused(command("run", "--titel", "x", script()), "--titel", "fittrace run --help")


def test_an_unknown_subcommand(command):
    assert_refused(command("walk"), "walk", "fittrace --help")


@pytest.mark.parametrize("source", ["x = (", "# coding: nonsense\n"])
def test_a_syntax_error_is_shown_as_python_shows_it(command, script, tmp_path, source):
    name = script(source)
    python = subprocess.run(
        [sys.executable, tmp_path / name], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    done = command("run", name)
    assert done.returncode == 1
    assert python.stderr.splitlines()[-1].split(":")[0] in done.stderr.splitlines()[-2]
    assert sentences(done) == [
        "fittrace: train.py is not valid Python, so nothing was run and no page was written."
    ]
    assert list(tmp_path.glob("*.html")) == []


def test_a_file_that_is_not_text(command, script):
    done = command("run", script("x = 1\0"))
    assert done.returncode == 1
    assert "null byte" in done.stderr
    assert len(sentences(done)) == 1


def test_a_module_with_a_syntax_error(command, script):
    script("x = (", "broken.py")
    done = command("run", "-m", "broken")
    assert done.returncode == 1
    assert len(sentences(done)) == 1


def test_a_raising_script_keeps_its_status_traceback_page_and_recording(command, script, tmp_path):
    done = command("run", "--save", "a.fittrace", "-o", "b.html", script(), "fail")
    assert done.returncode == 1
    assert "ValueError: the data ran dry" in done.stderr
    assert sentences(done) == [
        "fittrace: train.py raised ValueError in epoch 2, step 3, inside Model.train_step (small);"
        " the page shows where."
    ]
    assert fittrace.load(tmp_path / "a.fittrace").ending.state == "raised"
    assert fittrace.load(tmp_path / "a.fittrace").calls == 8
    assert "the data ran dry" in (tmp_path / "b.html").read_text()


def test_a_traceback_has_the_scripts_frames_and_none_of_ours(command, script, tmp_path):
    done = command("run", "--save", "a.fittrace", script(), "fail")
    frames = [line for line in done.stderr.splitlines() if line.startswith("  File ")]
    assert len(frames) == 3
    assert all(str(tmp_path / "train.py") in frame for frame in frames)


def test_ctrl_c_in_the_middle_of_fit(script, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "fittrace", "run", "--save", "a.fittrace", "-o", "b.html", script(TRAINING)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "five steps done\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert errors.startswith("fittrace: train.py was interrupted by Ctrl-C in epoch ")
    assert len(errors.splitlines()) == 1
    run = fittrace.load(tmp_path / "a.fittrace")
    assert run.ending.state == "interrupted"
    assert run.calls > 100
    assert (tmp_path / "b.html").exists()


@pytest.mark.parametrize("option", ["-o", "--save"])
def test_an_output_in_a_missing_directory_is_found_before_the_training(command, script, option):
    done = command("run", option, "nosuch/x", script("print('trained')"))
    assert_refused(done, "nosuch/x", "no directory")
    assert done.stdout == ""


@pytest.mark.parametrize("option", ["-o", "--save"])
def test_an_output_that_is_a_directory_is_found_before_the_training(command, script, option):
    done = command("run", option, ".", script("print('trained')"))
    assert_refused(done, "directory")
    assert done.stdout == ""


@pytest.mark.parametrize("option", ["-o", "--save"])
def test_an_output_that_cannot_be_written_is_found_before_the_training(command, script, option):
    done = command("run", option, "/proc/fittrace", script("print('trained')"))
    assert_refused(done, "/proc/fittrace cannot be written")
    assert done.stdout == ""


def test_an_output_in_a_locked_folder(command, script, only_root_may_write):
    assert_refused(command("run", "-o", only_root_may_write / "page.html", script()), "permission denied")


def test_results_are_not_written_over_the_script(command, script, tmp_path):
    name = script(name="train")
    assert_refused(command("run", "-o", name, name), "over the script")
    assert "Model().fit()" in (tmp_path / name).read_text()


@pytest.mark.parametrize("name", ["x.pdf", "x.PDF", "x.py", "x.svg", "x.html.gz"])
def test_a_page_with_another_name_than_a_pages(command, script, tmp_path, name):
    done = command("run", "-o", name, script("print('trained')"))
    assert_refused(done, f"{name} is no name of a page, which is HTML: write x")
    assert ("print it" in done.stderr) == (name.lower() == "x.pdf")
    assert done.stdout == ""
    assert not (tmp_path / name).exists()


def test_a_recording_does_not_replace_a_file_that_is_none(command, script, tmp_path):
    (tmp_path / "weights.npz").write_bytes(b"PK precious")
    assert_refused(command("run", "--save", "weights.npz", script()), "not a recording")
    assert (tmp_path / "weights.npz").read_bytes() == b"PK precious"


def test_one_name_for_page_and_recording(command, script):
    assert_refused(command("run", "-o", "x", "--save", "x", script()), "cannot both be")


def test_a_page_with_a_recordings_name(command, script):
    assert_refused(command("run", "-o", "x.fittrace", script()), "--save")


def test_a_page_that_cannot_be_made_costs_no_recording(command, script, tmp_path):
    """The page's folder goes away while the script trains."""
    (tmp_path / "pages").mkdir()
    source = "import os, shutil; from fittrace.trace import hook\n@hook\ndef step(): pass\nstep()\n"
    name = script(
        source + "os.remove('pages/x.html') if os.path.exists('pages/x.html') else os.mkdir('pages/x.html')"
    )
    done = command("run", "-o", "pages/x.html", name)
    assert done.returncode == 1
    assert len(sentences(done)) == 1
    assert str(tmp_path / "pages" / "x.fittrace") in done.stderr
    assert fittrace.load(tmp_path / "pages" / "x.fittrace").calls == 1


@pytest.mark.parametrize("arguments", [["train.py", "-o"], ["train.py", "--save"], ["-m"]])
def test_an_option_without_its_value(command, tmp_path, arguments):
    (tmp_path / "train.py").write_text("")
    done = command("run", *arguments)
    assert done.returncode == 2
    assert f"{arguments[-1]} needs a value" in done.stderr
    assert not (tmp_path / "--").exists()
