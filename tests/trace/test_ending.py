"""How a run ended, in words, and which process may still be recording it."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from fittrace.trace import Ending
from fittrace.trace.process import Process

HERE = Process.this()


def test_this_process_is_alive():
    assert HERE.is_alive() is (True if os.name == "posix" else None)
    assert Process.read(HERE.as_dict()) == HERE


@pytest.mark.skipif(os.name != "posix", reason="whether a process lives is not known here")
def test_a_process_that_has_ended_is_not_even_before_its_parent_knows():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    process = replace(HERE, number=child.pid, started=None)
    assert process.is_alive()
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has been told
    assert process.is_alive() is False or not os.path.exists("/proc/self/stat")
    child.wait()
    assert process.is_alive() is False


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="the start of a process is not known here")
def test_a_later_process_with_the_same_number_is_another():
    assert replace(HERE, started=HERE.started - 1).is_alive() is False


def test_a_process_on_another_machine_may_be_alive_or_not():
    elsewhere = replace(HERE, place="elsewhere")
    assert elsewhere.is_alive() is None
    words = Ending(process=elsewhere, written="2026-01-02T03:04:05+00:00").words
    assert words.startswith(f"not ended: process {HERE.number}, on another machine")
    assert words.endswith("last written 2026-01-02T03:04:05+00:00")


@pytest.mark.parametrize("number", [0, -1, "x", None])
def test_what_is_no_process(number):
    with pytest.raises((ValueError, TypeError)):
        Process.read(HERE.as_dict() | {"number": number})


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending("finished"), "finished"),
        (Ending("raised"), "raised"),
        (Ending("interrupted"), "interrupted"),
        (Ending("terminated", signal="SIGHUP"), "terminated by SIGHUP"),
        (Ending(), "not ended: this is how far it had come"),
        (
            Ending(process=HERE, written="now", unwritten="the disk is full"),
            "written only until now, when the file could take no more (the disk is full); "
            "the training went on",
        ),
        (Ending(process=HERE, written="now"), "still being recorded by process {here}, last written now"),
    ],
)
def test_the_words_for_an_ending(ending, words):
    assert ending.words == words.format(here=HERE.number)
    assert not ending.is_cut_off
