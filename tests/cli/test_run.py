"""`fittrace run`: what it runs, what it writes, what it says."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

import fittrace

SELF_PORTRAIT = """
import sys
print(__name__, __file__, __package__, __spec__ is None, sys.argv, sys.path[0])
print(sys.modules["__main__"].__dict__ is globals())
"""


def test_the_page_is_written_and_the_summary_says_where_and_how_much(command, script, tmp_path):
    done = command("run", "-o", "page.html", script())
    assert done.returncode == 0
    assert done.stderr == ""
    assert (tmp_path / "page.html").read_text().lstrip().lower().startswith("<!doctype html>")
    assert str(tmp_path / "page.html") in done.stdout
    assert "9 calls" in done.stdout
    assert re.search(r"train \d+\.\d s, save \d+\.\d s, report \d+\.\d s", done.stdout)


def test_without_save_no_recording_is_left_behind(command, script, tmp_path):
    command("run", "-o", "page.html", script())
    assert list(tmp_path.glob("*.fittrace*")) == []


def test_without_options_the_page_is_walkthrough_html(command, script, tmp_path):
    assert command("run", script()).returncode == 0
    assert (tmp_path / "walkthrough.html").exists()


def test_save_alone_keeps_the_recording_and_makes_no_page(command, script, tmp_path):
    assert command("run", "--save", "small.fittrace", script()).returncode == 0
    assert fittrace.load(tmp_path / "small.fittrace").calls == 9
    assert list(tmp_path.glob("*.html")) == []


def test_save_and_output_give_both(command, script, tmp_path):
    assert command("run", "--save", "a.fittrace", "-o", "b.html", script()).returncode == 0
    assert (tmp_path / "a.fittrace").exists()
    assert (tmp_path / "b.html").exists()


def test_options_may_follow_the_script_and_the_rest_is_the_scripts(command, script, tmp_path):
    name = script("import sys; print(sys.argv[1:])")
    done = command("run", name, "--epochs", "3", "--save", "a.fittrace", "-q")
    assert done.stdout.splitlines()[0] == "['--epochs', '3', '-q']"
    assert (tmp_path / "a.fittrace").exists()


def test_what_follows_two_dashes_is_the_scripts(command, script):
    name = script("import sys; print(sys.argv[1:])")
    done = command("run", "--save", "a.fittrace", name, "--", "-o", "x", "--", "--save")
    assert done.stdout.splitlines()[0] == "['-o', 'x', '--', '--save']"


def test_a_script_sees_what_it_sees_under_python(command, script, tmp_path):
    name = script(SELF_PORTRAIT, "deep/er/portrait.py")
    alone = subprocess.run(
        [sys.executable, name, "-x", "1"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    recorded = command("run", "--save", "a.fittrace", name, "-x", "1")
    assert recorded.stdout.splitlines()[:2] == alone.stdout.splitlines()


@pytest.mark.parametrize("module", ["pack.age", "pack"])
def test_a_module_sees_what_it_sees_under_python(command, script, tmp_path, module):
    script("", "pack/__init__.py")
    script(SELF_PORTRAIT, "pack/age.py")
    script(SELF_PORTRAIT, "pack/__main__.py")
    alone = subprocess.run(
        [sys.executable, "-m", module, "-x"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    recorded = command("run", "--save", "a.fittrace", "-m", module, "-x")
    assert recorded.stdout.splitlines()[:2] == alone.stdout.splitlines()


def test_the_header_names_the_script_and_its_arguments(command, script, tmp_path):
    command("run", "--save", "a.fittrace", script(), "--epochs", "3")
    header = fittrace.load(tmp_path / "a.fittrace").header
    assert (header.script, header.arguments) == ("train.py", ("--epochs", "3"))


def test_a_logical_clock_makes_equal_runs_equal_files(command, script, tmp_path):
    for name in ("a.fittrace", "b.fittrace"):
        command("run", "--logical-clock", "--save", name, script())
    assert (tmp_path / "a.fittrace").read_bytes() == (tmp_path / "b.fittrace").read_bytes()


def test_a_script_that_changes_directory_does_not_move_the_results(command, script, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    command("run", "--save", "a.fittrace", "-o", "b.html", script("import os; os.chdir('elsewhere')"))
    assert (tmp_path / "a.fittrace").exists()
    assert (tmp_path / "b.html").exists()


def test_a_script_that_replaces_stdout_does_not_swallow_the_summary(command, script):
    done = command("run", "--save", "a.fittrace", script("import io, sys; sys.stdout = io.StringIO()"))
    assert "a.fittrace" in done.stdout


def test_a_script_without_keras_is_told_so(command, script):
    done = command("run", "--save", "a.fittrace", script("print('hello')"))
    assert done.returncode == 0
    assert "no call was recorded" in done.stderr


@pytest.mark.parametrize(("ending", "status"), [("sys.exit()", 0), ("sys.exit(0)", 0), ("sys.exit(3)", 3)])
def test_a_scripts_own_exit_status_is_kept(command, script, tmp_path, ending, status):
    done = command("run", "--save", "a.fittrace", script(f"import sys; {ending}"))
    assert done.returncode == status
    assert ("exit status 3" in done.stderr) == (status == 3)
    assert (tmp_path / "a.fittrace").exists()


def test_sys_exit_with_a_message_prints_it_and_is_status_1(command, script):
    done = command("run", "--save", "a.fittrace", script("import sys; sys.exit('no data today')"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "no data today"


def test_a_killed_run_leaves_a_recording_that_opens_and_can_be_reported(command, script, tmp_path):
    name = script("import time\n" + SMALL_WITH_PAUSES)
    process = subprocess.Popen(
        [sys.executable, "-m", "fittrace", "run", "-o", "page.html", name],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "two epochs done\n"
    time.sleep(1.5)  # the run file is written twice a second
    process.kill()
    process.communicate()
    left = tmp_path / "page.fittrace"
    assert fittrace.load(left).ending.state == "recording"
    assert fittrace.load(left).calls == 9
    assert command("report", left).returncode == 0


SMALL_WITH_PAUSES = """
from fittrace.trace import hook, loop

@hook
def step(number):
    pass

@loop("epoch")
def epochs():
    yield from range(9)

for epoch in epochs():
    for number in range(3):
        step(number)
    if epoch == 2:
        print("two epochs done", flush=True)
        time.sleep(60)
"""


def test_an_existing_recording_beside_the_page_is_not_touched(command, script, recording, tmp_path):
    before = recording.read_bytes()
    assert command("run", "-o", "small.html", script()).returncode == 0
    assert recording.read_bytes() == before
    assert list(tmp_path.glob("*.fittrace")) == [recording]


def test_the_entry_point_and_the_module_are_one_command(repository):
    asked = [sys.executable, "-m", "fittrace", "--version"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env=dict(os.environ, LC_ALL="C"))
    assert done.stdout == f"fittrace {fittrace.__version__}\n"


def test_ctrl_c_before_anything_ran_is_one_sentence(script, tmp_path):
    name = script("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    done = subprocess.run(
        [sys.executable, "-m", "fittrace", "run", "--save", "a.fittrace", name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr == "fittrace: train.py was interrupted by Ctrl-C.\n"


PAGE = '<meta name="generator" content="fittrace 1"><p>the page of a long training'


def test_a_run_without_calls_leaves_an_older_page_alone(command, script, tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    done = command("run", "-o", "page.html", script("print('only help was asked for')"))
    assert done.returncode == 0
    assert "is left as it was" in done.stderr
    assert (tmp_path / "page.html").read_text() == PAGE
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix == ".fittrace"] == []


ITSELF = """
import fittrace
from fittrace.trace import hook

@hook
def step(): pass

{before}
with fittrace.record("own.fittrace"):
    step()
with fittrace.record():
    step()
"""


def test_a_script_that_records_itself_is_told_where_its_calls_are(command, script, tmp_path):
    done = command("run", "--save", "a.fittrace", script(ITSELF.format(before="step()")))
    assert done.returncode == 0
    assert done.stderr == (
        "fittrace: train.py records itself: calls inside its own fittrace.record went into that recording "
        f"({tmp_path}/own.fittrace), not into this one.\n"
    )
    run = fittrace.load(tmp_path / "a.fittrace")
    assert run.calls == 1
    assert run.header.notes["recordings_inside"] == {"count": 2, "files": [f"{tmp_path}/own.fittrace"]}


def test_a_script_that_records_all_of_itself_is_told_how_to_get_a_page(command, script, tmp_path):
    done = command("run", "--save", "a.fittrace", script(ITSELF.format(before="")))
    assert done.returncode == 0
    assert done.stderr == (
        "fittrace: no call was recorded: the script's own fittrace.record took them all; "
        f"fittrace report {tmp_path}/own.fittrace makes its page.\n"
    )
