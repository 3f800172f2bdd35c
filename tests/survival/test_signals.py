"""The guard around SIGTERM and SIGHUP: where it stands, and where it keeps out of the way."""

import os
import signal
import threading
import time
from contextlib import ExitStack

import pytest

import fittrace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals end processes in another way here")


def handlers():
    return [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]


def ours(*_):
    pass


@pytest.fixture(autouse=True)
def _default_handlers():
    before = handlers()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in zip((signal.SIGTERM, signal.SIGHUP), before, strict=True):
        signal.signal(number, handler)


def test_the_default_is_back_after_the_recording(tmp_path):
    with fittrace.record(tmp_path / "run"):
        assert signal.SIG_DFL not in handlers()
    assert handlers() == [signal.SIG_DFL] * 2


def test_a_recording_without_a_file_guards_nothing():
    with fittrace.record():
        assert handlers() == [signal.SIG_DFL] * 2


@pytest.mark.parametrize("handler", [ours, signal.SIG_IGN])
def test_a_handler_of_the_users_stays(tmp_path, handler):
    signal.signal(signal.SIGTERM, handler)
    with fittrace.record(tmp_path / "run"):
        assert signal.getsignal(signal.SIGTERM) is handler
    assert signal.getsignal(signal.SIGTERM) is handler


def test_a_handler_that_the_user_sets_meanwhile_stays(tmp_path):
    with fittrace.record(tmp_path / "run"):
        signal.signal(signal.SIGTERM, ours)
    assert handlers() == [ours, signal.SIG_DFL]


def test_recordings_inside_each_other_and_in_any_order(tmp_path):
    with ExitStack() as first, ExitStack() as second:
        first.enter_context(fittrace.record(tmp_path / "first"))
        second.enter_context(fittrace.record(tmp_path / "second"))
        first.close()
        assert signal.SIG_DFL not in handlers()
    assert handlers() == [signal.SIG_DFL] * 2


def test_another_thread_sets_no_handler(tmp_path):
    seen = []

    def work():
        with fittrace.record(tmp_path / "run"):
            seen.extend(handlers())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.SIG_DFL] * 2


def test_a_handler_put_back_too_late_still_ends_the_process(scene):
    scene.write("""
        with block():
            before = signal.signal(signal.SIGTERM, lambda *_: print("mine", flush=True))
            os.kill(os.getpid(), signal.SIGTERM)
            fit(made())
        signal.signal(signal.SIGTERM, before)
        os.kill(os.getpid(), signal.SIGTERM)
        print("never said", flush=True)
    """)
    bare, recorded = scene.outcome("bare"), scene.outcome("record")
    assert (recorded.status, recorded.output) == (bare.status, bare.output) == (-signal.SIGTERM, "mine\n")
    assert scene.load().ending.state == "finished"


def test_a_run_of_another_thread_is_ended_well_where_the_main_thread_records(scene):
    scene.write("""
        def work():
            with fittrace.record("thread.fittrace"):
                fit(made())
                trained.set()
                time.sleep(60)
        trained = threading.Event()
        with block():
            threading.Thread(target=work, daemon=True).start()
            trained.wait()
            os.kill(os.getpid(), signal.SIGTERM)
    """)
    assert scene.outcome("record").status == -signal.SIGTERM
    thread = fittrace.load(scene.folder / "thread.fittrace")
    assert (scene.load().ending.words, thread.ending.words) == ("terminated by SIGTERM",) * 2


def test_a_file_that_cannot_be_written_does_not_keep_the_process_alive(scene):
    scene.write("""
        import sqlite3
        with block():
            fit(made())
            # somebody has locked the file
            other = sqlite3.connect("run.fittrace", isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(0.7)
            print(time.time(), flush=True)
            os.kill(os.getpid(), signal.SIGTERM)
    """)
    process = scene.start("record")
    begin = float(process.stdout.readline())
    assert process.wait(10) == -signal.SIGTERM
    assert time.time() - begin < 1.5


def test_a_training_deep_in_one_call_into_c_does_not_live_longer_for_it(scene):
    scene.write("""
        import hashlib
        with block():
            fit(made())
            print(time.time(), flush=True)
            hashlib.pbkdf2_hmac("sha256", b"x", b"y", 10**8)
    """)
    process = scene.start("record")
    process.stdout.readline()
    time.sleep(0.2)
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == -signal.SIGTERM
    assert time.monotonic() - begin < 2
    assert scene.load().ending.words == "terminated by SIGTERM"


def test_a_bell_of_the_users_stays(tmp_path):
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing)
    with fittrace.record(tmp_path / "run"):
        pass
    assert signal.set_wakeup_fd(before) == writing
    with fittrace.record(tmp_path / "run"):
        assert signal.set_wakeup_fd(writing) not in (-1, writing)
    assert signal.set_wakeup_fd(before) == writing
    os.close(reading), os.close(writing)


def test_nothing_is_left_open(tmp_path):
    def there():
        return len(os.listdir("/proc/self/fd")), threading.active_count()

    with fittrace.record(tmp_path / "run"):
        pass
    before = there()
    for _ in range(5):
        with fittrace.record(tmp_path / "run"):
            pass
    assert there() == before


@pytest.mark.parametrize("deep_in_c", [False, True])
def test_the_command_says_where_the_recording_is(scene, deep_in_c):
    scene.write(f"""
        import hashlib
        fit(made())
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
        {'hashlib.pbkdf2_hmac("sha256", b"x", b"y", 10**8)' if deep_in_c else "time.sleep(60)"}
    """)
    done = scene.outcome("run")
    assert (done.status, done.error) == (
        -signal.SIGTERM,
        f"fittrace: terminated by SIGTERM; what was recorded is in {scene.file}, and "
        f"fittrace report {scene.file} makes its page.\n",
    )
    assert scene.load().ending.words == "terminated by SIGTERM"


def test_the_command_says_nothing_of_a_recording_without_calls(scene):
    scene.write("os.kill(os.getpid(), signal.SIGTERM)")
    done = scene.outcome("run")
    assert (done.status, done.error) == (-signal.SIGTERM, "")
