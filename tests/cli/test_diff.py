"""`fittrace diff`: what is different between two recordings."""

import json
import os
import pty
import sqlite3
import subprocess
import sys

import pytest

LONGER = """
- small.fittrace
+ longer.fittrace
1 changed; 9 calls before, 13 after
first: ~ Model.fit > epoch[1]
  └─ Model.fit  small
~    └─ epochs 1 to 2 → 1 to 3  [×2 → ×3]
""".lstrip()


@pytest.fixture
def longer(tmp_path, script, command):
    """A recording of the small training with an epoch more."""
    from .conftest import SMALL

    name = script(SMALL.replace("range(2)", "range(3)"), "longer.py")
    assert command("run", "--save", "longer.fittrace", name).returncode == 0
    return tmp_path / "longer.fittrace"


@pytest.mark.usefixtures("recording", "longer")
def test_what_differs_is_shown_in_context(command):
    done = command("diff", "small.fittrace", "longer.fittrace")
    assert (done.stdout, done.stderr, done.returncode) == (LONGER, "", 1)


@pytest.mark.usefixtures("recording")
def test_the_same_run_does_not_differ(command):
    done = command("diff", "small.fittrace", "small.fittrace")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "No difference: 9 calls in both runs."


@pytest.mark.usefixtures("recording", "longer")
def test_timings_are_told_beside(command):
    assert "each]" in command("diff", "small.fittrace", "longer.fittrace", "--timings").stdout
    assert command("diff", "small.fittrace", "small.fittrace", "--timings").returncode == 0


@pytest.mark.usefixtures("recording", "longer")
def test_json_holds_what_differs(command):
    done = command("diff", "small.fittrace", "longer.fittrace", "--json")
    told = json.loads(done.stdout)
    (one,) = told["differences"]
    assert (done.returncode, told["first"]) == (1, "Model.fit > epoch[1]")
    assert (one["mark"], one["before"]["count"], one["after"]["count"]) == ("~", 2, 3)


@pytest.mark.usefixtures("recording", "longer")
def test_a_page_is_written(command, tmp_path):
    done = command("diff", "small.fittrace", "longer.fittrace", "-o", "difference.html")
    assert done.returncode == 1
    assert "small.fittrace against longer.fittrace" in (tmp_path / "difference.html").read_text()


@pytest.mark.usefixtures("recording")
def test_a_page_replaces_no_recording(command, tmp_path):
    before = (tmp_path / "small.fittrace").read_bytes()
    done = command("diff", "small.fittrace", "small.fittrace", "-o", "small.fittrace")
    assert (done.returncode, (tmp_path / "small.fittrace").read_bytes()) == (2, before)


@pytest.mark.usefixtures("recording")
def test_a_page_that_cannot_be_written_is_bad_input(command, tmp_path):
    (tmp_path / "notes.html").write_text("mine")
    done = command("diff", "small.fittrace", "small.fittrace", "-o", "notes.html")
    assert (done.returncode, (tmp_path / "notes.html").read_text()) == (2, "mine")


def test_recordings_of_older_versions_are_named(command, recording, longer):
    for path in (recording, longer):
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 1")
        connection.close()
    done = command("diff", "small.fittrace", "longer.fittrace")
    assert done.returncode == 2
    assert done.stderr.count("record the run again") == 2
    assert "small.fittrace was written by an older fittrace" in done.stderr
    assert "longer.fittrace was written by an older fittrace" in done.stderr


@pytest.mark.usefixtures("recording")
def test_a_file_that_is_not_there_is_bad_input(command):
    done = command("diff", "small.fittrace", "none.fittrace")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no run file none.fittrace" in done.stderr


def test_a_terminal_gets_colours_and_signs(recording, longer):
    leader, follower = pty.openpty()
    environment = dict(os.environ, TERM="xterm-256color", COLUMNS="60")
    environment.pop("NO_COLOR", None)
    asked = [sys.executable, "-m", "fittrace", "diff", str(recording), str(longer)]
    subprocess.run(asked, stdout=follower, env=environment, check=False)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert "\x1b[" in shown
    assert "~ " in shown
    assert len(shown.splitlines()) == len(LONGER.splitlines())
