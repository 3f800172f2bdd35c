"""Writing a run: whole, or as it goes."""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...errors import RunFileError
from ..process import Process
from ..rundata import Recording
from ..telling import Teller
from .increment import Increment
from .layout import APPLICATION_ID, JOURNAL, SIGNATURE, TABLES
from .signature import check_unwritten, now, signature, signature_of
from .target import NEW, beside, check_target, holds_calls, reason, remove

if TYPE_CHECKING:
    from ..recorder import Recorder

__all__ = ["RunWriter", "save"]

INTERVAL: Final = 0.5
"""Seconds from one write to the next while the training goes on."""
SHORTEST_PAUSE: Final = 0.1
"""Seconds that the training has for itself after a write, however long that took."""
PATIENCE_WHEN_TERMINATED: Final = 0.2
"""Seconds to wait for what the thread that is being terminated holds."""
PATIENCE: Final = 5.0
"""Seconds to wait for somebody who reads the file."""

_being_written: set[Path] = set()


def save(recording: Recording, path: str | os.PathLike[str]) -> None:
    """Write a whole recording; an existing file is replaced only when all is written.

    Raises:
        RunFileError: the file cannot be written.
    """
    target = Path(path)
    partial = target.with_name(f"{target.name}.partial")
    try:
        try:
            check_target(target)
            connection = _create(partial, recording.header.schema)
            try:
                increment = Increment()
                with recording.held():
                    increment.take(recording)
                if recording.ending.is_cut_off:
                    increment.sign(signature_of(recording.ending))
                increment.put(connection)
            finally:
                connection.close()
            # what a killed process left would be taken for the journal of the new file
            beside(target, JOURNAL).unlink(missing_ok=True)
            partial.replace(target)
        except BaseException:
            remove(partial)
            raise
    except (OSError, ValueError, sqlite3.Error) as error:
        raise RunFileError(f"The run cannot be saved as {target}: {reason(error, target)}.") from error


class RunWriter:
    """Writes a recording as it goes, from a thread of its own.

    A failed write ends the writing, never the training; the file says so if that can be had,
    and when the recording ends, all is tried once more.

    An earlier run at the path is not replaced before there is something to tell: until then
    the file has the ending ``.new``.

    Args:
        recorder: the recording under way.
        path: the run file; one that is there already is replaced.
        teller: who says what becomes of the file.

    Raises:
        RunFileError: the file cannot be written.
    """

    def __init__(
        self, recorder: Recorder, path: str | os.PathLike[str], teller: Teller | None = None
    ) -> None:
        self._recorder = recorder
        self._path = Path(path)  # as it was given, for messages
        self._teller = teller or Teller()
        self._increment = Increment()
        self._failure: BaseException | None = None
        self._written = now()
        self._orders: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._process = Process.this()
        try:
            self._connection = self._begin()
        except (OSError, ValueError, sqlite3.Error) as error:
            why = reason(error, self._path)
            raise RunFileError(f"The run cannot be recorded into {self._path}: {why}.") from error
        self._places = {self._target.resolve(), self._file.resolve()}
        _being_written.update(self._places)
        self._thread = threading.Thread(target=self._keep_writing, name="fittrace-writer", daemon=True)
        self._thread.start()

    def _begin(self) -> sqlite3.Connection:
        """Make the file, with what there is to tell already."""
        check_target(self._path)
        # the program may change its directory before the file takes its place
        self._target = self._file = self._path.absolute()
        for place in (self._target, beside(self._target, NEW)):
            check_unwritten(place, _being_written)
        if holds_calls(self._target):
            self._file = beside(self._target, NEW)
            check_target(self._file)
        beside(self._file, JOURNAL).unlink(missing_ok=True)
        self._connection = _create(self._file, self._recorder.recording.header.schema)
        try:
            self._write()
        except BaseException:
            self._connection.close()
            raise
        return self._connection

    @property
    def _has_its_place(self) -> bool:
        """Whether the file is at the path it was asked for."""
        return self._file == self._target

    @property
    def _told(self) -> Path:
        """What messages call the file."""
        return self._path if self._has_its_place else beside(self._path, NEW)

    def _keep_writing(self) -> None:
        pause: float | None = INTERVAL if self._has_its_place else SHORTEST_PAUSE
        while not self._is_over(pause):
            if not self._has_its_place and not self._recorder.has_events():
                continue
            begin = time.monotonic()
            self._recorder.touch()
            self._try_to_write()
            # a write beside a training in pure Python takes long: it waits for the interpreter's lock
            pause = max(INTERVAL - (time.monotonic() - begin), SHORTEST_PAUSE)
            if self._failure is not None and not _is_busy(self._failure):
                pause = None  # what was given up is tried once more in the end
        self._failure = None
        self._try_to_write()
        if not self._has_its_place and not self._recorder.has_events():
            self._give_up_the_place()
        self._done.put(None)

    def _is_over(self, pause: float | None) -> bool:
        """Wait so many seconds for the next write's time; whether it is the last one, and now."""
        try:
            self._orders.get(timeout=pause)
        except queue.Empty:
            return False
        return True

    def hurry(self) -> None:
        """Have the last write made, now; may be called from a signal's handler, wherever that came."""
        self._orders.put(None)

    def wait(self, seconds: float) -> None:
        """Wait until the last write is made, but no longer than that."""
        try:
            self._done.get(timeout=seconds)
        except queue.Empty:
            pass

    def tell_of_the_end(self, signal: str) -> None:
        """Say that a signal ends the process, and where the recording is."""
        if self._recorder.has_events():
            self._teller.terminated(self._told, signal)

    def _try_to_write(self) -> None:
        has_events = self._recorder.has_events()
        try:
            self._write()
            if has_events and not self._has_its_place:
                self._take_the_place()
        except Exception as error:  # whatever it is, it is no reason to end a training
            self._failure = error
            self._say_so_in_the_file(error)

    def _write(self) -> None:
        with self._recorder.writing:
            self._take()
            is_under_way = self._recorder.recording.ending.state == "recording"
            self._increment.sign(signature(self._process) if is_under_way else None)
            self._increment.put(self._connection)
            self._written = now()

    def _take(self) -> None:
        """Take what is new; where the process is being terminated while it is held, the ending alone."""
        recording, lock = self._recorder.recording, self._recorder.lock
        while not lock.acquire(timeout=PATIENCE_WHEN_TERMINATED):
            if recording.ending.state == "terminated":
                self._increment.take_ending(recording)
                return
        try:
            self._increment.take(recording)
        finally:
            lock.release()

    def _take_the_place(self) -> None:
        """Replace the earlier run; a file that is open would look for its journal under its first name."""
        with self._recorder.writing:
            self._connection.close()
            try:
                # what a killed process left would be taken for the journal of the new file
                beside(self._target, JOURNAL).unlink(missing_ok=True)
                self._file.replace(self._target)
                self._file = self._target
            finally:
                self._connection = _connect(self._file)

    def _give_up_the_place(self) -> None:
        """There was nothing to tell: the earlier run stays."""
        self._connection.close()
        remove(self._file)

    def _say_so_in_the_file(self, error: Exception) -> None:
        """That it goes no further; on a full disk, too, since it changes only bytes that are there."""
        if _is_busy(error):
            return
        text = signature(self._process, self._written, reason(error, self._path))
        try:
            self._connection.execute("PRAGMA journal_mode = MEMORY")  # there may be no room for a file
            try:
                self._connection.execute("UPDATE header SET value = ? WHERE key = ?", (text, SIGNATURE))
            finally:
                self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error:
            pass  # then the file says that its writer was cut off

    def close(self) -> None:
        """Write what is left, and have it told if something could not be written."""
        if os.getpid() != self._process.number:
            return  # a forked child: the file, and the thread that writes it, are its parent's
        self.hurry()
        self._thread.join()
        _being_written.difference_update(self._places)
        try:
            self._connection.close()
        except sqlite3.Error as error:
            self._failure = self._failure or error
        if not self._has_its_place and not self._recorder.has_events():
            self._teller.unused(self._path)
        elif self._failure is not None:
            self._teller.unwritten(self._told, reason(self._failure, self._path))


def _is_busy(error: BaseException) -> bool:
    """Whether somebody reads the file, and another time will do."""
    return getattr(error, "sqlite_errorname", None) == "SQLITE_BUSY"


def _create(path: Path, schema: int) -> sqlite3.Connection:
    """A new, empty run file, open; one that is there already goes."""
    path.unlink(missing_ok=True)
    connection = _connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema}")
        connection.executescript(TABLES)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete = ON")  # who wrote the file is gone with its end
        connection.execute("PRAGMA synchronous = OFF")  # a killed process loses nothing by it
    except BaseException:
        connection.close()
        raise
    return connection
