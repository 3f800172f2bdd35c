"""The run file: what is written is what is read, as the training goes and at the end."""

import os
import sqlite3
import threading
import time

import numpy as np
import pytest

from fittrace import RunFileError, load, record
from fittrace.trace import Hooked, State, annotate, continued, emit, hook, loop
from fittrace.trace.catalogue import (
    BatchTaken,
    CompileConfigured,
    GradientComputed,
    LossComputed,
    WeightCreated,
)
from fittrace.trace.runfile import write


class Model(Hooked, named="name"):
    built = State(False)

    def __init__(self, name="model"):
        self.name = name

    @hook
    def fit(self, epochs=3, steps=4, fail_at=None):
        emit(CompileConfigured, optimizer={"name": "sgd", "rate": 0.1}, loss="mse")
        self.built = True
        for epoch in numbers(epochs):
            for step in numbers(steps):
                self.train_step(epoch, step, fail_at == (epoch, step))

    @hook
    def train_step(self, epoch, step, fail):
        emit(BatchTaken, batch=(np.zeros((8 if step < 3 else 5, 2)), None))
        emit(LossComputed, loss="mse", value=1 / (1 + epoch + step))
        emit(WeightCreated, name="kernel", sample=np.arange(3.0), values=np.array([np.nan, np.inf]))
        emit(GradientComputed, weight="kernel", norm=np.full(2, step))
        if fail:
            raise ValueError("größer als 3 \ud800")


@loop("number")
def numbers(count):
    yield from range(count)


def recorded(**options):
    with record(script="train.py", arguments=("-e", "3")) as run:
        annotate(seed=7, note="ä")
        Model("mödel").fit(**options)
    return run


def test_a_run_that_was_saved_and_loaded_is_the_same_run(tmp_path, dump):
    run = recorded()
    run.save(tmp_path / "run.fittrace")
    assert dump(load(tmp_path / "run.fittrace")) == dump(run)


def test_a_run_that_raised_is_the_same_run_too(tmp_path, dump):
    with pytest.raises(ValueError, match="als 3"), record() as run:
        Model().fit(fail_at=(1, 2))
    run.save(tmp_path / "run")
    read = load(str(tmp_path / "run"))
    assert dump(read) == dump(run)
    assert read.ending.raised.message == "größer als 3 \ud800"
    assert [span.exception for span in read.spans()] == [span.exception for span in run.spans()]


def test_an_empty_run(tmp_path, dump):
    with record(tmp_path / "written") as run:
        pass
    run.save(tmp_path / "saved")
    assert dump(load(tmp_path / "saved")) == dump(load(tmp_path / "written")) == dump(run)
    assert (run.calls, list(run.spans()), run.tree().children) == (0, [], [])


def test_lanes_are_saved_under_their_names(tmp_path, dump):
    with record() as run:
        lane = continued("worker \ud800")

        def work():
            with lane():
                Model().fit()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    run.save(tmp_path / "run")
    assert dump(load(tmp_path / "run")) == dump(run)


def test_a_run_can_be_saved_while_it_goes_on(tmp_path):
    with record() as run:
        for _ in numbers(3):
            Model().fit()
        next(numbers(1))
        run.save(tmp_path / "run")
        calls = run.calls
        Model().fit()
    read = load(tmp_path / "run")
    assert (read.calls, read.ending.state) == (calls, "recording")


def test_what_is_written_as_the_training_goes_is_the_whole_run_in_the_end(tmp_path, dump):
    with record(tmp_path / "run") as run:
        Model().fit()
    assert dump(load(tmp_path / "run")) == dump(run)


def test_the_file_is_written_while_the_training_goes(tmp_path, dump, monkeypatch):
    monkeypatch.setattr(write, "INTERVAL", 0.001)
    monkeypatch.setattr(write, "SHORTEST_PAUSE", 0.001)
    seen = []
    with record(tmp_path / "run") as run:
        for epoch in numbers(40):
            Model(f"model {epoch % 3}").fit(epochs=2)
            time.sleep(0.002)
            if epoch % 8 == 7:
                seen.append(load(tmp_path / "run"))
    assert {read.ending.state for read in seen} == {"recording"}
    assert sorted(read.calls for read in seen) == [read.calls for read in seen]
    assert 0 < seen[0].calls < seen[-1].calls <= run.calls
    for read in seen:
        assert sum(1 for span in read.spans() if span.index is None) == read.calls
    assert dump(load(tmp_path / "run")) == dump(run)


def test_new_words_while_the_writer_writes_are_never_missing_from_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "INTERVAL", 0.0)
    with record(tmp_path / "run") as run:
        for number in range(500):
            Model(f"model {number}").fit(epochs=1, steps=1)
            if number % 50 == 0:
                assert load(tmp_path / "run").ending.state == "recording"
    assert load(tmp_path / "run").calls == run.calls


def test_a_reader_that_takes_its_time_costs_no_data(tmp_path, monkeypatch, dump, capsys):
    monkeypatch.setattr(write, "INTERVAL", 0.001)
    monkeypatch.setattr(write, "PATIENCE", 0.001)
    with record(tmp_path / "run") as run:
        reader = sqlite3.connect(tmp_path / "run", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM header").fetchall()
        for number in numbers(20):
            Model(f"model {number}").fit()
            time.sleep(0.002)
        reader.close()
    assert capsys.readouterr().err == ""
    assert dump(load(tmp_path / "run")) == dump(run)


def test_a_run_grows_by_its_columns_alone(tmp_path):
    sizes = []
    for count in (1000, 5000):
        with record(tmp_path / "run") as run:
            for step in numbers(count):
                Model().train_step(0, step % 3, False)
        sizes.append((tmp_path / "run").stat().st_size)
        assert len(run.recording.lanes[0].events) == 2
        assert len(run.recording.patterns) == 1
    assert (sizes[1] - sizes[0]) / 4000 < 64


def test_there_is_one_file_and_nothing_beside_it(tmp_path):
    with record(tmp_path / "run.fittrace") as run:
        Model().fit()
    run.save(tmp_path / "again.fittrace")
    run.save(tmp_path / "again.fittrace")
    assert sorted(os.listdir(tmp_path)) == ["again.fittrace", "run.fittrace"]


def test_an_older_file_is_replaced(tmp_path):
    for epochs in (1, 2):
        with record(tmp_path / "run") as run:
            Model().fit(epochs=epochs)
    assert load(tmp_path / "run").calls == run.calls == 9


def test_a_name_may_have_any_characters(tmp_path):
    path = tmp_path / "a run?mode=ro#1 %41 ü\n.fittrace"
    run = recorded()
    run.save(path)
    assert load(path).calls == run.calls


UNWRITABLE = {
    "a directory": (lambda folder: folder, "it is a directory"),
    "no such directory": (
        lambda folder: folder / "none" / "run",
        "no such file or directory|there is no directory",
    ),
    "below a file": (lambda folder: folder / "file" / "run", "not a directory|there is no directory"),
    "a pipe": (lambda folder: folder / "pipe", "it is not a regular file"),
    "too long a name": (lambda folder: folder / ("x" * 300), "file name too long"),
    "no name of a file": (lambda folder: f"{folder}/nul\0", "embedded null (byte|character)"),
}


@pytest.fixture
def unwritable(request, tmp_path):
    (tmp_path / "file").write_text("text")
    os.mkfifo(tmp_path / "pipe")
    path, reason = UNWRITABLE[request.param]
    return path(tmp_path), reason


@pytest.mark.parametrize("unwritable", UNWRITABLE, indirect=True)
def test_a_recording_that_cannot_be_written_is_refused_before_anything_runs(unwritable):
    path, reason = unwritable
    ran = []
    refused = pytest.raises(RunFileError, match=f"cannot be recorded into (.|\n)*: ({reason})")
    with refused, record(path):
        ran.append(True)
    assert ran == []


@pytest.mark.parametrize("unwritable", UNWRITABLE, indirect=True)
def test_a_run_that_cannot_be_saved_says_why(unwritable, tmp_path):
    path, reason = unwritable
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(RunFileError, match=f"cannot be saved as (.|\n)*: ({reason})"):
        recorded().save(path)
    assert sorted(os.listdir(tmp_path)) == before


def test_a_run_that_cannot_be_saved_leaves_what_was_there(tmp_path, monkeypatch):
    recorded().save(tmp_path / "run")
    before = (tmp_path / "run").read_bytes()

    def fails(self, connection):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(write.Increment, "put", fails)
    with pytest.raises(RunFileError, match="database or disk is full"):
        recorded().save(tmp_path / "run")
    assert (tmp_path / "run").read_bytes() == before
    assert os.listdir(tmp_path) == ["run"]


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        OSError(28, "No space left on device"),
        TypeError("?"),
    ],
    ids=["sqlite", "disk", "mistake"],
)
@pytest.mark.parametrize("fails_at", [2, 4])
def test_a_write_that_fails_midway_does_not_touch_the_training(
    tmp_path, monkeypatch, capsys, error, fails_at
):
    writes = []
    put = write.Increment.put

    def fails(self, connection):
        writes.append(True)
        if len(writes) >= fails_at:
            raise error
        put(self, connection)

    monkeypatch.setattr(write, "INTERVAL", 0.001)
    monkeypatch.setattr(write, "SHORTEST_PAUSE", 0.001)
    monkeypatch.setattr(write.Increment, "put", fails)
    with record(tmp_path / "run") as run:
        for _ in numbers(20):
            Model().fit()
            time.sleep(0.002)
    assert (run.ending.state, run.calls) == ("finished", 20 * 13)
    told = capsys.readouterr().err
    assert "holds the run only in part" in told
    assert told.count("\n") == 1
    assert load(tmp_path / "run").ending.state == "recording"
    monkeypatch.undo()
    run.save(tmp_path / "saved")
    assert load(tmp_path / "saved").calls == run.calls


@pytest.mark.parametrize("stderr", ["closed", None])
def test_without_a_stderr_a_failed_write_is_not_told_and_nothing_else_happens(tmp_path, monkeypatch, stderr):
    import io

    closed = io.StringIO()
    closed.close()

    def fails(self, connection):
        raise OSError(28, "No space left on device")

    with record(tmp_path / "run") as run:
        Model().fit()
        monkeypatch.setattr(write.Increment, "put", fails)
        monkeypatch.setattr("sys.stderr", closed if stderr else None)
    monkeypatch.undo()
    assert run.ending.state == "finished"


def test_the_training_is_free_of_the_writer_when_the_run_is_over(tmp_path):
    before = threading.active_count()
    with record(tmp_path / "run"):
        names = {thread.name for thread in threading.enumerate()}
        assert "fittrace-writer" in names
    assert threading.active_count() == before


@pytest.mark.parametrize("held", [b"print('my script')\n", b"SQLite format 3\x00" + bytes(100)])
def test_a_file_that_holds_something_else_is_not_replaced(tmp_path, held):
    path = tmp_path / "mine"
    path.write_bytes(held)
    with pytest.raises(RunFileError, match="holds something else"), record(path):
        pass
    with record() as run:
        pass
    with pytest.raises(RunFileError, match="holds something else"):
        run.save(path)
    assert path.read_bytes() == held
