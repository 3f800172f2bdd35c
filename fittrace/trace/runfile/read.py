"""Reading a run file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Final

from ...errors import RunFileError
from ..run import Run
from ..rundata import SCHEMA, Recording
from .check import checked
from .layout import APPLICATION_ID, JOURNAL, MAGIC
from .limits import check_database, check_journal
from .tables import read_tables

__all__ = ["load"]

_MAKE_ONE = "fittrace run --save makes one"
HEAD: Final = 20
"""Bytes of the file that are looked at before SQLite sees it."""
_NO_LOG: Final = b"\1\1"
"""In the head, after the size of a page: the database has no write-ahead log, which opening it would make."""


def load(path: str | os.PathLike[str]) -> Run:
    """The run in a file that `record` or `Run.save` wrote.

    Nothing in the file is executed.  A run whose process was killed is read up to
    the last write; its ending's state is ``"recording"``.

    Raises:
        RunFileError: there is no such file, or it is not a run this version can read.
    """
    source = Path(path)
    _check_file(source)
    try:
        return Run(_recording_in(source))
    except RunFileError:
        raise
    except sqlite3.Error as error:
        raise RunFileError(f"{source} is damaged or cut short and cannot be read: {error}.") from error
    except Exception as error:  # a file from anywhere can be wrong in any way
        raise RunFileError(f"{source} is damaged: its contents do not fit together ({error}).") from error


def _check_file(source: Path) -> None:
    try:
        if source.is_dir():
            raise RunFileError(f"{source} is a directory, not a run file.")
        if source.exists() and not source.is_file():
            raise RunFileError(f"{source} is not a regular file, so it is not a run file.")
        with source.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        raise RunFileError(f"There is no run file {source}.") from None
    except OSError as error:
        raise RunFileError(f"{source} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except ValueError as error:
        raise RunFileError(f"{str(source)!r} is not the name of a file: {error}.") from error
    if not head:
        raise RunFileError(f"{source} is empty, so there is no run in it.")
    if not head.startswith(MAGIC):
        raise RunFileError(f"{source} is not a run file; {_MAKE_ONE}.")
    if head[len(MAGIC) + 2 :] not in (b"", _NO_LOG):
        raise RunFileError(f"{source} is damaged: it asks for a file beside it that runs do not have.")


def _recording_in(source: Path) -> Recording:
    try:
        return _read(source, source, "ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
            raise
    # The process was killed in the middle of a write, which is to be taken back first.
    # That is done on a copy: reading a file does not change it.
    check_journal(Path(f"{source}{JOURNAL}"), source)
    with tempfile.TemporaryDirectory(prefix="fittrace-") as scratch:
        copy = Path(scratch) / "run"
        shutil.copyfile(source, copy)
        shutil.copyfile(f"{source}{JOURNAL}", f"{copy}{JOURNAL}")
        return _read(copy, source, "rw")


def _read(file: Path, source: Path, mode: str) -> Recording:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)
    try:
        connection.execute("BEGIN")  # all of it as it stood at one moment, though it may be written to
        _check_kind(connection, source)
        _check_length(connection, file)
        check_database(connection)
        return checked(read_tables(connection))
    finally:
        connection.close()


def _check_kind(connection: sqlite3.Connection, source: Path) -> None:
    (kind,) = connection.execute("PRAGMA application_id").fetchone()
    if kind != APPLICATION_ID:
        raise RunFileError(f"{source} is a database, but not a run file; {_MAKE_ONE}.")
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema < SCHEMA:
        raise RunFileError(
            f"{source} was written by an older fittrace (schema {schema}, this version reads {SCHEMA}); "
            "record the run again."
        )
    if schema > SCHEMA:
        raise RunFileError(
            f"{source} was written by a newer fittrace (schema {schema}, this version reads up to "
            f"{SCHEMA}); update fittrace to read it."
        )


def _check_length(connection: sqlite3.Connection, file: Path) -> None:
    """SQLite reads a last page that is cut short as if the rest were zeros."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    if file.stat().st_size < pages * size:
        raise sqlite3.DatabaseError("the end of the file is missing")
