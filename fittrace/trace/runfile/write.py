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
from ..telling import tell
from .increment import Increment
from .layout import APPLICATION_ID, JOURNAL, MAGIC, TABLES
from .signature import check_unwritten, signature, signature_of

if TYPE_CHECKING:
    from ..recorder import Recorder

__all__ = ["RunWriter", "may_be_replaced", "save"]

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
            _check_target(target)
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
            _beside(target, JOURNAL).unlink(missing_ok=True)
            partial.replace(target)
        except BaseException:
            _remove(partial)
            raise
    except (OSError, ValueError, sqlite3.Error) as error:
        raise RunFileError(f"The run cannot be saved as {target}: {_reason(error, target)}.") from error


class RunWriter:
    """Writes a recording as it goes, from a thread of its own.

    A failed write ends the writing, never the training; what happened is told once,
    when the recording ends.

    Args:
        recorder: the recording under way.
        path: the run file; one that is there already is replaced.

    Raises:
        RunFileError: the file cannot be written.
    """

    def __init__(self, recorder: Recorder, path: str | os.PathLike[str]) -> None:
        self._recorder = recorder
        self._path = Path(path)
        self._increment = Increment()
        self._failure: BaseException | None = None
        self._orders: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._process = Process.this()
        try:
            _check_target(self._path)
            check_unwritten(self._path, _being_written)
            _beside(self._path, JOURNAL).unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
            self._connection = _create(self._path, recorder.recording.header.schema)
            try:
                self._write()
            except BaseException:
                self._connection.close()
                raise
        except (OSError, ValueError, sqlite3.Error) as error:
            reason = _reason(error, self._path)
            raise RunFileError(f"The run cannot be recorded into {self._path}: {reason}.") from error
        self._real_path = self._path.resolve()
        _being_written.add(self._real_path)
        self._thread = threading.Thread(target=self._keep_writing, name="fittrace-writer", daemon=True)
        self._thread.start()

    def _keep_writing(self) -> None:
        pause = INTERVAL
        while not self._is_over(pause) and self._failure is None:
            begin = time.monotonic()
            self._recorder.touch()
            self._try_to_write()
            # a write beside a training in pure Python takes long: it waits for the interpreter's lock
            pause = max(INTERVAL - (time.monotonic() - begin), SHORTEST_PAUSE)
            if getattr(self._failure, "sqlite_errorname", None) == "SQLITE_BUSY":
                self._failure = None  # somebody reads the file; there will be another time
        if self._failure is None:
            self._try_to_write()
        self._done.put(None)

    def _is_over(self, pause: float) -> bool:
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

    def _try_to_write(self) -> None:
        try:
            self._write()
        except Exception as error:  # whatever it is, it is no reason to end a training
            self._failure = error

    def _write(self) -> None:
        with self._recorder.writing:
            self._take()
            is_under_way = self._recorder.recording.ending.state == "recording"
            self._increment.sign(signature(self._process) if is_under_way else None)
            self._increment.put(self._connection)

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

    def close(self) -> None:
        """Write what is left, and tell on stderr if something could not be written."""
        if os.getpid() != self._process.number:
            return  # a forked child: the file, and the thread that writes it, are its parent's
        self.hurry()
        self._thread.join()
        _being_written.discard(self._real_path)
        try:
            self._connection.close()
        except sqlite3.Error as error:
            self._failure = self._failure or error
        if self._failure is not None:
            tell(
                f"fittrace: {self._path} holds the run only in part: {_reason(self._failure, self._path)}; "
                "the whole run is still in memory, save it elsewhere with run.save()."
            )


def _check_target(path: Path) -> None:
    """Refuse what must not be replaced by a run.

    Raises:
        OSError: what is there is a directory, a device or the like, or a file that holds
            something else than a run.
    """
    if path.is_dir():
        raise OSError(0, "it is a directory")
    if path.exists() and not path.is_file():
        raise OSError(0, "it is not a regular file")
    if path.exists() and not may_be_replaced(path):
        raise OSError(0, "it is there already and holds something else than a run")


def may_be_replaced(path: Path) -> bool:
    """Whether a file that is there is a run file, or empty: nothing but a run is lost with it."""
    with path.open("rb") as file:
        head = file.read(72)
    return not head or (head.startswith(MAGIC) and head[68:72] == APPLICATION_ID.to_bytes(4, "big"))


def _create(path: Path, schema: int) -> sqlite3.Connection:
    """A new, empty run file, open; one that is there already goes."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema}")
        connection.execute("PRAGMA secure_delete = ON")  # who wrote the file is gone with its end
        connection.execute("PRAGMA synchronous = OFF")  # a killed process loses nothing by it
        connection.executescript(TABLES)
    except BaseException:
        connection.close()
        raise
    return connection


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except (OSError, ValueError):
        pass  # it was never there, or stays; the reason for giving up is another


def _reason(error: BaseException, path: Path) -> str:
    """Why a file cannot be written, in words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    try:
        if not path.parent.is_dir():
            return f"there is no directory {path.parent}"
        if not os.access(path.parent, os.W_OK):
            return f"the directory {path.parent} is not writable"
    except (OSError, ValueError):
        pass  # then the error's own words have to do
    return str(error) or type(error).__name__
