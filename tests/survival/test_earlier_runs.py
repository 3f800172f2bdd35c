"""An earlier recording, or page, is replaced by a run that has something to tell, and by no other."""

import subprocess

import pytest

import fittrace
from fittrace.trace import hook


@hook
def step():
    pass


@pytest.fixture
def earlier(tmp_path):
    """A run file of three calls."""
    with fittrace.record(tmp_path / "run.fittrace"):
        for _ in range(3):
            step()
    return tmp_path / "run.fittrace"


def test_a_block_without_calls_leaves_the_earlier_run(earlier, capsys):
    with fittrace.record(earlier):
        pass
    assert fittrace.load(earlier).calls == 3
    assert (
        capsys.readouterr().err
        == f"fittrace: no call was recorded, so {earlier} still holds the earlier run.\n"
    )
    assert list(earlier.parent.iterdir()) == [earlier]


def test_a_block_that_fails_before_its_first_call_leaves_it_too(earlier):
    with pytest.raises(ImportError), fittrace.record(earlier):
        raise ImportError("no such module")
    assert fittrace.load(earlier).ending.state == "finished"


def test_a_block_with_a_call_replaces_it(earlier):
    with fittrace.record(earlier):
        step()
    assert fittrace.load(earlier).calls == 1
    assert list(earlier.parent.iterdir()) == [earlier]


def test_a_program_that_changes_its_directory_replaces_the_same_file(earlier, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with fittrace.record("run.fittrace"):
        monkeypatch.chdir(tmp_path / "elsewhere")
        step()
    assert fittrace.load(earlier).calls == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_earlier_run_without_calls_is_replaced(tmp_path, capsys):
    for _ in range(2):
        with fittrace.record(tmp_path / "run.fittrace") as run:
            pass
    assert fittrace.load(tmp_path / "run.fittrace").header.started == run.header.started
    assert capsys.readouterr().err == ""


def test_two_runs_wait_for_the_place_of_an_earlier_one_and_the_second_is_refused(earlier):
    again = fittrace.record(earlier)
    with fittrace.record(earlier), pytest.raises(fittrace.RunFileError, match="another run of this program"):
        again.__enter__()


@pytest.mark.parametrize("how", ["record", "run"])
def test_a_training_takes_the_place_while_it_goes_on_and_is_there_when_it_is_killed(scene, how):
    scene.write("with block():\n    fit(made())")
    assert scene.outcome(how).status == 0
    calls = scene.load().calls
    scene.write("""
        with block():
            time.sleep(0.5)
            print("begun", flush=True)
            sys.stdin.readline()
            fit(made())
            time.sleep(0.8)
            fit(made())
            os._exit(3)
    """)
    process = scene.start(how, stdin=subprocess.PIPE)
    assert process.stdout.readline() == "begun\n"
    assert (scene.load().calls, scene.load().ending.state) == (calls, "finished")
    process.communicate("\n", timeout=60)
    run = scene.load()
    assert run.ending.is_cut_off
    assert run.calls >= calls
    assert {path.name for path in scene.folder.iterdir()} == {"script.py", "run.fittrace"}


@pytest.mark.parametrize("body", ["import nosuch", "x = (", "sys.exit(4)", "raise KeyboardInterrupt"])
def test_a_script_that_fails_at_once_costs_neither_the_recording_nor_the_page(scene, body):
    scene.write("fit(made())")
    assert scene.outcome("run", page="page.html").status == 0
    before = [(scene.folder / name).read_bytes() for name in ("run.fittrace", "page.html")]
    scene.write(body)
    failed = scene.outcome("run", page="page.html")
    assert failed.status != 0
    assert [(scene.folder / name).read_bytes() for name in ("run.fittrace", "page.html")] == before
    if body != "x = (":
        names = f"{scene.folder}/page.html and {scene.folder}/run.fittrace"
        assert failed.error.endswith(f" before any call was recorded; {names} are left as they were.\n")
