"""Recording a program: nothing that goes wrong with the file costs the run."""

import pytest
from click.testing import CliRunner

from fittrace import RunFileError
from fittrace.cli.app import cli
from fittrace.cli.script import find_script
from fittrace.cli.session import record_program
from fittrace.trace.runfile import RunWriter


@pytest.fixture
def full_disk(monkeypatch):
    """The run file cannot be finished."""
    close = RunWriter.close

    def fail(self):
        close(self)
        raise RunFileError("The run file is not complete: no space left on device.")

    monkeypatch.setattr(RunWriter, "close", fail)


def test_an_unfinished_file_leaves_the_run_in_memory(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = record_program(find_script(script(), []), tmp_path / "a.fittrace", logical=True)
    assert (session.run.calls, session.error) == (9, None)
    assert "no space left" in str(session.unwritten)


def test_a_scripts_own_error_is_not_hidden_by_the_files(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = record_program(find_script(script(), ["fail"]), tmp_path / "a.fittrace", logical=True)
    assert isinstance(session.error, ValueError)
    assert "no space left" in str(session.unwritten)


def test_a_page_is_made_all_the_same(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["run", "-o", "page.html", script()])
    assert done.exit_code == 0
    assert (tmp_path / "page.html").exists()


def test_a_recording_that_was_asked_for_and_is_not_complete_is_a_failure(
    full_disk, script, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["run", "--save", "a.fittrace", script()])
    assert done.exit_code == 1
    assert "no space left" in done.output


def test_times_are_those_of_the_program(script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = script("import time; time.sleep(0.2)")
    session = record_program(find_script(name, []), tmp_path / "a.fittrace", logical=False)
    assert 0.2 <= session.training < 1
    assert 0 <= session.saving < 1
