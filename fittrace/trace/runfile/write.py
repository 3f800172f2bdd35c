"""Writing a run: whole, or as it goes."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...errors import RunFileError
from ..rundata import Recording
from .increment import Increment
from .layout import APPLICATION_ID, JOURNAL, MAGIC, TABLES

if TYPE_CHECKING:
    from ..recorder import Recorder

__all__ = ["RunWriter", "may_be_replaced", "save"]

INTERVAL: Final = 0.5
"""Seconds between two writes while the training goes on."""
PATIENCE: Final = 5.0
"""Seconds to wait for somebody who reads the file."""


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
            connection = _create(partial)
            try:
                increment = Increment()
                with recording.held():
                    increment.take(recording)
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
        self._over = threading.Event()
        self._process = os.getpid()
        try:
            _check_target(self._path)
            _beside(self._path, JOURNAL).unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
            self._connection = _create(self._path)
            try:
                self._write()
            except BaseException:
                self._connection.close()
                raise
        except (OSError, ValueError, sqlite3.Error) as error:
            reason = _reason(error, self._path)
            raise RunFileError(f"The run cannot be recorded into {self._path}: {reason}.") from error
        self._thread = threading.Thread(target=self._keep_writing, name="fittrace-writer", daemon=True)
        self._thread.start()

    def _keep_writing(self) -> None:
        while not self._over.wait(INTERVAL) and self._failure is None:
            self._recorder.touch()
            self._try_to_write()
            if getattr(self._failure, "sqlite_errorname", None) == "SQLITE_BUSY":
                self._failure = None  # somebody reads the file; there will be another time

    def _try_to_write(self) -> None:
        try:
            self._write()
        except Exception as error:  # whatever it is, it is no reason to end a training
            self._failure = error

    def _write(self) -> None:
        with self._recorder.writing:
            recording = self._recorder.recording
            with recording.held():
                self._increment.take(recording)
            self._increment.put(self._connection)

    def close(self) -> None:
        """Write what is left, and tell on stderr if something could not be written."""
        if os.getpid() != self._process:
            return  # a forked child: the file, and the thread that writes it, are its parent's
        self._over.set()
        self._thread.join()
        if self._failure is None:
            self._try_to_write()
        try:
            self._connection.close()
        except sqlite3.Error as error:
            self._failure = self._failure or error
        if self._failure is not None:
            _tell(
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


def _create(path: Path) -> sqlite3.Connection:
    """A new, empty run file, open; one that is there already goes."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
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


def _tell(sentence: str) -> None:
    try:
        print(sentence, file=sys.stderr)
    except (OSError, ValueError, AttributeError):
        pass  # stderr is closed, full or missing, and the training is not to suffer from it
