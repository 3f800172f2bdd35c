"""What the README promises is so."""

import re
import shlex

import numpy as np
import pytest

from fittrace import keras
from fittrace.cli.app import cli


@pytest.fixture(scope="module")
def readme(repository):
    return (repository / "README.md").read_text()


def test_the_python_example_runs_as_it_stands(readme, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    keras.backend.clear_session()  # layers are numbered from the start, as in a script of its own
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(code, {"x_train": np.zeros((256, 784), "float32"), "y_train": np.zeros(256, "int32")})
    assert "dense/kernel:0 (784, 512)" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"digits.fittrace", "walkthrough.html"}


def test_its_commands_are_taken(readme):
    blocks = "".join(re.findall(r"```sh\n(.*?)```", readme, re.DOTALL))
    lines = [line for line in blocks.splitlines() if line.startswith("fittrace ")]
    assert {line.split()[1] for line in lines} >= {"run", "report", "tree", "graph"}
    for line in lines:
        _, command, *arguments = shlex.split(line, comments=True)
        cli.commands[command].make_context(command, arguments)


def test_its_make_targets_are_there(readme, repository):
    makefile = (repository / "Makefile").read_text()
    targets = re.findall(r"^make (\S+)", readme, re.MULTILINE)
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_its_links_lead_to_files(readme, repository):
    links = re.findall(r"\]\(([^):]+)\)", readme)
    assert "docs/images/walkthrough.png" in links
    assert [link for link in links if not (repository / link).exists()] == []
