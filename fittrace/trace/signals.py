"""Signals that end the process: what was recorded is written down before they do.

Where SIGTERM and SIGHUP would end the process without a word (nobody handles them), they
end it with one while a run file is written, and in every other way as they would have:
the exit status is theirs, and no ``finally`` is run.  A handler of the user's is left
alone, whenever it was set.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING, Final

from .bell import Bell

if TYPE_CHECKING:
    from .recorder import Recorder
    from .runfile import RunWriter

__all__ = ["guard_signals", "signals_are_safe"]

PATIENCE: Final = 0.8
"""Seconds that the end of the process may take longer than without a recording."""

_GUARDED: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if os.name == "posix" and hasattr(signal, name)
)
_under_way: list[tuple[Recorder, RunWriter]] = []
_bells: list[Bell] = []


def guard_signals(recorder: Recorder, writer: RunWriter) -> None:
    """From here on, a signal that ends the process has the run's ending written first.

    Handlers can be set by the main thread alone; recordings of other threads are ended
    well where the main thread records too.
    """
    _under_way.append((recorder, writer))
    # the first process of a container is not ended by a signal that nobody handles
    if threading.current_thread() is not threading.main_thread() or os.getpid() == 1:
        return
    for number in _GUARDED:
        if signal.getsignal(number) is signal.SIG_DFL:
            _handle(number, _end)
    if not _bells and any(map(_is_waiting, _GUARDED)):
        _bells.append(Bell(_is_waiting, _say_last_words))


def signals_are_safe(recorder: Recorder) -> None:
    """The recording is over; after the last one, what is still ours becomes the default again."""
    _under_way[:] = [pair for pair in _under_way if pair[0] is not recorder]
    if not _under_way and threading.current_thread() is threading.main_thread():
        _take_back()
        while _bells:
            _bells.pop().take_down()


def _take_back() -> None:
    for number in _GUARDED:
        if _is_waiting(number):
            _handle(number, signal.SIG_DFL)


def _is_waiting(number: int) -> bool:
    """Whether the signal's handler is ours, and has not begun."""
    return number in _GUARDED and signal.getsignal(number) is _end


def _handle(number: int, how: object) -> None:
    try:
        signal.signal(number, how)  # type: ignore[arg-type]  # a handler or SIG_DFL
    except ValueError:
        pass  # not the main thread of the main interpreter: then things stay, and `_end` does as the default


def _end(number: int, _frame: FrameType | None) -> None:
    """What SIGTERM and SIGHUP do meanwhile."""
    signal.signal(number, signal.SIG_DFL)  # a second one does not wait
    try:
        _say_last_words(number)
    finally:
        os.kill(os.getpid(), number)


def _say_last_words(number: int) -> None:
    """Have every run's ending written by the thread that writes it.

    This may be anywhere in the program, with locks held; so nothing is waited for but
    those threads, and them not for long.
    """
    runs = list(_under_way)
    for recorder, writer in runs:
        ending = recorder.recording.ending
        if ending.state == "recording":
            ending.state, ending.signal = "terminated", signal.Signals(number).name
        writer.hurry()
    deadline = time.monotonic() + PATIENCE
    for _, writer in runs:
        writer.wait(max(0.0, deadline - time.monotonic()))
        writer.tell_of_the_end(signal.Signals(number).name)


def _forget_all() -> None:
    """A forked child is ended by signals as any process is; the runs are its parent's."""
    _under_way.clear()
    _take_back()
    while _bells:
        _bells.pop().forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
