"""Whose call is it, where the context alone does not tell.

A context (:mod:`contextvars`) knows the block that was entered last.  Two things escape it:

* **Generators** have no context of their own.  What a generator sets, its consumer sees
  between two items, and other generators see it too.  A recording that is begun inside a
  generator is therefore bound to the generator's frame: calls are recorded into it while
  that frame is on the stack.  Such calls cost some microseconds more than others.
* **Threads** can be given a copy of a context (``asyncio.to_thread``, ``copy_context().run``),
  and with it a lane that another thread is using.  They get a lane of their own.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Iterator
from dis import opname
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from .context import current_lane, lane_variable

if TYPE_CHECKING:
    from .lane import Lane
    from .recorder import Recorder

__all__ = ["UNRECORDED", "Bound", "Owned", "bind", "hand_back"]

_SUSPENDED: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_TASK: Final = inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE
_MAKE_BLOCKS: Final = ("contextlib", "_pytest.fixtures")
"""Modules that turn a generator into a block; what is recorded in there belongs to the block's user."""


class _NoCode(int):
    """A code that is negative, for calls on whatever object."""

    def __getitem__(self, _: object) -> int:
        return -1


class _NoCodes:
    """The codes of a lane into which nothing is recorded."""

    _code: Final = _NoCode(-1)

    def __getitem__(self, _: object) -> _NoCode:
        return self._code


class Unrecorded:
    """Stands in a lane's place where nobody records.

    To a hook, every call is the super-implementation of one that is told already.
    """

    codes: Final = _NoCodes()
    reads_values: Final = False

    @property
    def loops(self) -> Unrecorded:
        """No loop is under way here."""
        return self

    def repeating(self) -> bool:
        """There is nothing new that was worth preparing a fact for."""
        return True

    def is_own_super(self, _code: int) -> bool:
        """Whether the call is to be made and not recorded."""
        return True

    def state(self, _kind: object, _given: object) -> None:
        """Nobody is told."""

    def fail(self, _code: int, _begin: int, _error: BaseException) -> None:
        """Nobody is told."""


UNRECORDED: Final = Unrecorded()


class Owned:
    """What a lane knows of the thread and the block that it belongs to.

    Args:
        recorder: the recorder of the run that the lane belongs to.

    Attributes:
        outer: what was recorded into when the recording began.
        thread: the thread whose calls are recorded into the lane.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.outer: Lane | Bound | None = None
        self.thread = threading.get_ident()
        self._event_loop = _running_loop()

    def here(self: Lane) -> Lane | None:  # type: ignore[misc]  # every lane is owned, and nothing else is
        """The lane to record a call of this thread into."""
        if self.recorder.over:
            return None
        if threading.get_ident() == self.thread:
            return self
        self.watch()
        return _lane_of_this_thread(self)

    def watch(self) -> None:
        """From here on, look at the thread of every call; that costs a microsecond."""
        from .watched import Watched

        self.__class__ = Watched

    def look_around(self) -> None:
        """Watch, if other threads have got this lane or tasks are under way that may hand it to some."""
        if threading.get_ident() != self.thread or _running_loop() not in (None, self._event_loop):
            self.watch()

    def close(self: Lane) -> None:  # type: ignore[misc]  # as above
        """The recording is over: whoever still has the lane records nothing any more.

        Tasks and threads may have it, and calls that are under way and end later.
        """
        nothing = {name: getattr(UNRECORDED, name) for name in ("codes", "is_own_super", "state", "fail")}
        if next(self.open_calls(), None) is not None:
            nothing["events"] = self.events[:]  # calls end in the list that they began in
        vars(self).update(nothing)


class Bound:
    """A lane and the frame that its recording was begun in; stands in the lane's place.

    Args:
        lane: the lane.
        frame: the frame of the generator, or of the function with the block.
        suspends: whether the frame is a generator's, outside of which the lane is not recorded into.
        outer: what was recorded into when the recording began.
    """

    def __init__(self, lane: Lane, frame: FrameType, suspends: bool, outer: Lane | Bound | None) -> None:
        self.lane = lane
        self.frame: FrameType | None = frame
        self.suspends = suspends
        self.outer = outer

    def here(self) -> Lane | None:
        """The lane of the innermost block around the call that is being made."""
        frames: dict[FrameType, Lane] = {}
        around: Lane | None = None
        for link in _under_way(self):
            if isinstance(link, Bound) and link.frame is not None:
                frames.setdefault(link.frame, link.lane)
                if link.suspends:
                    continue
            around = around or _lane_in(link)
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame not in frames:
            frame = frame.f_back
        lane = around if frame is None else frames[frame]
        return None if lane is None else lane.here()

    def __getattr__(self, name: str) -> Any:
        """What the lane of this call has."""
        return getattr(self.here() or UNRECORDED, name)


def bind(lane: Lane, outer: Lane | Bound | None) -> Lane | Bound:
    """The lane whose recording begins, or what stands in its place where generators are about."""
    lane.outer = outer
    frame, kind = _block_around(sys._getframe(1))
    if kind is _TASK:
        lane.watch()
    if kind is _SUSPENDED or isinstance(outer, Bound):
        return Bound(lane, frame, kind is _SUSPENDED, outer)
    return lane


def hand_back(link: Lane | Bound) -> None:
    """Record no longer into that lane but into the one around it; recordings may end in any order."""
    if isinstance(link, Bound):
        link.frame = None  # what the generator holds is not kept alive
    if current_lane() is link:
        lane_variable.set(next(_under_way(link.outer), None))


def _under_way(link: Lane | Bound | None) -> Iterator[Lane | Bound]:
    """The recordings from there outwards that are not over."""
    while link is not None:
        if not _lane_in(link).recorder.over:
            yield link
        link = link.outer


def _lane_in(link: Lane | Bound) -> Lane:
    return link.lane if isinstance(link, Bound) else link


def _lane_of_this_thread(lane: Lane) -> Lane | None:
    """The lane in which this thread goes on with the run of `lane`, which is another thread's."""
    own = None if lane.recorder.over else lane.recorder.lane_of(threading.current_thread())
    lane_variable.set(own)
    return own


def _running_loop() -> int | None:
    """The event loop that runs in this thread, if any."""
    asyncio = sys.modules.get("asyncio.events")
    loop = None if asyncio is None else asyncio._get_running_loop()
    return None if loop is None else id(loop)


def _block_around(frame: FrameType) -> tuple[FrameType, int]:
    """The frame that the block stands in, and what kind of function decides where it ends.

    That is the function with the ``with`` statement.  Where the block is entered in another
    way, it may outlive the function that enters it, and the innermost generator that runs
    decides, up to where a task or a module begins, which end with what they call.
    """
    block: FrameType | None = None
    direct = False
    at: FrameType | None = frame
    while at is not None:
        flags, caller = at.f_code.co_flags, at.f_back
        made_a_block = flags & _SUSPENDED and caller is not None and _makes_blocks(caller)
        if not _makes_blocks(at) and not made_a_block:
            if block is None:
                block, direct = at, _is_with_statement(at)
            if flags & _SUSPENDED and (at is block or not direct):
                return at, _SUSPENDED
            if flags & _TASK:
                return block, _TASK
            if at.f_code.co_name == "<module>":
                break
        at = caller
    return block or frame, 0


def _is_with_statement(frame: FrameType) -> bool:
    """Whether the frame is at the begin of a block; False where that is not known."""
    return opname[frame.f_code.co_code[frame.f_lasti]] in ("BEFORE_WITH", "BEFORE_ASYNC_WITH")


def _makes_blocks(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") in _MAKE_BLOCKS
