"""What the command says on stderr."""

import contextlib
import io
import time

import pytest

from fittrace.cli import console


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch):
    monkeypatch.setattr(console, "PATIENCE", 0.05)
    monkeypatch.setenv("TERM", "xterm-256color")


def shown_during(seconds, stream):
    with contextlib.redirect_stderr(stream), console.progress("Writing page.html"):
        time.sleep(seconds)
    return stream.getvalue()


def test_long_work_says_what_it_does_and_cleans_up():
    shown = shown_during(0.3, Terminal())
    assert "Writing page.html" in shown
    assert shown.endswith("\x1b[2K")  # erases the line


def test_a_sign_of_life_comes_within_a_second(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "Writing page.html" in shown_during(0.9, Terminal())


def test_short_work_says_nothing():
    assert shown_during(0, Terminal()) == ""


def test_long_work_says_nothing_into_a_pipe():
    assert shown_during(0.1, io.StringIO()) == ""


def test_an_error_comes_through_and_the_clock_stops():
    terminal = Terminal()

    def fail():
        with contextlib.redirect_stderr(terminal), console.progress("Writing page.html"):
            time.sleep(0.2)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert terminal.getvalue().endswith("\x1b[2K")
