"""Forks: a forked child goes on with the program, but the recording is its parent's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from .context import lane_variable

if TYPE_CHECKING:
    from .recorder import Recorder

__all__ = ["Lock", "forks_are_safe", "guard_forks"]


class Lock(Protocol):
    """What can be acquired and released."""

    def acquire(self) -> bool:
        """Wait until nobody else holds it."""
        ...

    def release(self) -> None:
        """Let others have it."""
        ...


_under_way: list[Recorder] = []
_held: list[Lock] = []


def guard_forks(recorder: Recorder) -> None:
    """See to it that forking in the middle of the recording harms neither process.

    No fork happens while something is being written or folded, so that no lock is held
    for ever in the child by a thread that is not there.
    """
    _under_way.append(recorder)


def forks_are_safe(recorder: Recorder) -> None:
    """The recording is over and nobody holds its locks any more."""
    if recorder in _under_way:
        _under_way.remove(recorder)


def _hold() -> None:
    for recorder in _under_way:
        for lock in recorder.locks():
            lock.acquire()
            _held.append(lock)


def _let_go() -> None:
    while _held:
        _held.pop().release()


def _go_on_unrecorded() -> None:
    _let_go()
    lane_variable.set(None)


if hasattr(os, "register_at_fork"):  # not where processes cannot fork
    os.register_at_fork(before=_hold, after_in_parent=_let_go, after_in_child=_go_on_unrecorded)
