"""The packages depend on each other in one direction only; the contracts stand in pyproject.toml."""

import subprocess
import sys

from importlinter.cli import lint_imports


def test_the_import_contracts_are_kept(repository, monkeypatch, capsys):
    monkeypatch.chdir(repository)
    status = lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_importing_fittrace_imports_no_engine_and_no_page():
    asked = "import sys, fittrace; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not {"fittrace.keras", "fittrace.tf", "fittrace.report", "jinja2", "networkx", "click"} & loaded
