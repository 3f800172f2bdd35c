"""Pipes that nobody reads, that are full, or that are closed: what fittrace has to say waits for nobody."""

import os
import signal

import pytest

SAYS_SOMETHING = """
    import resource
    model = made()
    {before}
    with block():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        fit(made(keras.layers.Dense(3, name="more")))
        fit(model)
    os.write(saying, told(model).encode())
"""


def outcome(scene, how, before="", **options):
    """The status of a program that has something to say on stderr, and what the training wrote on a pipe."""
    reading, writing = os.pipe()
    scene.write(SAYS_SOMETHING.format(before=f"saying = {writing}; {before}"))
    process = scene.start(how, pass_fds=[writing], **options)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read()
    return process.wait(30), said


def full_pipe():
    """A pipe that takes nothing any more, and whose reader is there and does not read."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while os.write(writing, b"x" * 4096):
            pass
    except BlockingIOError:
        os.set_blocking(writing, True)
    return reading, writing


def test_a_full_pipe_that_nobody_reads(scene):
    reading, writing = full_pipe()
    expected = outcome(scene, "bare")
    assert outcome(scene, "record", stderr=writing) == expected
    assert expected[0] == 0
    os.close(reading), os.close(writing)


@pytest.mark.parametrize("handling", ["SIG_IGN", "SIG_DFL"])
def test_a_pipe_whose_reader_has_gone(scene, handling):
    before = f"signal.signal(signal.SIGPIPE, signal.{handling})"
    expected = outcome(scene, "bare", before)
    reading, writing = os.pipe()
    os.close(reading)
    assert outcome(scene, "record", before, stderr=writing) == expected
    os.close(writing)


@pytest.mark.parametrize("before", ["os.close(2)", "sys.stderr = None", "sys.stderr = 3"])
def test_a_stderr_that_is_closed_or_none_at_all(scene, before):
    assert outcome(scene, "record", before) == outcome(scene, "bare", before)


def test_the_commands_summary_has_no_reader(scene):
    """As in ``fittrace run train.py | head -1``: the exit status is the training's."""
    scene.write("""
        with block():
            model = made()
            fit(model)
        sys.exit(3)
    """)
    reading, writing = os.pipe()
    os.close(reading)
    process = scene.start("run", stdout=writing)
    os.close(writing)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 3, error
    assert scene.load().ending.state == "raised"


def test_a_message_that_is_heard_is_whole(scene):
    reading, writing = os.pipe()
    outcome(scene, "record", stderr=writing)
    os.close(writing)
    with os.fdopen(reading) as heard:
        text = heard.read()
    assert text.startswith("fittrace: run.fittrace holds the run only in part: ")
    assert text.endswith("save it elsewhere with run.save().\n")
    assert signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN
