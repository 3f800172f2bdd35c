"""Files that are no recordings, for every subcommand that takes one."""

import sqlite3

import pytest

BAD_FILES = {
    "missing.fittrace": None,
    "empty.fittrace": b"",
    "text.fittrace": b"this is not a recording\n",
    "pickle.fittrace": b"\x80\x04\x95\x10\x00\x00",
}
COMMANDS = {"tree": [], "report": ["-o", "x.html"], "graph": ["-o", "x.svg"]}


@pytest.fixture(params=COMMANDS, ids=str)
def refused(request, command, tmp_path):
    """Give the file to a subcommand and see that it is refused in one sentence that names it."""

    def refused(name, *words):
        done = command(request.param, name, *COMMANDS[request.param])
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        for word in (name, *words):
            assert word in done.stderr
        assert not (tmp_path / "x.html").exists()
        assert not (tmp_path / "x.svg").exists()

    return refused


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_recording(refused, tmp_path, name):
    if BAD_FILES[name] is not None:
        (tmp_path / name).write_bytes(BAD_FILES[name])
    refused(name)


def test_a_directory(refused, tmp_path):
    (tmp_path / "folder").mkdir()
    refused("folder", "directory")


def test_a_truncated_recording(refused, recording, tmp_path):
    (tmp_path / "cut.fittrace").write_bytes(recording.read_bytes()[:-9000])
    refused("cut.fittrace", "cut short")


def test_a_database_that_is_no_recording(refused, tmp_path):
    with sqlite3.connect(tmp_path / "other.fittrace") as database:
        database.execute("CREATE TABLE somebody (elses INTEGER)")
    database.close()
    refused("other.fittrace", "not a run file")


def test_a_recording_of_a_newer_schema(refused, recording):
    with sqlite3.connect(recording) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    refused(recording.name, "newer", "999")
