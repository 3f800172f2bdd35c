"""Limits: what a file from anywhere is asked before anything is read from it.

SQLite answers whatever a file says: a small one may claim a table without end, whose
pages lie in a circle, or a text that a function makes up as it is read.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Final

from ..rows import CHUNK
from .layout import require

__all__ = ["LARGEST_VALUE", "check_database", "check_journal"]

LARGEST_VALUE: Final = 2**28
"""Bytes of one text or blob at most."""
LARGEST_CHUNK: Final = 2**24
"""Numbers that are unpacked together at most."""
MOST_NUMBERS: Final = 2**27
"""Numbers in all rows at most: some ten million steps."""
JOURNAL_END: Final = bytes.fromhex("d9d505f920a163d7")
"""Ends a journal that names another file, which SQLite would remove."""

_TABLE: Final = re.compile(r"CREATE TABLE \w+ \([\w\s,()]*\)")
_PROGRAM: Final = re.compile(r"\b(AS|ALWAYS|GENERATED|CHECK|DEFAULT|COLLATE|REFERENCES)\b", re.IGNORECASE)


def check_database(connection: sqlite3.Connection) -> None:
    """See that the file holds tables and nothing else, is sound, and is not too much to read.

    Raises:
        ValueError: it is not.
        sqlite3.Error: it cannot even be asked.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}")
    for kind, statement in connection.execute("SELECT type, sql FROM sqlite_master"):
        require(kind in ("table", "index") and not _computes(statement), "there is a program in it")
    # after this, every page is read once: what is read is not more than what is in the file
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    require(verdict == "ok", "its pages are not in order")
    _check_rows(connection)


def check_journal(journal: Path, run: Path) -> None:
    """See that what a killed process left beside its file is that, and is not too large.

    Raises:
        ValueError: it is something else.
        OSError: it cannot be read.
    """
    size = journal.stat().st_size
    require(
        journal.is_file() and size <= 2 * run.stat().st_size + 2**20, "the journal beside it is too large"
    )
    with journal.open("rb") as file:
        file.seek(max(0, size - len(JOURNAL_END)))
        require(file.read() != JOURNAL_END, "the journal beside it names another file")


def _computes(statement: str | None) -> bool:
    """Whether a table is more than columns; one without a statement is an index of SQLite's own."""
    if statement is None:
        return False
    return _TABLE.fullmatch(statement) is None or _PROGRAM.search(statement) is not None


def _check_rows(connection: sqlite3.Connection) -> None:
    """Rows that are alike take no room in the file, so they are counted before they are unpacked."""
    total = 0
    for width, occurrences in connection.execute("SELECT width, occurrences FROM patterns"):
        require(isinstance(width, int) and isinstance(occurrences, int), "a pattern's size is no number")
        require(width > 0 and occurrences > 0, "a pattern has no iterations")
        require(width * min(CHUNK, occurrences) <= LARGEST_CHUNK, "a pattern's rows are too long")
        total += width * occurrences
        require(total <= MOST_NUMBERS, f"it holds more than {MOST_NUMBERS:,} numbers")
