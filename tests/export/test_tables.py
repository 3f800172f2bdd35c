"""Tables: a row a call, in Parquet, CSV and lines of JSON."""

import csv
import json

import pytest
from hypothesis import given, settings

from fittrace.export.rows import COLUMNS
from fittrace.trace import Hooked, LogicalClock, hook, record

from .programs import failed, threads, told, training
from .test_chrome import names

pq = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")


@pytest.fixture
def rows_of(tmp_path):
    """Exports a run as Parquet; its rows as dicts."""

    def export(run, **options):
        run.export(tmp_path / "calls.parquet", **options)
        return pq.read_table(tmp_path / "calls.parquet").to_pylist()

    return export


def json_rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_parquet_has_a_row_a_call(rows_of):
    run = training()
    rows, calls = rows_of(run), told(run)
    assert [row["label"] for row in rows] == [call.site.label for call in calls]
    assert [row["call"] for row in rows] == list(range(len(calls)))
    assert list(rows[0]) == [*COLUMNS, "facts"]


def test_a_row_says_where_it_stands(rows_of):
    step = next(
        row for row in rows_of(training()) if row["label"] == "Model.train_step" and row["epoch"] == 2
    )
    assert (step["lane"], step["depth"], step["instance"], step["stage"]) == ("main", 3, "small", "loop")
    assert (step["epoch"], step["step"], step["index"]) == (2, 0, None)
    assert step["duration"] == pytest.approx(step["end"] - step["begin"])
    assert not step["failed"]


def test_parents_enclose(rows_of):
    rows = rows_of(threads())
    for row in rows:
        if row["parent"] is not None:
            above = rows[row["parent"]]
            assert (above["lane"], above["depth"]) == (row["lane"], row["depth"] - 1)
            assert above["begin"] <= row["begin"] <= row["end"] <= above["end"]


def test_facts_are_a_column_of_lists(rows_of):
    (build,) = (row for row in rows_of(training()) if row["label"] == "Model.build")
    ((kind, fields),) = (fact.values() for fact in build["facts"])
    assert (kind, json.loads(fields)) == ("WeightCreated", {"name": "kernel", "layer": "small", "count": 4})


def test_parquet_says_what_it_has_no_row_for(tmp_path):
    exported = training().export(tmp_path / "calls.parquet")
    assert exported.left_out == ("1 fact stated outside any call: every row is a call.",)


def test_parquet_is_written_in_groups(tmp_path, monkeypatch):
    monkeypatch.setattr("fittrace.export.parquet.GROUP", 10)
    run = training(2, 20)
    run.export(tmp_path / "calls.parquet")
    file = pq.ParquetFile(tmp_path / "calls.parquet")
    assert file.num_row_groups == -(-len(told(run)) // 10)
    assert file.read().column("call").to_pylist() == list(range(len(told(run))))


def test_the_run_is_described_in_the_file(tmp_path):
    training().export(tmp_path / "calls.parquet")
    about = pq.read_schema(tmp_path / "calls.parquet").metadata
    assert (about[b"fittrace.script"], about[b"fittrace.ending"]) == (b"train.py", b"finished")


def test_failures_are_told(rows_of):
    raised = [row["label"] for row in rows_of(failed()) if row["failed"]]
    assert raised == ["Model.fit", "epoch", "step", "Model.train_step"]


def test_a_limit_sums_up(rows_of):
    rows = rows_of(training(2, 300), limit=40)
    assert len(rows) <= 40
    assert sum(row["left_out"] + (row["count"] == 1) for row in rows) == len(told(training(2, 300)))


def test_csv_is_the_same_table_without_facts(tmp_path, rows_of):
    run = training()
    exported = run.export(tmp_path / "calls.csv")
    with (tmp_path / "calls.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    rows = rows_of(run)
    assert [line["label"] for line in lines] == [row["label"] for row in rows]
    assert [float(line["begin"]) for line in lines] == [row["begin"] for row in rows]
    assert "facts: a line of CSV has no room for them" in exported.left_out[0]


def test_json_lines_have_the_facts_by_kind(tmp_path):
    training().export(tmp_path / "calls.jsonl")
    (build,) = (row for row in json_rows(tmp_path / "calls.jsonl") if row["label"] == "Model.build")
    assert build["facts"] == {"WeightCreated": [{"name": "kernel", "layer": "small", "count": 4}]}


def test_an_empty_run_is_an_empty_table(tmp_path):
    with record() as run:
        pass
    for name in ("calls.parquet", "calls.csv", "calls.jsonl"):
        assert run.export(tmp_path / name).calls == 0
    assert pq.read_table(tmp_path / "calls.parquet").num_rows == 0
    assert len((tmp_path / "calls.csv").read_text().splitlines()) == 1


@settings(max_examples=40)
@given(name=names)
def test_any_name_comes_back(tmp_path_factory, name):
    class Named(Hooked, named="name"):
        @hook
        def call(self):
            pass

    with record(clock=LogicalClock()) as run:
        called = Named()
        called.name = name
        called.call()
    folder = tmp_path_factory.getbasetemp()
    whole = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in name)
    for file in (folder / "n.jsonl", folder / "n.csv", folder / "n.parquet"):
        run.export(file)
    with (folder / "n.csv").open(newline="", encoding="utf-8") as file:
        (line,) = csv.DictReader(file)
    (json_line,) = json_rows_of_one(folder / "n.jsonl")
    (row,) = pq.read_table(folder / "n.parquet").to_pylist()
    told_names = [line["instance"], json_line["instance"] or "", row["instance"] or ""]
    assert set(told_names) == {whole if told(run)[0].site.name is not None else ""}


def json_rows_of_one(path):
    """The line of a file that has one: a name may hold what Python takes for the end of a line."""
    return [json.loads(path.read_text("utf-8"))]
