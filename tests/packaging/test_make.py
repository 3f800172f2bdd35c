"""The scripts behind make cope with what a fresh machine has and has not."""

import os
import subprocess
import sys

import pytest


def run(script, *arguments, **environment):
    return subprocess.run(
        [script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]} | environment,
    )


@pytest.fixture
def fake(tmp_path):
    """Put an executable shell script of that name on a PATH of its own; gives the folder."""

    def write(name, body):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path.parent

    return write


def test_a_python_that_is_new_enough_is_found(repository):
    found = run(repository / ".ci" / "python", PYTHON=sys.executable)
    assert found.returncode == 0
    assert found.stdout.strip().endswith(("python", "python3", f"python3.{sys.version_info.minor}"))


def test_an_old_python3_is_passed_over(repository, fake):
    fake("python3", "exit 1")  # as the version check ends on a Python 3.9
    path = fake("python3.12", f'exec {sys.executable} "$@"')
    found = run(repository / ".ci" / "python", PATH=f"{path}:/usr/bin:/bin", HOME="/nowhere")
    assert (found.returncode, found.stdout.strip()) == (0, sys.executable)


def test_no_python_is_one_sentence_that_says_what_to_install(repository, fake):
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python"):
        path = fake(name, "exit 1")
    found = run(repository / ".ci" / "python", PATH=f"{path}:/usr/bin:/bin", HOME="/nowhere")
    assert found.returncode == 1
    assert "apt install python3" in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_python_named_by_the_user_is_not_replaced_by_another(repository):
    found = run(repository / ".ci" / "python", PYTHON="/nowhere/python3")
    assert found.returncode == 1
    assert "/nowhere/python3" in found.stderr


def test_an_environment_is_made_and_used_again(repository, tmp_path):
    made = run(repository / ".ci" / "venv", tmp_path / "env", sys.executable)
    assert (made.returncode, made.stderr) == (0, "")
    marker = tmp_path / "env" / "marker"
    marker.touch()
    run(repository / ".ci" / "venv", tmp_path / "env", sys.executable)
    assert marker.exists()


def test_a_python_without_ensurepip_is_one_sentence_that_says_what_to_install(repository, fake, tmp_path):
    path = fake("python3", "exit 1")
    fake("id", "echo 1000")
    made = run(repository / ".ci" / "venv", tmp_path / "env", "python3", PATH=f"{path}:/usr/bin:/bin")
    assert made.returncode == 1
    assert "apt install python3-venv" in made.stderr
    assert len(made.stderr.splitlines()) == 1
    assert not (tmp_path / "env").exists()


def test_a_chromium_that_does_not_start_is_not_taken(repository, fake):
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        path = fake(name, "echo 'this needs a snap' >&2; exit 1")
    found = run(repository / ".ci" / "chromium", PATH=f"{path}:/usr/bin:/bin")
    assert (found.returncode, found.stdout) == (1, "")
    assert "skipped" in found.stderr


@pytest.mark.parametrize(
    ("closing", "status"), [("=== 3 passed, 1 skipped in 2.00s ===", 0), ("=== 1 failed in 2.00s ===", 1)]
)
def test_ci_ends_with_pytests_closing_line_and_status(repository, fake, closing, status):
    path = fake("make", f"echo collecting; echo '{closing}'; exit {status}")
    fake("chromium", "exit 0")
    done = run(repository / ".ci" / "run", PATH=f"{path}:/usr/bin:/bin")
    assert done.returncode == status
    assert done.stdout.splitlines()[-1] == closing
