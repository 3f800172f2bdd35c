"""Recording a program: nothing that goes wrong with the file costs the run."""

import pytest
from click.testing import CliRunner

from fittrace.cli.app import cli
from fittrace.cli.script import find_script
from fittrace.cli.session import record_program
from fittrace.trace.runfile import write


@pytest.fixture
def full_disk(monkeypatch):
    """The run file can be begun, and nothing else can be written with SQLite."""
    put, begun = write.Increment.put, []

    def fails(self, connection):
        if begun:
            raise OSError(28, "No space left on device")
        begun.append(True)
        put(self, connection)

    monkeypatch.setattr(write.Increment, "put", fails)


def test_an_unfinished_file_leaves_the_run_in_memory(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = record_program(find_script(script(), []), tmp_path / "a.fittrace", logical=True)
    assert (session.run.calls, session.error) == (9, None)
    assert session.unwritten == "no space left on device"


def test_a_scripts_own_error_is_not_hidden_by_the_files(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = record_program(find_script(script(), ["fail"]), tmp_path / "a.fittrace", logical=True)
    assert isinstance(session.error, ValueError)
    assert session.unwritten == "no space left on device"


def test_a_page_is_made_all_the_same(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["run", "-o", "page.html", script()])
    assert done.exit_code == 0
    assert (tmp_path / "page.html").exists()
    assert list(tmp_path.glob("*.fittrace")) == []


def test_a_recording_that_was_asked_for_and_is_not_complete_has_a_status_of_its_own(
    full_disk, script, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["run", "--save", "a.fittrace", script()])
    assert done.exit_code == 3
    assert "only in part: no space left on device; there was no room for it elsewhere" in done.stderr
    assert f"recording  {tmp_path / 'a.fittrace'}" in done.stdout


def test_neither_the_page_nor_the_recording(full_disk, script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = script(
        "import os; from fittrace.trace import hook\n@hook\ndef step(): pass\nstep(); os.mkdir('x.html')"
    )
    done = CliRunner().invoke(cli, ["run", "-o", "x.html", name])
    assert done.exit_code == 1
    assert f"what is left of the recording: fittrace report {tmp_path / 'x.fittrace'}" in done.stderr
    assert (tmp_path / "x.fittrace").exists()


def test_times_are_those_of_the_program(script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = script("import time; time.sleep(0.2)")
    session = record_program(find_script(name, []), tmp_path / "a.fittrace", logical=False)
    assert 0.2 <= session.training < 1
    assert 0 <= session.saving < 1
