"""The recorder: one run under way."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from .clock import Clock, LogicalClock, machine_clock
from .codes import CodeTable
from .context import current_lane, lane_variable
from .exceptions import raised_by_run
from .forking import Lock, forks_are_safe, guard_forks
from .lane import Lane
from .pattern import Pattern
from .rules import config_of
from .run import Run
from .rundata import Ending, Header, Recording

__all__ = ["Recorder", "annotate", "continued", "record"]


class Recorder:
    """Owns what a recording consists of, and hands out lanes.

    Args:
        header: where the run comes from.
        clock: gives nanoseconds.

    Attributes:
        lock: held by whoever changes what is recorded already, or needs it to stay.
        writing: held while the run file changes.
        over: whether the recording has ended.
    """

    def __init__(self, header: Header, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.writing = threading.RLock()
        self.over = False
        self.table = CodeTable()
        self.patterns: list[Pattern] = []
        self.lanes: list[Lane] = []
        self.recording = Recording(
            header, Ending(), clock(), self.table.entries, self.patterns, self.lanes, self.lock
        )

    def new_lane(self, name: str) -> Lane:
        """A lane for one more thread of the run."""
        lane = Lane(self, name)
        with self.lock:
            self.lanes.append(lane)
        return lane

    def locks(self) -> tuple[Lock, ...]:
        """All there are, in the order in which they are acquired."""
        return (self.writing, self.lock, self.table.lock)

    def touch(self) -> None:
        """Bring the run's length up to now; reading a logical clock would be an event of its own."""
        if self.clock is machine_clock:
            self.recording.ending.nanoseconds = self.clock() - self.recording.origin

    def finish(self, error: BaseException | None) -> None:
        """Write down how the run ended; what happens from here on is no part of it."""
        self.over = True
        for lane in self.lanes:
            lane.loops.stop()
        ending = self.recording.ending
        ending.nanoseconds = self.clock() - self.recording.origin
        if error is None:
            ending.state = "finished"
        else:
            ending.raised = raised_by_run(error)
            ending.state = "interrupted" if isinstance(error, KeyboardInterrupt) else "raised"


@contextmanager
def record(
    path: str | os.PathLike[str] | None = None,
    *,
    clock: Clock | None = None,
    script: str | None = None,
    arguments: Sequence[str] = (),
) -> Iterator[Run]:
    """Record the block; the run is there during it and afterwards, also when it raised.

    Args:
        path: a run file, written as the training goes; None keeps the run in memory.
        clock: `LogicalClock()` makes equal programs give equal runs; None is the
            machine's clock.
        script: what the header names as the recorded script; None is the main script.
        arguments: the script's own arguments, for the header.

    Raises:
        RunFileError: `path` cannot be written; raised before the block is entered.
    """
    header = Header.of_this_process(script, arguments, logical=isinstance(clock, LogicalClock))
    recorder = Recorder(header, clock or machine_clock)
    lane = recorder.new_lane("main")
    writer = None
    if path is not None:
        from .runfile import RunWriter

        writer = RunWriter(recorder, path)
    outer = current_lane()
    guard_forks(recorder)
    lane_variable.set(lane)
    try:
        yield Run(recorder.recording)
    except BaseException as error:
        _hand_back(lane, outer)
        recorder.finish(error)
        raise
    else:
        _hand_back(lane, outer)
        recorder.finish(None)
    finally:
        if writer is not None:
            writer.close()
        forks_are_safe(recorder)


def _hand_back(lane: Lane, outer: Lane | None) -> None:
    """Record no longer into `lane` but into `outer` again; recordings may end in any order."""
    if current_lane() is lane:
        lane_variable.set(None if outer is None or outer.recorder.over else outer)


def annotate(**notes: Any) -> None:
    """Write something into the header of the run this context records into, if any.

    Args:
        **notes: a field of the header (``seed``) or a note of any other name.
    """
    lane = current_lane()
    if lane is None:
        return
    header = lane.recorder.recording.header
    kept = {name: config_of(value) for name, value in notes.items()}
    with lane.recorder.lock:
        header.seed = kept.pop("seed", header.seed)
        header.notes |= kept


def continued(name: str) -> Callable[[], AbstractContextManager[None]]:
    """For threads of the engine's own: a block that records there into a lane of this run.

    Called where the thread is started; what it gives is entered inside the thread::

        lane = continued("worker-1")

        def work():
            with lane(): ...
    """
    lane = current_lane()

    @contextmanager
    def inside() -> Iterator[None]:
        if lane is None or lane.recorder.over:
            yield
            return
        outer, own = current_lane(), lane.recorder.new_lane(name)
        lane_variable.set(own)
        try:
            yield
        finally:
            _hand_back(own, outer)

    return inside
