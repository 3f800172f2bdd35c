"""The recorder: one run under way."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, get_args

from .clock import Clock, LogicalClock, UsersClock, machine_clock
from .codes import CodeTable
from .context import current_lane, lane_here, lane_variable
from .exceptions import raised_by_run
from .forking import Lock, forks_are_safe, guard_forks
from .lane import Lane
from .pattern import Pattern
from .reduction import readable
from .rules import config_of
from .run import Run
from .rundata import Ending, Header, Recording, Values
from .signals import guard_signals, signals_are_safe
from .source import Sources
from .telling import Teller
from .whose import bind, hand_back

__all__ = ["INSIDE", "Recorder", "annotate", "continued", "record", "record_told"]

INSIDE: Final = "recordings_inside"
"""A note of the header: recordings that were made inside this one, and took the calls."""
_FILES_TOLD: Final = 5
"""How many of their files are named."""


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
        self.values = header.values
        self.table = CodeTable()
        self.patterns: list[Pattern] = []
        self.lanes: list[Lane] = []
        self.sources = Sources(header.script)
        self._by_thread: dict[threading.Thread, Lane] = {}
        self.recording = Recording(
            header,
            Ending(),
            clock(),
            self.table.entries,
            self.patterns,
            self.lanes,
            self.lock,
            self.sources.kept,
        )

    def new_lane(self, name: str) -> Lane:
        """A lane for one more thread of the run."""
        lane = Lane(self, name)
        with self.lock:
            self.lanes.append(lane)
        return lane

    def lane_of(self, thread: threading.Thread) -> Lane:
        """The lane of a thread that got into the run by a copy of the context."""
        with self.lock:
            if thread not in self._by_thread:
                self._by_thread[thread] = self.new_lane(thread.name)
            return self._by_thread[thread]

    def locks(self) -> tuple[Lock, ...]:
        """All there are, in the order in which they are acquired."""
        return (self.writing, self.lock, self.table.lock)

    def has_events(self) -> bool:
        """Whether there is anything to tell yet: a call, a loop or a fact."""
        return any(lane.events for lane in self.lanes) or bool(self.patterns)

    def touch(self) -> None:
        """Bring the run's length up to now; reading a logical clock would be an event of its own."""
        if self.clock is machine_clock:
            self.recording.ending.nanoseconds = self.clock() - self.recording.origin

    def finish(self, error: BaseException | None) -> None:
        """Write down how the run ended; what happens from here on is no part of it."""
        self.over = True
        for lane in self.lanes:
            lane.loops.stop()
            lane.close()
        ending = self.recording.ending
        ending.nanoseconds = self.clock() - self.recording.origin
        if error is None:
            ending.state = "finished"
        else:
            ending.raised = raised_by_run(error)
            ending.state = "interrupted" if isinstance(error, KeyboardInterrupt) else "raised"


def record(
    path: str | os.PathLike[str] | None = None,
    *,
    clock: Clock | None = None,
    script: str | None = None,
    arguments: Sequence[str] = (),
    values: Values = "novel",
) -> AbstractContextManager[Run]:
    """Record the block; the run is there during it and afterwards, also when it raised.

    A recording inside another one takes the calls; the outer one's header has a note of it,
    ``recordings_inside``.

    Args:
        path: a run file, written as the training goes; None keeps the run in memory.
            An earlier run there is replaced as soon as a call is recorded.
        clock: `LogicalClock()` makes equal programs give equal runs; None is the
            machine's clock.
        script: what the header names as the recorded script; None is the main script.
        arguments: the script's own arguments, for the header.
        values: of which calls the elements of arrays are looked at, for ranges, norms and
            samples: ``"novel"`` where calls come in a new order, in a loop's last iteration
            where the loop knows that it is the last, and in a call that fails; ``"all"``
            calls; ``"none"``.  Shapes, dtypes, losses, metrics and times are kept always.

    Raises:
        RunFileError: `path` cannot be written; raised before the block is entered.
        ValueError: `values` is none of the three.
    """
    return record_told(path, Teller(), clock=clock, script=script, arguments=arguments, values=values)


@contextmanager
def record_told(
    path: str | os.PathLike[str] | None,
    teller: Teller,
    *,
    clock: Clock | None = None,
    script: str | None = None,
    arguments: Sequence[str] = (),
    values: Values = "novel",
) -> Iterator[Run]:
    """As `record`, with somebody who says what becomes of the file."""
    if values not in get_args(Values):
        raise ValueError(f"values={values!r} is not one of 'novel', 'all' and 'none'.")
    header = Header.of_this_process(script, arguments, logical=isinstance(clock, LogicalClock))
    header.values = values
    recorder = Recorder(header, _safe(clock))
    lane = recorder.new_lane("main")
    writer = None
    if path is not None:
        from .runfile import RunWriter

        writer = RunWriter(recorder, path, teller)
        guard_signals(recorder, writer)
    _tell_the_outer(path)
    guard_forks(recorder)
    block = bind(lane, current_lane())
    lane_variable.set(block)
    try:
        yield Run(recorder.recording)
    except BaseException as error:
        hand_back(block)
        recorder.finish(error)
        raise
    else:
        hand_back(block)
        recorder.finish(None)
    finally:
        try:
            if writer is not None:
                writer.close()
        finally:
            signals_are_safe(recorder)
            forks_are_safe(recorder)


def _tell_the_outer(path: str | os.PathLike[str] | None) -> None:
    """Note in the run recorded into so far, if any, that another one takes the calls from here on."""
    lane = lane_here()
    if lane is None:
        return
    notes = lane.recorder.recording.header.notes
    with lane.recorder.lock:
        told = notes.get(INSIDE) or {"count": 0, "files": []}
        files = told["files"]
        if path is not None and len(files) < _FILES_TOLD:
            files = [*files, os.path.abspath(path)]
        notes[INSIDE] = {"count": told["count"] + 1, "files": files}


def _safe(clock: Clock | None) -> Clock:
    """The clock to use: the machine's, one of ours, or the user's with a guard around it."""
    if clock is None:
        return machine_clock
    return clock if isinstance(clock, LogicalClock) or clock is machine_clock else UsersClock(clock)


def annotate(**notes: Any) -> None:
    """Write something into the header of the run this context records into, if any.

    Args:
        **notes: a field of the header (``seed``) or a note of any other name.
    """
    lane = lane_here()
    if lane is None:
        return
    header = lane.recorder.recording.header
    kept = {name: readable(config_of, value) for name, value in notes.items()}
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
    lane = lane_here()

    @contextmanager
    def inside() -> Iterator[None]:
        if lane is None or lane.recorder.over:
            yield
            return
        own = lane.recorder.new_lane(name)
        own.outer = current_lane()
        lane_variable.set(own)
        try:
            yield
        finally:
            hand_back(own)

    return inside
