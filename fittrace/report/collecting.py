"""Garbage: collected rarely while a page is made.

Most objects that a page is made of live until it is done.  Python's collector would look through
them again and again, for a seventh of the time that the page takes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

__all__ = ["collecting_rarely"]

_RARELY: Final = 50_000
"""New objects between two collections."""
_ONE_AT_A_TIME: Final = Lock()
_usual: list[int] = []
"""What was set before; one entry for each page that is being made."""


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Let the collector wait inside the ``with`` block, which may run in several threads at a time."""
    with _ONE_AT_A_TIME:
        now, *others = gc.get_threshold()
        _usual.append(_usual[0] if _usual else now)
        if 0 < now < _RARELY:  # 0 is a collector that was switched off
            gc.set_threshold(_RARELY, *others)
    try:
        yield
    finally:
        with _ONE_AT_A_TIME:
            before = _usual.pop()
            if not _usual and gc.get_threshold()[0] == _RARELY:
                gc.set_threshold(before, *gc.get_threshold()[1:])
