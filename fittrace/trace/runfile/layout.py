"""How a run lies in its file.

A finished run and one whose process was killed have the same layout: patterns, and
the events of each lane that are not folded yet.  Only the state in the header tells
them apart, so nothing has to be mended before a run can be read.

Blobs are little-endian: events and times 64-bit integers, codes 32-bit integers,
sums and numbers 64-bit floats.  Rows lie in chunks, see :mod:`fittrace.trace.packing`; all but
the last chunk of a pattern are full.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from ..codes import CallSite, Entry, FactHead, PatternRef
from ..facts import RESERVED

__all__ = [
    "APPLICATION_ID",
    "JOURNAL",
    "MAGIC",
    "SIGNATURE",
    "TABLES",
    "entry_from",
    "entry_text",
    "freeze",
    "require",
    "to_json",
]

MAGIC: Final = b"SQLite format 3\x00"
APPLICATION_ID: Final = int.from_bytes(b"FITT", "big")
"""Marks an SQLite file as a run (``PRAGMA application_id``)."""

SIGNATURE: Final = "process"
"""Key of the header under which it says who writes the file; gone when that has ended."""

JOURNAL: Final = "-journal"
"""Ending of the file beside it in which SQLite keeps what a write that was cut off has overwritten."""

TABLES: Final = """
CREATE TABLE header (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE codes (code INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE patterns (
    pattern INTEGER PRIMARY KEY, width INTEGER NOT NULL, codes BLOB NOT NULL, counts TEXT NOT NULL,
    first BLOB NOT NULL, sums BLOB NOT NULL, occurrences INTEGER NOT NULL
);
CREATE TABLE rows (
    pattern INTEGER NOT NULL, chunk INTEGER NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (pattern, chunk)
);
CREATE TABLE lanes (
    lane INTEGER PRIMARY KEY, name TEXT NOT NULL, events BLOB NOT NULL, numbers BLOB NOT NULL
);
CREATE TABLE details (
    owner TEXT NOT NULL, occurrence INTEGER NOT NULL, place INTEGER NOT NULL, position INTEGER NOT NULL,
    code INTEGER NOT NULL, own_event INTEGER NOT NULL, fields TEXT NOT NULL,
    PRIMARY KEY (owner, occurrence, place)
);
CREATE TABLE sources (place INTEGER PRIMARY KEY, value TEXT NOT NULL);
"""


def to_json(value: Any) -> str:
    """Compact JSON, in ASCII: a text may hold halves of characters, which no file can."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def freeze(value: Any) -> Any:
    """JSON's lists as tuples, so that a read entry equals the written one."""
    if isinstance(value, list):
        return tuple(freeze(item) for item in value)
    return value


def entry_text(entry: Entry) -> tuple[str, str]:
    """An entry of the code table as its kind and JSON."""
    if isinstance(entry, CallSite):
        return "call", to_json(asdict(entry))
    if isinstance(entry, FactHead):
        return "fact", to_json([entry.kind, list(map(list, entry.fields)), list(entry.columns)])
    return "fold", to_json(entry.pattern)


def entry_from(kind: str, text: str) -> Entry:
    """The entry that `entry_text` wrote.

    Raises:
        ValueError, TypeError, KeyError: the text is not of that kind's form.
    """
    value = json.loads(text)
    if kind == "call":
        return CallSite(
            str(value["symbol"]),
            str(value["label"]),
            None if value["name"] is None else str(value["name"]),
            bool(value["loop"]),
        )
    if kind == "fact":
        name, fields, columns = value
        pairs = tuple((str(field), freeze(item)) for field, item in fields)
        taken = RESERVED & {*(field for field, _ in pairs), *map(str, columns)}
        require(not taken, "a fact's field has a name that is taken")
        return FactHead(str(name), pairs, tuple(str(column) for column in columns))
    if kind == "fold":
        return PatternRef(int(value))
    raise ValueError(f"unknown kind of entry {kind!r}")


def require(condition: bool, otherwise: str) -> None:
    """Refuse what does not fit.

    Raises:
        ValueError: `condition` is not met.
    """
    if not condition:
        raise ValueError(otherwise)
