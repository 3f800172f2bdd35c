"""The page on exports: every example runs, in its order, and gives what the page says."""

import re
import shlex

import pytest

from fittrace import keras
from fittrace.cli.app import cli
from fittrace.export import FORMATS
from fittrace.export.rows import COLUMNS

from .test_otlp import collector

__all__ = ["collector"]  # a fixture


@pytest.fixture(scope="module")
def page(repository):
    return (repository / "docs" / "export.md").read_text("utf-8")


def test_the_examples_run_as_they_stand(page, collector, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    keras.backend.clear_session()  # layers are numbered from the start, as in a script of its own
    names = {}
    blocks = re.findall(r"^```(python|sh)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 10
    for language, text in blocks:
        here = text.replace("http://127.0.0.1:4318", collector.address)
        if language == "python":
            exec(here, names)
            continue
        for line in here.splitlines():
            assert not cli.main(shlex.split(line)[1:], standalone_mode=False)
    told = capsys.readouterr()
    (comment,) = re.findall(r"print\(sentence\)  # \d+( .*)", page)
    assert comment in told.out
    assert len(collector.named("fittrace run")) == 2
    (drawn,) = re.findall(r"^```mermaid\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert drawn == "".join(
        line
        for line in (tmp_path / "layers.mmd").read_text("utf-8").splitlines(keepends=True)
        if line[:2] != "%%"
    )


def test_every_suffix_and_every_column_is_on_the_page(page):
    for suffix in FORMATS:
        assert f"`{suffix}`" in page
    rows = "\n".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    for column in (*COLUMNS, "facts"):
        assert f"`{column}`" in rows
