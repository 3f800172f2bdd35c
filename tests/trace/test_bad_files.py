"""Whatever is in a file: it is a run that can be read, or one sentence that says why not."""

import json
import os
import sqlite3
import zlib
from contextlib import closing
from itertools import islice

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from fittrace import LogicalClock, RunFileError, load, record
from fittrace.trace import Hooked, continued, emit, hook, loop
from fittrace.trace.catalogue import GradientComputed, LossComputed, WeightCreated
from fittrace.trace.rundata import SCHEMA
from fittrace.trace.runfile.layout import APPLICATION_ID

SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Model(Hooked, named="name"):
    name = "model"

    @hook
    def fit(self):
        for epoch in numbers(3):
            for step in numbers(4):
                self.train_step(epoch, step)
        raise ValueError("the end")

    @hook
    def train_step(self, epoch, step):
        emit(LossComputed, loss="mse", value=epoch + step)
        emit(WeightCreated, name="kernel", sample=[1.0, 2.0])
        emit(GradientComputed, weight="kernel", norm=[3.0, 4.0])


@loop("number")
def numbers(count):
    yield from range(count)


class Bytes(bytes):
    """Bytes that no failing test prints."""

    def __repr__(self):
        return f"<{len(self)} bytes>"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The bytes of a run file with all that can be in one."""
    path = tmp_path_factory.mktemp("good") / "run"
    with record(clock=LogicalClock()) as run:
        with pytest.raises(ValueError, match="the end"):
            Model().fit()
        with continued("worker")():
            Model().train_step(0, 0)
        next(numbers(1))
    run.save(path)
    return Bytes(path.read_bytes())


def read_everything(path):
    """Read all there is in a run file; at most the first thousand of everything."""
    run = load(path)
    repr(run)
    for lane in range(len(run.lanes)):
        for span in islice(run.spans(lane), 1000):
            repr(span), span.symbol, span.start, span.duration, span.index, span.exception, span.finished
            assert all(fact.as_dict() is not None for fact in span.facts)
        for fact in islice(run.facts(lane=lane), 1000):
            repr(fact)
        for node in run.tree(lane).walk():
            repr(node), node.duration, node.index, node.exception
    list(run.facts("Folded"))
    return run


def test_the_file_that_is_spoilt_below_is_good(good, tmp_path):
    (tmp_path / "run").write_bytes(good)
    assert read_everything(tmp_path / "run").calls == 14


def an_sqlite_database(path, schema=0, kind=0, tables=""):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA user_version={schema}; PRAGMA application_id={kind}; {tables}")
        connection.execute("CREATE TABLE IF NOT EXISTS other (a)")


NOT_RUNS = {
    "missing": (lambda path: None, "There is no run file"),
    "a directory": (lambda path: path.mkdir(), "is a directory, not a run file"),
    "a pipe": (lambda path: os.mkfifo(path), "is not a regular file"),
    "a dangling link": (lambda path: path.symlink_to(path.parent / "none"), "There is no run file"),
    "empty": (lambda path: path.touch(), "is empty"),
    "a text": (lambda path: path.write_text("epochs: 3\n" * 100), "is not a run file"),
    "one byte": (lambda path: path.write_bytes(b"S"), "is not a run file"),
    "a header alone": (lambda path: path.write_bytes(b"SQLite format 3\0"), "is damaged"),
    "a header and noise": (
        lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20),
        "damaged",
    ),
    "another database": (an_sqlite_database, "is a database, but not a run file"),
    "no tables": (lambda path: an_sqlite_database(path, SCHEMA, APPLICATION_ID), "no such table"),
    "no header": (
        lambda path: an_sqlite_database(path, SCHEMA, APPLICATION_ID, "CREATE TABLE header (key, value)"),
        "the header is missing|no such table",
    ),
    "older": (lambda path: an_sqlite_database(path, 1, APPLICATION_ID), "written by an older fittrace"),
    "newer": (
        lambda path: an_sqlite_database(path, 999, APPLICATION_ID),
        "written by a newer fittrace.*update fittrace to read it",
    ),
}


@pytest.mark.parametrize("what", NOT_RUNS)
def test_what_is_no_run_is_named_in_one_sentence(what, tmp_path):
    make, reason = NOT_RUNS[what]
    make(tmp_path / "run")
    with pytest.raises(RunFileError, match=reason) as raised:
        load(tmp_path / "run")
    assert str(tmp_path / "run") in str(raised.value)
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("path", ["", "none/run", "x" * 300, "nul\0", "/dev/zero", "/dev/null"])
def test_names_that_cannot_be_opened(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunFileError):
        load(path)


def test_a_file_below_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RunFileError, match=r"cannot be read: not a directory|There is no run file"):
        load(tmp_path / "file" / "run")


@SLOW
@given(length=st.integers(0, 2**20))
def test_a_run_cut_short_anywhere(good, tmp_path, length):
    (tmp_path / "run").write_bytes(good[: length % len(good)])
    with pytest.raises(RunFileError):
        read_everything(tmp_path / "run")


@pytest.mark.parametrize("share", range(0, 100, 4))
def test_a_run_cut_short_at_a_share_of_its_length(good, tmp_path, share):
    (tmp_path / "run").write_bytes(good[: len(good) * share // 100])
    with pytest.raises(RunFileError):
        load(tmp_path / "run")


@SLOW
@given(changes=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_run_with_other_bytes_anywhere(good, tmp_path, changes):
    spoilt = bytearray(good)
    for place, byte in changes:
        spoilt[place % len(spoilt)] = byte
    (tmp_path / "run").write_bytes(spoilt)
    try:
        read_everything(tmp_path / "run")
    except RunFileError:
        pass


@SLOW
@given(st.data())
def test_a_run_with_a_piece_of_it_elsewhere(good, tmp_path, data):
    begin, end = sorted(data.draw(st.tuples(st.integers(0, len(good)), st.integers(0, len(good)))))
    to = data.draw(st.integers(0, len(good)))
    (tmp_path / "run").write_bytes(good[:to] + good[begin:end] + good[to + end - begin :])
    try:
        read_everything(tmp_path / "run")
    except RunFileError:
        pass


def blob(numbers, dtype):
    return np.array(numbers, dtype=dtype).tobytes()


SPOILT = {
    "a missing code": "DELETE FROM codes WHERE code = 1",
    "an unknown kind of code": "UPDATE codes SET kind = 'other' WHERE code = 1",
    "a code that is no JSON": "UPDATE codes SET value = '{' WHERE code = 1",
    "a code that is other JSON": "UPDATE codes SET value = '7'",
    "a code nested too deep": f"UPDATE codes SET value = '{'[' * 100_000}'",
    "no codes": "DELETE FROM codes",
    "a fold that is no number": "UPDATE codes SET value = '\"a\"' WHERE kind = 'fold'",
    "a fold of what is not there": "UPDATE codes SET value = '99' WHERE kind = 'fold'",
    "a fold of itself": "UPDATE codes SET value = '1' WHERE kind = 'fold'",
    "a negative fold": "UPDATE codes SET value = '-1' WHERE kind = 'fold'",
    "no patterns": "DELETE FROM patterns",
    "a missing pattern": "DELETE FROM patterns WHERE pattern = 0",
    "no rows": "DELETE FROM rows",
    "fewer rows": "UPDATE patterns SET occurrences = occurrences + 1",
    "more rows": "UPDATE patterns SET occurrences = occurrences - 1",
    "rows without end": "UPDATE patterns SET occurrences = 1 << 60, width = 1 << 60",
    "a chunk without end": "UPDATE rows SET count = 1 << 40",
    "an empty chunk": "UPDATE rows SET count = 0",
    "rows that are not packed": "UPDATE rows SET data = 'text'",
    "a pattern without width": "UPDATE patterns SET width = 0",
    "counts that are no mapping": "UPDATE patterns SET counts = '[]'",
    "counts that are no JSON": "UPDATE patterns SET counts = 'x'",
    "counts of nothing": "UPDATE patterns SET counts = '{}'",
    "counts without end": "UPDATE patterns SET counts = '{\"1\": 99999999999999999999}'",
    "no lanes": "DELETE FROM lanes",
    "a missing lane": "UPDATE lanes SET lane = lane + 5",
    "a lane's events cut short": "UPDATE lanes SET events = x'00'",
    "a lane's odd event": ("UPDATE lanes SET events = ?", blob([1], "<i8")),
    "a lane that ends what never began": ("UPDATE lanes SET events = ?", blob([-1, 5], "<i8")),
    "a lane of unknown codes": ("UPDATE lanes SET events = ?", blob([999, 5], "<i8")),
    "a lane of unknown ends": ("UPDATE lanes SET events = ?", blob([0, 5, -3, 6], "<i8")),
    "no numbers": "UPDATE lanes SET numbers = x''",
    "a lane's name": "UPDATE lanes SET name = 'not json'",
    "a fact of no kind": "UPDATE details SET code = 999",
    "a fact whose kind is a call": "UPDATE details SET code = 0",
    "fields that are a list": "UPDATE details SET fields = '[1]'",
    "fields that are no JSON": "UPDATE details SET fields = ''",
    "a field with a method's name": "UPDATE details SET fields = '{\"as_dict\": 1}'",
    "no header": "DELETE FROM header WHERE key = 'header'",
    "no ending": "DELETE FROM header WHERE key = 'ending'",
    "no origin": "DELETE FROM header WHERE key = 'origin'",
    "a header that is a list": "UPDATE header SET value = '[]' WHERE key = 'header'",
    "a header of other fields": "UPDATE header SET value = '{}' WHERE key = 'header'",
    "an ending that is a text": "UPDATE header SET value = '\"x\"' WHERE key = 'ending'",
    "an unknown ending": 'UPDATE header SET value = \'{"state": "x", "raised": null, "nanoseconds": 1}\'',
    "an origin that is a text": "UPDATE header SET value = '\"x\"' WHERE key = 'origin'",
    "a table less": "DROP TABLE details",
    "a column more": "ALTER TABLE lanes ADD COLUMN more TEXT",
}


@pytest.mark.parametrize("what", SPOILT)
def test_tables_that_do_not_fit_together_are_refused(good, tmp_path, what):
    statement = SPOILT[what]
    (tmp_path / "run").write_bytes(good)
    with closing(sqlite3.connect(tmp_path / "run")) as connection:
        if isinstance(statement, tuple):
            connection.execute(statement[0], statement[1:])
        else:
            connection.execute(statement)
        connection.commit()
    with pytest.raises(RunFileError, match=r"is damaged|is cut short"):
        read_everything(tmp_path / "run")


any_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
).map(json.dumps)

COLUMNS = [
    ("header", "value", any_json),
    ("codes", "value", any_json),
    ("codes", "kind", st.sampled_from(["call", "fact", "fold"])),
    ("patterns", "width", st.integers(-1, 2**40)),
    ("patterns", "counts", any_json),
    ("patterns", "occurrences", st.integers(-1, 2**40)),
    ("patterns", "codes", st.lists(st.integers(-3, 12), max_size=12).map(lambda n: blob(n, "<i4"))),
    (
        "patterns",
        "first",
        st.lists(st.integers(-(2**63), 2**63 - 1), max_size=12).map(lambda n: blob(n, "<i8")),
    ),
    ("patterns", "sums", st.binary(max_size=24)),
    ("rows", "count", st.integers(-1, 20)),
    ("rows", "data", st.lists(st.floats(), max_size=20).map(lambda n: zlib.compress(blob(n, "<f8")))),
    ("lanes", "events", st.lists(st.integers(-3, 12), max_size=12).map(lambda n: blob(n, "<i8"))),
    ("lanes", "numbers", st.lists(st.floats(), max_size=20).map(lambda n: blob(n, "<f8"))),
    ("lanes", "name", any_json),
    ("details", "fields", any_json),
    ("details", "position", st.integers(-(2**63), 2**63 - 1)),
    ("details", "code", st.integers(-2, 20)),
    ("details", "own_event", st.integers(0, 1)),
]


changes = st.sampled_from(COLUMNS).flatmap(
    lambda where: st.tuples(st.just(where[0]), st.just(where[1]), where[2], st.integers(0, 9))
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changes, min_size=1, max_size=2))
def test_tables_with_anything_in_them(good, tmp_path, changes):
    (tmp_path / "run").write_bytes(good)
    with closing(sqlite3.connect(tmp_path / "run")) as connection:
        for table, column, value, place in changes:
            rows = connection.execute(f"SELECT rowid FROM {table}").fetchall()
            statement = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"
            connection.execute(statement, (value, *rows[place % len(rows)]))
        connection.commit()
    try:
        read_everything(tmp_path / "run")
    except RunFileError:
        pass


def test_reading_runs_nothing_from_the_file(good, tmp_path):
    """A view of a database is a program, and this one would never end."""
    (tmp_path / "run").write_bytes(good)
    with closing(sqlite3.connect(tmp_path / "run")) as connection:
        connection.executescript(
            "ALTER TABLE header RENAME TO kept;"
            "CREATE VIEW header AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT 'header' AS key, i AS value FROM n;"
        )
    with pytest.raises(RunFileError, match="there is a program in it"):
        load(tmp_path / "run")
