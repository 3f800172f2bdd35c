"""The source of what ran: found by symbol, highlighted, and the lines that made the calls marked."""

from __future__ import annotations

import base64
import gzip
import json
import re
import textwrap
from types import SimpleNamespace

import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.redact import RedactedRun
from fittrace.report.walkthrough.definitions import definition_of
from fittrace.report.walkthrough.outline import flat, outline_of
from fittrace.report.walkthrough.running import running_lines
from fittrace.report.walkthrough.source import highlighted, sources_of


@pytest.fixture(scope="module")
def lines(run):
    return flat(outline_of(run.tree()))


@pytest.fixture(scope="module")
def table(run, lines):
    return sources_of(run, lines)


def marked(table, view) -> list[str]:
    """The running lines of a call, as they read."""
    function, running = table.of(view)
    return [function.text.splitlines()[number - 1].strip() for number in running]


def first(lines, title: str):
    return next(view for view in lines if view.title == title)


def call(label: str, symbol: str | None = None, *, loop: bool = False):
    return SimpleNamespace(label=label, symbol=symbol or f"keras.{label}", loop=loop, children=[])


def test_every_call_of_a_run_has_its_source(table):
    assert None not in table.by_line


def test_each_function_is_there_once(table):
    assert len({it.symbol for it in table.functions}) == len(table.functions)


@pytest.mark.parametrize(
    ("symbol", "file", "begin"),
    [
        ("keras.engine.training.Model.fit", "training/_fit.py", "def fit("),
        (
            "keras.engine.training.Model.make_train_function.run_step",
            "training/_function.py",
            "def run_step(",
        ),
        ("keras.losses.sparse_categorical_crossentropy", "losses/", "def sparse_categorical_crossentropy("),
        ("tensorflow.GradientTape.gradient", "tf/tape.py", "def gradient("),
    ],
)
def test_a_symbol_is_found_in_the_installed_files(symbol, file, begin):
    found = definition_of(symbol)
    assert file in found.file
    assert begin in found.text


@pytest.mark.parametrize("symbol", ["user.Model.fit", "keras.no.such.thing", "repeat", "", "..", "os.system"])
def test_a_symbol_that_is_not_the_engines_is_not_found(symbol):
    assert definition_of(symbol) is None


def test_the_lines_of_a_training_step(table, lines):
    found = marked(table, first(lines, "Sequential.train_step"))
    assert "y_pred = self(x, training=True)" in found
    assert "with tf.GradientTape() as tape:" in found
    assert any(line.startswith("self.optimizer.minimize(") for line in found)


def test_a_layer_that_is_built_makes_a_call_more(table, lines):
    calls = [view for view in lines if view.label == "Dense._maybe_build" and view.name == "dense"]
    assert any("build(" in line for line in marked(table, calls[0]))


def test_the_loop_is_shown_where_it_is_written(table, lines):
    function, _running = table.of(first(lines, "step 1"))
    assert "for step in data_handler.steps():" in function.text
    assert "logs = self.train_function(iterator)" in marked(table, first(lines, "step 1"))


def test_a_line_that_calls_through_a_helper(table, lines):
    assert "logs = self._train_epochs(data_handler, callbacks, validation)" in marked(
        table, first(lines, "Sequential.fit")
    )


def test_a_function_that_is_only_defined_there_makes_no_call():
    text = "def outer():\n    def inner():\n        return step()\n    return inner\n"
    assert running_lines(text, [call("step")]) == []


def test_a_layer_is_called_by_its_variable():
    text = "def call(self, x):\n    x = self.dense(x)\n    x = self.helper(x)\n    return float(x)\n"
    assert running_lines(text, [call("Dense.__call__")], {"helper": "def helper(self, x): pass"}) == [2]


def test_an_object_is_made_by_its_class():
    text = "def compile(self):\n    self.loss = Container(1)\n    self.metrics = Other(2)\n"
    assert running_lines(text, [call("Container.__init__")]) == [2]


@pytest.mark.parametrize("text", ["", "def", "x = 1", "class A: pass", "\0", "def f():\n" + "(" * 500])
def test_a_text_that_is_no_function_has_no_running_lines(text):
    assert running_lines(text, [call("step")]) == []


@pytest.mark.parametrize(
    "text",
    ["def f():\n    return '🐍' + \"<b>\"  # é\n", "@hook\ndef f(x: int) -> None: ...", "\ud800 = 1", ""],
)
def test_classes_cover_the_whole_text(text):
    lengths = [int(length) for length in re.findall(r"[a-z_](\d+)", highlighted(text))]
    assert sum(lengths) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_keywords_names_and_docstrings_have_their_classes():
    assert highlighted('def f():\n    """Why."""\n    return 1') == "k4f1_8d15k7n1"


def test_the_page_has_the_texts_packed(table):
    texts = json.loads(gzip.decompress(base64.b64decode(table.data["texts"])))
    assert [text for text, _classes in texts] == [it.text for it in table.functions]


def test_another_versions_engine_is_not_shown(run, lines, monkeypatch):
    monkeypatch.setattr("fittrace.report.walkthrough.source.__version__", "0.0.0")
    assert set(sources_of(run, lines).by_line) == {None}


@pytest.fixture(scope="module")
def users():
    """A layer of the user's."""
    from fittrace import keras, tf

    class Doubled(keras.layers.Layer):
        def call(self, inputs):
            """<script>alert('🐍')</script>"""
            return keras.activations.relu(inputs) * 2

    with fittrace.record(clock=fittrace.LogicalClock(), script=__file__) as run:
        Doubled()(tf.constant([1.0]))
    return run


def test_the_users_code_is_in_the_run(users):
    lines = flat(outline_of(users.tree()))
    table = sources_of(users, lines)
    view = first(lines, "Doubled.call")
    function, _running = table.of(view)
    assert function.file == "test_source.py"
    assert function.text == textwrap.dedent(function.text)
    assert marked(table, view) == ["return keras.activations.relu(inputs) * 2"]


def test_of_two_functions_with_one_symbol_none_is_shown(users):
    from dataclasses import replace

    (source,) = users.sources
    twice = fittrace.trace.Run(
        replace(users.recording, sources=[source, replace(source, text="def call(): pass")])
    )
    lines = flat(outline_of(users.tree()))
    assert sources_of(twice, lines).of(first(lines, "Doubled.call")) is None


def test_a_redacted_run_shows_nothing_of_it(users):
    assert list(RedactedRun(users).sources) == []
    lines = flat(outline_of(users.tree()))
    assert sources_of(RedactedRun(users), lines).of(first(lines, "Doubled.call")) is None
    assert "test_source.py" not in page_of(users, redact=True)
