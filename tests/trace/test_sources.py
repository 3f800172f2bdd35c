"""The text of the user's own functions is in the run, so that a page can show what ran."""

import inspect
import sqlite3

import pytest

import fittrace
from fittrace import LogicalClock, RunFileError, load, record
from fittrace.report.redact import RedactedRun
from fittrace.trace import Hooked, hook
from fittrace.trace.source import LONGEST_SOURCE, MOST_SOURCES, Source, Sources


class Model(Hooked, named="name"):
    name = "mine"

    @hook
    def fit(self):
        return self.step(3)

    @hook
    def step(self, size):
        return size  # what the user wrote


@pytest.fixture
def run():
    with record(clock=LogicalClock(), script=__file__) as run:
        Model().fit()
        Model().fit()
    return run


def test_each_function_is_kept_once(run):
    assert [source.symbol for source in run.sources] == ["user.Model.fit", "user.Model.step"]


def test_the_text_is_the_functions_own(run):
    step = run.sources[1]
    assert step.text.startswith("@hook\ndef step(self, size):\n    return size")
    assert step.line == inspect.getsourcelines(inspect.unwrap(Model.step))[1]
    assert step.whole


def test_a_file_is_named_as_seen_from_the_script(run):
    assert {source.file for source in run.sources} == {"test_sources.py"}


def test_a_file_elsewhere_is_its_bare_name(tmp_path):
    sources = Sources(str(tmp_path / "train.py"))
    sources.keep("user.Model.step", inspect.unwrap(Model.step))
    assert sources.kept[0].file == "test_sources.py"


def test_the_engines_functions_are_not_kept():
    sources = Sources(None)
    sources.keep("keras.engine.training.Model.fit", inspect.unwrap(Model.fit))
    assert sources.kept == []


def test_code_without_a_file_has_no_source():
    sources, names = Sources(None), {}
    exec("def step(): pass", names)
    sources.keep("user.step", names["step"])
    assert sources.kept == []


def test_a_long_function_is_cut_at_a_line(tmp_path):
    file = tmp_path / "long.py"
    file.write_text("def long():\n" + "    step = 1\n" * 3000)
    names = {}
    exec(compile(file.read_text(), str(file), "exec"), names)
    sources = Sources(str(file))
    sources.keep("user.long", names["long"])
    (source,) = sources.kept
    assert not source.whole
    assert LONGEST_SOURCE - 20 < len(source.text) <= LONGEST_SOURCE
    assert source.text.endswith("    step = 1")


def test_sources_are_in_the_file(run, tmp_path):
    run.save(tmp_path / "run")
    assert list(load(tmp_path / "run").sources) == list(run.sources)


def test_a_recording_under_way_writes_them_once(tmp_path):
    with record(tmp_path / "run", clock=LogicalClock(), script=__file__) as run:
        Model().fit()
    assert list(load(tmp_path / "run").sources) == list(run.sources)


def test_a_redacted_run_has_none(run):
    assert list(RedactedRun(run).sources) == []


@pytest.mark.parametrize(
    "value",
    [
        '["user.f","f.py",1,"def f()",1]',
        '["user.f","f.py",-1,"def f()",true]',
        '["user.f","f.py","1","def f()",true]',
        '["user.f","f.py",1,["def f()"],true]',
        '["user.f","f.py",1,"def f()"]',
        '["user.f",null,1,"def f()",true]',
        f'["user.f","f.py",1,"{"x" * (LONGEST_SOURCE + 1)}",true]',
        f'["user.f","{"x" * 5000}",1,"def f()",true]',
    ],
)
def test_a_file_with_another_thing_in_their_place_is_refused(run, tmp_path, value):
    run.save(tmp_path / "run")
    with sqlite3.connect(tmp_path / "run") as connection:
        connection.execute("UPDATE sources SET value = ? WHERE place = 0", (value,))
    with pytest.raises(RunFileError):
        load(tmp_path / "run")


def test_a_file_with_more_of_them_than_are_kept_is_refused(run, tmp_path):
    run.save(tmp_path / "run")
    with sqlite3.connect(tmp_path / "run") as connection:
        for place in range(len(run.sources), MOST_SOURCES + 1):
            connection.execute("INSERT INTO sources VALUES (?, ?)", (place, '["user.f","f.py",1,"",true]'))
    with pytest.raises(RunFileError, match="sources"):
        load(tmp_path / "run")


def test_a_file_from_before_there_were_sources_has_none(run, tmp_path):
    run.save(tmp_path / "run")
    with sqlite3.connect(tmp_path / "run") as connection:
        connection.execute("DROP TABLE sources")
    assert list(load(tmp_path / "run").sources) == []


def test_a_layer_of_the_users():
    keras = fittrace.keras

    class Doubled(keras.layers.Layer):
        def call(self, inputs):
            return inputs * 2

    with record(clock=LogicalClock(), script=__file__) as run:
        Doubled()(fittrace.tf.constant([1.0]))
    assert run.sources == [Source("user.Doubled.call", "test_sources.py", run.sources[0].line, CALL)]


CALL = "def call(self, inputs):\n    return inputs * 2\n"


@pytest.mark.parametrize("name", ["\ud800.py", "a\0b.py"])
def test_a_script_whose_name_no_file_can_have_is_recorded_all_the_same(name):
    with fittrace.record(script=name) as run:
        pass
    assert run.header.script == name
