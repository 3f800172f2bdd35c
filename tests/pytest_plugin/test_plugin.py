"""The pytest plugin, in small test suites of its own."""

import re

import pytest

from fittrace import Run

pytest_plugins = ["pytester"]

MODEL = '''
from fittrace.trace import Hooked, hook, loop

class Model(Hooked, named="name"):
    name = "model_7"

    @hook
    def fit(self):
        for step in self.steps():
            self.train_step()

    @loop("step")
    def steps(self):
        yield from range(3)

    @hook
    def train_step(self):
        pass
'''


@pytest.fixture
def suite(pytester, monkeypatch):
    """Runs a test module with the model in sight, and pytest's options; gives the result."""
    pytester.makepyfile(model=MODEL)
    monkeypatch.setattr(Run, "report", lambda run, path, **_: path.write_text(f"{run.calls} calls"))
    pytester.syspathinsert()

    def run(source, *options):
        pytester.makepyfile(test_it=f"from model import Model\n\n{source}")
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)

    return run


ORDER = """
def test_order(fittrace):
    Model().fit()
    fittrace.run.assert_order("fit", "train_step")
    assert fittrace.run.find("train_step").count() == 3
"""


def test_the_fixture_records_the_test(suite):
    suite(ORDER).assert_outcomes(passed=1)


def test_after_the_test_nobody_records(suite):
    after = "from fittrace.trace import recording\n\ndef test_after():\n    assert not recording()\n"
    suite(f"{ORDER}\n{after}").assert_outcomes(passed=2)


GOLDEN = """
def test_calls(fittrace):
    Model().fit()
    fittrace.assert_matches_golden()
    fittrace.check("steps", "fit, train_step")
"""


def test_a_golden_file_is_asked_for_written_and_compared(suite, pytester):
    missing = suite(GOLDEN)
    missing.assert_outcomes(failed=1)
    missing.stdout.fnmatch_lines(["*there is no *test_calls.txt yet; pytest --fittrace-update writes it"])
    written = suite(GOLDEN, "--fittrace-update")
    written.assert_outcomes(passed=1)
    written.stdout.fnmatch_lines(["fittrace: wrote *test_it.calls?test_calls.txt"])
    suite(GOLDEN).assert_outcomes(passed=1)
    folder = pytester.path / "test_it.calls"
    assert (folder / "test_calls.txt").read_text() == (
        "# the calls in test_it.py::test_calls; written by pytest --fittrace-update\n"
        "Model.fit  model\n  steps 1 to 3  (3 times)\n    Model.train_step  model\n"
    )
    found = (folder / "steps.txt").read_text().splitlines()[1:]
    assert found == ["Model.fit  model", *["  Model.train_step  model"] * 3]


def test_another_order_is_shown_below_what_it_stands_in(suite, pytester):
    suite(GOLDEN, "--fittrace-update")
    result = suite(GOLDEN.replace("Model().fit()", "Model().fit()\n    Model().train_step()"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the calls are not those of *test_calls.txt*", "*+Model.train_step  model"])


def test_a_failed_test_leaves_its_report(suite, pytester):
    failing = "def test_bad(fittrace):\n    Model().fit()\n    assert False\n"
    result = suite(failing, "--fittrace-artifacts=kept")
    (page,) = (pytester.path / "kept").iterdir()
    assert page.name == "test_it-test_bad.html"
    assert page.read_text() == "4 calls"
    result.stdout.fnmatch_lines(["*- fittrace -*", f"report: {page}"])


def test_a_test_that_passes_leaves_nothing(suite, pytester):
    suite(ORDER)
    assert not (pytester.path / "fittrace-artifacts").exists()


def test_no_report_is_kept_where_none_is_wanted(suite, pytester):
    suite("def test_bad(fittrace):\n    assert False\n", "--fittrace-artifacts=").assert_outcomes(failed=1)
    assert not (pytester.path / "fittrace-artifacts").exists()


def test_a_report_that_cannot_be_written_is_no_other_failure(suite, pytester):
    (pytester.path / "kept").write_text("a file")
    result = suite("def test_bad(fittrace):\n    assert False\n", "--fittrace-artifacts=kept")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["no report: *"])


def test_an_assertion_points_at_the_test_and_not_into_fittrace(suite):
    failing = "def test_bad(fittrace):\n    Model().fit()\n    fittrace.run.assert_never('train_step')\n"
    result = suite(failing)
    shown = result.stdout.str()
    assert "'train_step' is called 3 times, and should never be; first here:" in shown
    assert "-> Model.fit  model_7 > step 1 > Model.train_step  model_7" in shown
    assert not re.search(r"(assertions|asking)\.py:\d+", shown)


@pytest.mark.parametrize("name", ["", "a/b", "a b", "..\\x"])
def test_a_golden_name_is_a_plain_file_name(suite, name):
    result = suite(f"def test_bad(fittrace):\n    fittrace.check({name!r})\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*is no name of a golden file*"])


TRAIN = """
import numpy as np
from fittrace import keras

class Mine(keras.callbacks.Callback):
    pass

def train():
    model = keras.Sequential([keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0, callbacks=[Mine()])

"""


def test_the_example_of_the_documentation_passes_once_its_golden_files_are_written(pytester, repository):
    text = (repository / "docs" / "find-and-assert.md").read_text(encoding="utf-8")
    (example,) = (block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "def test_" in block)
    pytester.makepyfile(TRAIN + example)
    written = pytester.runpytest_subprocess("--fittrace-update")
    assert written.ret == 0, written.stdout.str()
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
