"""Every command explains itself, with examples that it would take."""

import shlex
import subprocess
import sys

import click
import pytest

from fittrace.cli.app import cli

COMMANDS = ["run", "report", "tree", "graph", "export", "diff", "find", "explain"]


def examples(command):
    lines = map(str.strip, command.epilog.splitlines())
    return [line.partition(" | ")[0] for line in lines if line.startswith("fittrace ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples(name):
    assert len(examples(cli.commands[name])) >= 2


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_are_taken(name):
    for example in examples(cli.commands[name]) + examples(cli):
        _, command, *arguments = shlex.split(example)
        with cli.commands[command].make_context(command, arguments) as context:
            assert all(value != () for value in context.params.values()) or context.params["module"]


def test_every_option_is_explained():
    options = [
        option
        for name in COMMANDS
        for option in cli.commands[name].params
        if isinstance(option, click.Option)
    ]
    assert all(option.help for option in options)


def test_without_arguments_the_help_is_shown():
    done = subprocess.run([sys.executable, "-m", "fittrace"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fittrace run" in done.stdout


def test_help_imports_nothing_heavy():
    asked = "import sys, fittrace.cli.app; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"networkx", "jinja2", "graphviz", "wasmtime", "pygments", "rich"} & set(loaded)
