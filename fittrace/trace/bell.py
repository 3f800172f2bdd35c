"""A bell for signals that come while the main thread is deep in C.

Python's own handlers run between two instructions of the main thread, so that a process in
the middle of a large matrix product would go on living until that returns.  The bell is
heard by a thread of its own, which then does in the handler's place what cannot wait.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

__all__ = ["Bell"]

PATIENCE: Final = 0.3
"""Seconds that the main thread has to run its handler itself."""
_STOP: Final = b"\0"


class Bell:
    """Rings for signals while it hangs; is hung up and taken down by the main thread.

    Where somebody else has a bell there (`signal.set_wakeup_fd`), this one stays silent.

    Args:
        is_waiting: from a signal's number to whether its handler is ours and has not begun.
        last_words: says what is to be said before the process ends.
    """

    def __init__(self, is_waiting: Callable[[int], bool], last_words: Callable[[int], None]) -> None:
        self._is_waiting, self._last_words = is_waiting, last_words
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        before = signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        if before != -1:
            signal.set_wakeup_fd(before)
        self._thread = threading.Thread(target=self._listen, name="fittrace-bell", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            rung = os.read(self._reading, 1)
            if rung in (_STOP, b""):
                break
            number = rung[0]
            at = _place_of_main_thread()
            threading.Event().wait(PATIENCE if self._is_waiting(number) else 0)
            # a process that is just being forked has the bell, too: the main thread must be stuck
            if self._is_waiting(number) and at is not None and at == _place_of_main_thread():
                self._last_words(number)
                # the default again; `signal.signal` is for the main thread alone
                ctypes.pythonapi.PyOS_setsig(number, None)
                os.kill(os.getpid(), number)
        os.close(self._reading)

    def take_down(self) -> None:
        """Ring no more; called by the main thread."""
        now = signal.set_wakeup_fd(-1)
        if now != self._writing:
            signal.set_wakeup_fd(now)
        os.write(self._writing, _STOP)
        self._thread.join(2 * PATIENCE)
        os.close(self._writing)

    def forget(self) -> None:
        """In a forked child, the bell is its parent's."""
        now = signal.set_wakeup_fd(-1)
        if now != self._writing:
            signal.set_wakeup_fd(now)
        os.close(self._reading)
        os.close(self._writing)


def _place_of_main_thread() -> tuple[FrameType, int] | None:
    """Frame and instruction that the main thread is at."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    return None if frame is None else (frame, frame.f_lasti)
