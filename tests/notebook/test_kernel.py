"""A real notebook, executed by a real kernel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fittrace
from fittrace.trace import load

pytestmark = pytest.mark.slow

nbformat = pytest.importorskip("nbformat", reason="the package nbclient is not installed")
nbclient = pytest.importorskip("nbclient", reason="the package nbclient is not installed")
pytest.importorskip("ipykernel", reason="the package ipykernel is not installed")

TRAIN = """
import numpy as np
from tensorflow import keras

class Mine(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.seen = dict(logs)

model = keras.Sequential([keras.layers.Dense(2)])
model.compile("sgd", "mse")
model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0, callbacks=[Mine()])
"""

CELLS = {
    "load": "%load_ext fittrace",
    "train": f"%%fittrace story --save kept.fittrace -o page.html --title 'My run'{TRAIN}",
    "name": "import sys\nprint(story, type(story.recording.lanes[0]).__name__, 'tensorflow' in sys.modules)",
    "again": "story",
    "broken": "%%fittrace\nprint('before')\nmodel.fit(np.ones((4, 5)), np.ones((4, 2)), verbose=0)",
    "after": "print('the kernel goes on')",
    "typo": "%%fittrace\nmodel.fit(",
    "await": "%%fittrace\nimport asyncio\nawait asyncio.sleep(0)",
    "option": "%%fittrace --values sometimes\n1",
    "no page": "%%fittrace -o kept.fittrace\n1",
    "picture": "%%fittrace -o page.pdf\n1",
    "help": "%%fittrace --help",
    "help over a cell": "%%fittrace -h\nprint('not run')",
    "nothing": "%%fittrace nothing --real\n1 + 1",
    "quiet": "%%fittrace quiet\nmodel.predict(np.ones((4, 3)), verbose=0);",
    "block": (
        "import fittrace\nwith fittrace.record() as mine:\n    model.predict(np.ones((4, 3)), verbose=0)\n"
        "print(mine, type(mine.recording.lanes[0]).__name__)"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def cells(folder):
    """The executed cells by name."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS.values()])
    resources = {"metadata": {"path": str(folder)}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))  # nobody's own start-up files
        patch.setenv("JUPYTER_CONFIG_DIR", str(folder / "jupyter"))
        nbclient.NotebookClient(
            notebook, kernel_name="python3", allow_errors=True, timeout=120, resources=resources
        ).execute()
    return dict(zip(CELLS, notebook.cells, strict=True))


def results(cell, kind):
    return [output for output in cell.outputs if output.output_type == kind]


def printed(cell, stream="stdout"):
    return "".join(output.text for output in results(cell, "stream") if output.name == stream)


def test_loading_the_extension_says_nothing(cells):
    assert cells["load"].outputs == []


def test_a_recorded_cell_shows_its_own_result_and_then_the_run(cells):
    own, run = results(cells["train"], "execute_result")
    assert "History" in own.data["text/plain"]
    assert run.data["text/plain"].startswith("My run: ")
    assert run.data["text/html"].startswith("<iframe ")


def test_the_run_is_kept_and_the_page_written(cells, folder):
    assert load(folder / "kept.fittrace").header.script == "My run"
    assert "<h1>My run</h1>" in (folder / "page.html").read_text()
    assert printed(cells["train"]) == "page page.html\n"


def test_the_variable_holds_the_run_and_the_imports_are_python_s_again(cells):
    assert printed(cells["name"]).startswith("<Run of My run: ")
    assert printed(cells["name"]).endswith("finished> Lane False\n")


def test_a_run_as_the_last_expression_shows_itself(cells):
    (shown,) = results(cells["again"], "execute_result")
    assert set(shown.data) == {"text/plain", "text/html"}


def test_an_error_is_shown_as_usual_after_the_run_as_far_as_it_came(cells):
    before, run, error = cells["broken"].outputs
    assert before.text == "before\n"
    assert "Sequential.fit" in run.data["text/plain"]
    assert "raised" in run.data["text/plain"].splitlines()[0]
    assert (error.output_type, error.ename) == ("error", "ValueError")
    told = re.sub(r"\x1b\[[\d;]*m", "", "".join(error.traceback))
    assert "model.fit(np.ones((4, 5))" in told
    assert str(Path(fittrace.__file__).parent) not in told
    assert "<fittrace" not in told
    assert told.endswith("frames inside fittrace are not shown.)")


@pytest.mark.parametrize("name", ["help", "help over a cell"])
def test_help_is_printed_and_nothing_run(cells, name):
    (shown,) = cells[name].outputs
    assert shown.text.startswith("usage: ")
    assert "--save FILE" in shown.text
    assert "not run" not in shown.text


def test_the_kernel_goes_on_after_an_error(cells):
    assert printed(cells["after"]) == "the kernel goes on\n"


def test_a_cell_that_is_no_python_says_so(cells):
    (error,) = results(cells["typo"], "error")
    assert error.ename == "SyntaxError"
    assert "nothing was run" in printed(cells["typo"], "stderr")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("await", "with fittrace.record()"),
        ("option", "'sometimes'"),
        ("no page", "kept.fittrace"),
        ("picture", "write page.html"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_one_sentence(cells, name, words):
    assert printed(cells[name], "stderr").startswith("UsageError: ")
    assert words in printed(cells[name], "stderr")


def test_a_cell_that_trains_nothing_says_so(cells):
    own, run = results(cells["nothing"], "execute_result")
    assert own.data["text/plain"] == "2"
    assert "No call of Keras was recorded." in run.data["text/plain"]


def test_a_semicolon_hides_the_cell_s_own_result_and_not_the_run(cells):
    (run,) = results(cells["quiet"], "execute_result")
    assert "Sequential.predict" in run.data["text/plain"]


def test_recording_in_a_cell_costs_what_it_costs_in_a_script(cells):
    assert printed(cells["block"]).endswith("Lane\n")  # a Watched lane looks at the thread of every call
