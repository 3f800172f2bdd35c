"""Real processes that are killed, run out of disk, or fork while they record."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from fittrace import RunFileError, load

PROGRAM = """
    import os, sys, time
    from fittrace.trace import Hooked, hook, loop, record
    from fittrace.trace.runfile import write

    write.INTERVAL = 0.05

    class Model(Hooked, named="name"):
        name = "model"

        @hook
        def fit(self, count):
            for step in steps(count):
                self.train_step(step)

        @hook
        def train_step(self, step):
            time.sleep(0.001)
            return step

        @hook
        def wait(self):
            print("waiting", flush=True)
            time.sleep(60)

    @loop("step")
    def steps(count):
        yield from range(count)
"""


def script(body):
    return textwrap.dedent(PROGRAM) + textwrap.dedent(body)


@pytest.fixture
def started(tmp_path):
    """Starts a script that records into ``run`` and waits until it says that it waits."""
    processes = []

    def start(body, **options):
        (tmp_path / "script.py").write_text(script(body))
        process = subprocess.Popen(
            [sys.executable, "script.py"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        processes.append(process)
        assert process.stdout.readline() == "waiting\n", process.stderr.read()
        time.sleep(0.3)  # the writer's turn comes every 0.05 s
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_a_process_killed_in_the_middle_leaves_a_run_that_says_where_it_stopped(started, tmp_path, told):
    process = started("""
        with record("run") as run:
            model = Model()
            model.fit(20)
            for step in steps(5):
                model.train_step(step)
                if step == 3:
                    model.wait()
    """)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    run = load(tmp_path / "run")
    assert (run.ending.state, run.calls) == ("recording", 26)
    assert told(run)[-3:] == ["step 3 ...", "  Model.train_step model", "  Model.wait model ..."]
    assert [node.label for node in run.tree().walk() if not node.finished] == ["step", "Model.wait"]
    assert run.duration > 0.02
    waiting = list(run.spans())[-1]
    assert 0.1 < waiting.duration < 10
    assert waiting.exception is None


@pytest.mark.parametrize(
    ("way", "state"),
    [("os._exit(3)", "recording"), ("os.kill(os.getpid(), 15)", "terminated"), ("os.abort()", "recording")],
)
def test_a_process_that_ends_without_a_word(tmp_path, process, way, state):
    done = process(
        script(f"""
            with record("run"):
                Model().fit(3)
                time.sleep(0.3)
                {way}
        """)
    )
    assert done.returncode != 0
    run = load(tmp_path / "run")
    assert (run.ending.state, run.calls) == (state, 4)


def test_ctrl_c_in_the_middle_of_a_step(started, tmp_path, told):
    process = started("""
        with record("run"):
            for step in steps(3):
                Model().wait()
    """)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=20)
    assert error.rstrip().endswith("KeyboardInterrupt")
    run = load(tmp_path / "run")
    assert run.ending.state == "interrupted"
    assert told(run)[1:] == ["  Model.wait model !KeyboardInterrupt"]


def test_a_process_killed_in_the_middle_of_a_write(tmp_path, process):
    """What the write had overwritten stands in a journal beside the file, and is taken back on reading."""
    done = process(
        script("""
            from fittrace.trace.runfile import increment
            def killed(table):
                connection.execute("DELETE FROM codes")
                os.kill(os.getpid(), 9)
            with record("run") as run:
                Model().fit(3)
                time.sleep(0.3)
                import gc, sqlite3
                (connection,) = [one for one in gc.get_objects() if isinstance(one, sqlite3.Connection)]
                connection.execute("PRAGMA cache_spill = 1")
                connection.execute("PRAGMA cache_size = 1")
                increment.pack = killed
                Model().fit(50)
                time.sleep(5)
        """)
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (tmp_path / "run-journal").stat().st_size > 0
    before = (tmp_path / "run").read_bytes()
    run = load(tmp_path / "run")
    assert run.ending.state == "recording"
    assert 4 <= run.calls < 55
    assert (tmp_path / "run").read_bytes() == before
    # a new run in the same place is not spoilt by the old journal
    run.save(tmp_path / "run")
    assert load(tmp_path / "run").calls == run.calls
    assert not (tmp_path / "run-journal").exists()


def test_a_disk_that_fills_up_ends_the_writing_and_not_the_training(tmp_path, process):
    done = process(
        script("""
            import resource
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
            total = 0
            with record("run") as run:
                for number in range(800):
                    name = Model.name = f"model {number}"
                    total += Model().train_step(number)
            print(total, run.calls, run.ending.state)
        """)
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{sum(range(800))} 800 finished\n"
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("fittrace: run holds the run only in part: ")
    run = load(tmp_path / "run")
    assert run.ending.state == "recording"
    assert 0 < run.calls < 800


def test_a_full_disk_at_the_start_is_refused_in_one_sentence(tmp_path, process):
    done = process(
        script("""
            import resource
            from fittrace import RunFileError
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            try:
                with record("run"):
                    print("entered")
            except RunFileError as error:
                print(error)
        """)
    )
    assert done.stdout.startswith("The run cannot be recorded into run: ")
    assert done.stdout.count("\n") == 1


def test_a_file_that_is_gone_does_not_touch_the_training(tmp_path, process):
    done = process(
        script("""
            import shutil
            os.mkdir("folder")
            with record("folder/run") as run:
                Model().fit(3)
                shutil.rmtree("folder")
                Model().fit(100)
            print(run.calls, run.ending.state)
        """)
    )
    assert (done.returncode, done.stdout) == (0, "105 finished\n")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
def test_a_forked_child_goes_on_unrecorded_and_leaves_the_file_to_its_parent(tmp_path, process, told):
    done = process(
        script("""
            import warnings
            warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of forking beside threads
            write.INTERVAL = 0.001
            with record("run") as run:
                children = []
                for step in steps(200):
                    Model().train_step(step)
                    if step % 10 == 5:
                        child = os.fork()
                        if child == 0:
                            break
                        children.append(child)
                if child == 0:
                    before = run.calls
                    Model().fit(20)
                    unrecorded = run.calls == before
            if child == 0:
                sys.exit(7 if unrecorded else 8)
            print({os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children})
        """)
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "{7}\n", "")
    run = load(tmp_path / "run")
    assert (run.ending.state, run.calls) == ("finished", 200)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
def test_a_forked_child_that_leaves_the_recording_does_not_write(tmp_path, process):
    done = process(
        script("""
            import pathlib, warnings
            warnings.simplefilter("ignore", DeprecationWarning)
            write.INTERVAL = 60
            try:
                with record("run") as run:
                    Model().fit(3)
                    before = pathlib.Path("run").read_bytes()
                    child = os.fork()
                    if child == 0:
                        raise SystemExit(7)
                    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                    print(pathlib.Path("run").read_bytes() == before)
            finally:
                if child == 0:
                    os._exit(7)
        """)
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "7\nTrue\n", "")
    assert load(tmp_path / "run").calls == 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_of_multiprocessing_in_the_middle_of_a_run(tmp_path, process, method):
    done = process(
        script(f"""
            import multiprocessing, warnings
            warnings.simplefilter("ignore", DeprecationWarning)
            def work(number):
                Model().fit(5)
                return number * number
            if __name__ == "__main__":
                with record("run") as run:
                    Model().fit(3)
                    with multiprocessing.get_context("{method}").Pool(2) as pool:
                        print(sum(pool.map(work, range(10))))
                    Model().fit(3)
                print(run.calls)
        """)
    )
    assert (done.returncode, done.stdout) == (0, "285\n8\n"), done.stderr
    assert load(tmp_path / "run").calls == 8


def test_a_file_that_may_not_be_read(tmp_path, process):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "run").touch(0)
    with pytest.raises(RunFileError, match="cannot be read: permission denied"):
        load(tmp_path / "run")
