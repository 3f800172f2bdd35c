"""The examples in docs/find-and-assert.md do what they show."""

import doctest
import re
import shlex
import sys

import pytest

from fittrace import keras
from fittrace.cli import app

PAGE = "docs/find-and-assert.md"


@pytest.fixture(scope="module")
def blocks(repository):
    text = (repository / PAGE).read_text(encoding="utf-8")
    return lambda language: re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def names(blocks):
    """What the examples in Python define, each having shown what stands below it."""
    keras.backend.clear_session()  # layers are numbered from the start, as for who reads it from the top
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks("pycon")), {}, PAGE, PAGE, 0)
    runner, said = doctest.DocTestRunner(), []
    runner.run(examples, out=said.append, clear_globs=False)
    assert not runner.failures, "".join(said)
    return examples.globs


def test_the_examples_in_python_show_what_is_below_them(names):
    assert names["run"].find("train_step").count() == 15


def test_the_commands_print_what_is_below_them(names, blocks, tmp_path, monkeypatch, capsys):
    names["run"].save(tmp_path / "train.fittrace")
    monkeypatch.chdir(tmp_path)
    for block in blocks("console"):
        for line, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            monkeypatch.setattr(sys, "argv", shlex.split(line))
            app._status()
            printed = capsys.readouterr()
            assert printed.out + printed.err == shown


def test_the_table_names_every_attribute(blocks, repository):
    from fittrace.query.language import ATTRIBUTES

    text = (repository / PAGE).read_text(encoding="utf-8")
    assert all(f"[{name}" in text for name in ATTRIBUTES)
