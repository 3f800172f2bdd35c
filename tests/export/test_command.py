"""`fittrace export`: the command around the exports."""

import json
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner

import fittrace
from fittrace.cli.app import cli

from .programs import training


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of one's own with the recording ``train.fittrace``."""
    monkeypatch.chdir(tmp_path)
    training().save("train.fittrace")
    return tmp_path


@pytest.fixture
def command(folder):
    """Runs ``fittrace export ARGUMENTS``; status, stdout and stderr, as the whole command gives them."""

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "fittrace", "export", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout, done.stderr

    return run


def test_it_says_what_it_wrote_and_what_it_left_out(command, folder):
    status, told, said = command("train.fittrace", "-o", "calls.csv")
    assert (status, len(said.splitlines())) == (0, 1)
    assert f"table      {folder / 'calls.csv'}" in told
    assert "calls      " in told
    assert said.startswith("fittrace: left out: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "run.png"], "let it end in .json"),
        (["-o", "train.fittrace"], "is the recording itself"),
        (["-o", "notes.md"], "--force to replace it"),
        (["-o", "run.json", "--kind", "flow"], "says nothing about .json"),
        (["-o", "nowhere/run.json"], "there is no directory"),
        ([], "Give either -o FILE or --otlp URL"),
        (["-o", "a.json", "--otlp", "http://127.0.0.1:1"], "Give either -o FILE or --otlp URL"),
    ],
)
def test_wrong_usage_is_one_sentence(folder, arguments, words):
    (folder / "notes.md").write_text("years of work")
    before = (folder / "train.fittrace").read_bytes()
    done = CliRunner().invoke(cli, ["export", "train.fittrace", *arguments])
    assert done.exit_code == 2
    assert words in done.output
    assert (folder / "notes.md").read_text() == "years of work"
    assert (folder / "train.fittrace").read_bytes() == before


def test_a_file_is_replaced_when_that_is_wanted(folder):
    (folder / "notes.md").write_text("years of work")
    done = CliRunner().invoke(cli, ["export", "train.fittrace", "-o", "notes.md", "--force"])
    assert done.exit_code == 0
    assert "sequenceDiagram" in (folder / "notes.md").read_text()


def test_a_collector_that_is_not_there_is_one_sentence(folder):
    done = CliRunner().invoke(cli, ["export", "train.fittrace", "--otlp", "nowhere"])
    assert isinstance(done.exception, fittrace.ReportError)
    assert "no address to send spans to" in str(done.exception)


def test_the_limit_is_taken(folder):
    CliRunner().invoke(cli, ["export", "train.fittrace", "-o", "run.json", "--limit", "10"])
    events = json.loads((folder / "run.json").read_text())["traceEvents"]
    assert sum(event["ph"] == "B" for event in events) <= 10


def test_the_examples_of_its_help_are_taken():
    lines = map(str.strip, cli.commands["export"].epilog.splitlines())
    examples = [shlex.split(line)[2:] for line in lines if line.startswith("fittrace ")]
    assert len(examples) >= 4
    for example in examples:
        cli.commands["export"].make_context("export", example)
