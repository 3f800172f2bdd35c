"""Files: which suffix is what, whole or not at all, and nothing lost."""

import os
import stat
import sys
import xml.etree.ElementTree as ElementTree

import networkx as nx
import pytest

import fittrace
from fittrace.errors import ReportError
from fittrace.export import FORMATS

from .programs import Model, failed, interrupted, threads, training
from .test_mermaid import classifier

__all__ = ["classifier"]  # a fixture


@pytest.fixture(params=sorted(FORMATS))
def suffix(request):
    return request.param


def options_for(suffix):
    """A graph of the whole run: the small trainings have no step of fit's."""
    return {"step": "run"} if "step" in FORMATS[suffix].options else {}


@pytest.mark.parametrize("make", [training, failed, interrupted, threads])
def test_every_format_holds_every_run(tmp_path, suffix, make):
    path = tmp_path / f"run{suffix}"
    exported = make().export(path, **options_for(suffix))
    assert exported.path == path
    assert path.stat().st_size > 0
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_export_replaces_an_export_of_its_kind(tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    for _ in range(2):
        training().export(path, **options_for(suffix))


def test_an_export_replaces_nothing_else(tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    path.write_bytes(b"years of work")
    with pytest.raises(ReportError, match="is not replaced"):
        training().export(path, **options_for(suffix))
    assert path.read_bytes() == b"years of work"
    training().export(path, force=True, **options_for(suffix))
    assert path.read_bytes() != b"years of work"


def test_an_empty_file_is_nothing_to_lose(tmp_path, suffix):
    (tmp_path / f"run{suffix}").touch()
    training().export(tmp_path / f"run{suffix}", **options_for(suffix))


def test_what_cannot_be_finished_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "run.json"
    training().export(path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fittrace.export.chrome._end", full)
    with pytest.raises(ReportError, match="no space left on device"):
        training().export(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_ctrl_c_leaves_no_half_of_a_file(tmp_path, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("fittrace.export.chrome._end", stopped)
    with pytest.raises(KeyboardInterrupt):
        training().export(tmp_path / "run.json")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed(tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "run.json")
    training().export(tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "run.json").is_file()


def test_into_a_device_is_written_as_it_is(tmp_path):
    (tmp_path / "null.csv").symlink_to(os.devnull)
    training().export(tmp_path / "null.csv")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_the_permissions_are_those_of_a_new_file(tmp_path):
    training().export(tmp_path / "run.json")
    (tmp_path / "other").touch()
    assert (tmp_path / "run.json").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("name", ["run", "run.png", "run.gz", "run.json.zip", ".json.bak"])
def test_an_unknown_suffix_names_those_that_are_known(tmp_path, name):
    with pytest.raises(ReportError, match=r"\.json, \.json\.gz, \.parquet, .* or \.svg") as caught:
        training().export(tmp_path / name)
    assert name in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_suffix_may_be_in_capitals(tmp_path):
    training().export(tmp_path / "RUN.JSON.GZ")
    assert (tmp_path / "RUN.JSON.GZ").read_bytes()[:2] == b"\x1f\x8b"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.json", {"kind": "flow"}),
        ("a.svg", {"limit": 5}),
        ("a.csv", {"what": "layers"}),
        ("a.dot", {"kind": "flow"}),
    ],
)
def test_an_option_that_says_nothing_about_the_format_is_refused(tmp_path, name, options):
    (option,) = options
    with pytest.raises(ReportError, match=f"The option {option} says nothing about"):
        training().export(tmp_path / name, **options)


def test_a_limit_below_nothing_is_refused(tmp_path):
    with pytest.raises(ReportError, match="limit is -1"):
        training().export(tmp_path / "run.json", limit=-1)


@pytest.mark.parametrize("where", [{}, {"path": "run.json", "otlp": "http://127.0.0.1:4318"}])
def test_an_export_goes_to_one_place(where):
    with pytest.raises(ReportError, match="either a path or an otlp address"):
        training().export(**where)


@pytest.mark.parametrize(
    ("package", "extra", "where"),
    [
        ("pyarrow", "parquet", {"path": "run.parquet"}),
        ("opentelemetry.sdk.trace.export", "otel", {"otlp": "http://127.0.0.1:9"}),
    ],
)
def test_a_missing_extra_is_named(tmp_path, monkeypatch, package, extra, where):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ReportError, match=rf'pip install "fittrace\[{extra}\]"'):
        training().export(**where)
    assert list(tmp_path.iterdir()) == []


def test_graphs_are_those_of_the_report(tmp_path, classifier):
    classifier.export(tmp_path / "calls.graphml")
    classifier.export(tmp_path / "layers.graphml", what="layers")
    assert set(nx.read_graphml(tmp_path / "calls.graphml")) == set(fittrace.call_graph(classifier))
    assert set(nx.read_graphml(tmp_path / "layers.graphml")) == set(fittrace.layer_graph(classifier))


def test_a_picture_is_still_a_picture(tmp_path, classifier):
    exported = classifier.export(tmp_path / "calls.svg", step="difference")
    assert ElementTree.parse(tmp_path / "calls.svg").getroot().tag.endswith("svg")
    assert "one node for all calls of a callee" in exported.left_out[0]


def test_graphs_are_objects_of_networkx(classifier):
    calls, layers = fittrace.call_graph(classifier, "later"), fittrace.layer_graph(classifier)
    assert isinstance(calls, nx.DiGraph)
    assert nx.is_directed_acyclic_graph(layers)
    assert layers.nodes["dense"]["parameters"] == 15


@pytest.mark.parametrize("suffix", [suffix for suffix, known in FORMATS.items() if known.what != "graph"])
def test_a_run_under_way_is_exported_as_far_as_it_has_come(tmp_path, suffix):
    with fittrace.record() as run:
        Model().fit(1, 2)
        exported = run.export(tmp_path / f"run{suffix}")
    assert exported.path.is_file()
