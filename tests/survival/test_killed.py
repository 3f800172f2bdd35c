"""A training that is ended from outside or ends at once: its outcome is its own, and the run is there."""

import signal
import time

import pytest

import fittrace

from .conftest import RECORDED

TRAINS_ON = """
    try:
        with block():
            fit(made(), epochs=100_000, callbacks=[Tell()])
    finally:
        print("finally", flush=True)
"""


def ended(scene, how, number, seconds):
    """Send the signal so many seconds after epoch 12.

    Gives the status, the last time told, whether it was cleaned up, and the seconds it took to end.
    """
    process = scene.start(how)
    line = process.stdout.readline()
    while not (line[:1].isdigit() and int(line.split()[0]) >= 12):
        assert line, "it ended by itself"
        line = process.stdout.readline()
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        line = process.stdout.readline()
    sent = time.monotonic()
    process.send_signal(number)
    rest, _ = process.communicate(timeout=30)
    lines = [line, *rest.splitlines()]
    last = [float(line.split()[1]) for line in lines if line[:1].isdigit() and len(line.split()) == 2][-1]
    return process.returncode, last, "finally" in rest, time.monotonic() - sent


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_the_training_as_it_would_without_a_recorder(scene, name):
    number = signal.Signals[name]
    scene.write(TRAINS_ON)
    status, _, cleaned, _ = ended(scene, "bare", number, 0.2)
    assert status == -number
    for how in RECORDED:
        scene.file.unlink(missing_ok=True)
        got = ended(scene, how, number, 1.3)
        by_shell = 130 if (how, name) == ("run", "SIGINT") else status
        assert (got[0], got[2], got[3] < 2) == (by_shell, cleaned, True)
        run = scene.load()
        state, words = {
            "SIGKILL": ("recording", f"cut off: process {scene.processes[-1].pid}, which recorded it, was"),
            "SIGTERM": ("terminated", "terminated by SIGTERM"),
            "SIGHUP": ("terminated", "terminated by SIGHUP"),
            "SIGINT": ("interrupted", "interrupted"),
        }[name]
        assert run.ending.state == state
        assert run.ending.words.startswith(words)
        epochs = [node.last for node in run.tree().walk() if node.label == "epoch"]
        assert epochs[-1] > 10
        # the run goes at least up to one second before the end
        assert got[1] - last_write(scene) < 1.0


def last_write(scene):
    return scene.file.stat().st_mtime


@pytest.mark.parametrize(
    ("how", "code", "status"),
    [
        ("record", "os._exit(3)", 3),
        ("run", "os._exit(3)", 3),
        ("record", "import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
        ("run", "os.abort()", -signal.SIGABRT),
    ],
)
def test_a_training_that_ends_its_process_at_once(scene, how, code, status):
    scene.write(f"""
        class Leaves(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                if epoch == 2:
                    print(told(self.model), flush=True)
                    time.sleep(0.7)  # the writer's turn comes every half second
                    {code}
        with block():
            fit(made(), callbacks=[Leaves()])
    """)
    bare, recorded = scene.outcome("bare"), scene.outcome(how)
    assert (recorded.status, recorded.output) == (bare.status, bare.output) == (status, bare.output)
    run = scene.load()
    assert run.ending.words.startswith("cut off: process ")
    assert [span.label for span in run.spans() if not span.finished][-1] == "Leaves.on_epoch_end"


def test_the_command_and_the_page_say_that_a_run_was_cut_off(scene):
    scene.write("""
        with block():
            fit(made())
            time.sleep(0.7)
            os._exit(3)
    """)
    scene.outcome("record")
    run = scene.load()
    run.report(scene.folder / "page.html")
    assert run.ending.is_cut_off
    assert f"{run.ending.words}." in (scene.folder / "page.html").read_text()
    # a copy tells the same
    run.save(scene.folder / "copy.fittrace")
    assert fittrace.load(scene.folder / "copy.fittrace").ending == run.ending


def test_a_run_that_goes_on_says_who_records_it(scene):
    scene.write(TRAINS_ON)
    process = scene.start("record")
    process.stdout.readline()
    ending = scene.load().ending
    assert (ending.state, ending.is_cut_off) == ("recording", False)
    assert ending.words.startswith(f"still being recorded by process {process.pid}, last written 2")


def test_a_training_terminated_again_and_again_leaves_a_run_each_time(scene):
    """Wherever it is when the signal comes, with whatever lock held."""
    scene.write("""
        model = made()
        for number in range(8):
            child = os.fork()
            if child == 0:
                timer = threading.Timer(0.013 * number, os.kill, (os.getpid(), signal.SIGTERM))
                with fittrace.record(f"{number}.fittrace"):
                    timer.start()
                    fit(model, epochs=100_000)
            begin = time.monotonic()
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            print(status, time.monotonic() - begin < 2)
    """)
    done = scene.outcome("bare")
    assert done.output == "-15 True\n" * 8, done.error
    for number in range(8):
        ending = fittrace.load(scene.folder / f"{number}.fittrace").ending
        assert ending.words == "terminated by SIGTERM"
