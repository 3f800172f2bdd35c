"""From a run file's tables to a recording."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any, Final

import numpy as np

from ..codes import Entry
from ..packing import WIDEST, unpack
from ..pattern import ROW_HEAD, Detail, Pattern
from ..process import Process
from ..rows import CHUNK, Rows
from ..rundata import Ending, Header, Raised, Recording, StoredLane
from ..source import Source
from ..timesums import TimeSums
from .layout import SIGNATURE, entry_from, require

__all__ = ["read_tables"]

_STATES: Final = ("recording", "finished", "raised", "interrupted", "terminated")
_REASON: Final = 200
"""Characters kept of why a file was written to no more."""


def read_tables(connection: sqlite3.Connection) -> Recording:
    """What is in the tables, as it stands there.

    Raises:
        sqlite3.Error: the tables cannot be read.
        Exception: of any kind, where what is in them is not what was written.
    """
    programs = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger')")
    require(programs.fetchone() is None, "there is a program in it")
    header = dict(connection.execute("SELECT key, value FROM header"))
    require({"header", "ending", "origin"} <= header.keys(), "the header is missing")
    return Recording(
        _header_from(json.loads(header["header"])),
        _ending_from(json.loads(header["ending"]), json.loads(header.get(SIGNATURE, "null"))),
        int(json.loads(header["origin"])),
        _read_entries(connection),
        _read_patterns(connection),
        _read_lanes(connection),
        sources=_read_sources(connection),
    )


def _read_entries(connection: sqlite3.Connection) -> list[Entry]:
    entries = []
    for place, (code, kind, text) in enumerate(connection.execute("SELECT * FROM codes ORDER BY code")):
        require(code == place, "codes are missing")
        entries.append(entry_from(kind, text))
    return entries


def _read_patterns(connection: sqlite3.Connection) -> list[Pattern]:
    patterns: list[Pattern] = []
    for number, width, codes, counts, first, sums, occurrences in connection.execute(
        "SELECT * FROM patterns ORDER BY pattern"
    ):
        require(number == len(patterns), "patterns are missing")
        patterns.append(
            Pattern(
                number,
                _ints(codes, "<i4"),
                {int(place): int(count) for place, count in json.loads(counts).items()},
                _ints(first, "<i8"),
                _read_details(connection, f"pattern {number}"),
                TimeSums(np.frombuffer(sums, dtype="<f8").astype(np.float64)),
                _read_rows(connection, number, int(width), int(occurrences)),
            )
        )
    return patterns


def _read_rows(connection: sqlite3.Connection, number: int, width: int, occurrences: int) -> Rows:
    """The rows of a pattern, packed as they are; each chunk has been unpacked once, to see that it can be."""
    require(ROW_HEAD < width <= WIDEST and occurrences > 0, "a pattern has no iterations")
    full, rest = divmod(occurrences, CHUNK)
    chunks: list[bytes] = []
    tail: list[float] = []
    for chunk, count, data in connection.execute(
        "SELECT chunk, count, data FROM rows WHERE pattern = ? ORDER BY chunk", (number,)
    ):
        place = len(chunks) + bool(tail)
        require(chunk == place and count == (CHUNK if place < full else rest), "rows are missing")
        table = unpack(data, count, width)
        if count == CHUNK:
            chunks.append(bytes(data))
        else:
            tail = table.ravel().tolist()
    rows = Rows(width, chunks, tail)
    require(len(rows) == occurrences, "rows are missing")
    return rows


def _read_lanes(connection: sqlite3.Connection) -> list[StoredLane]:
    lanes = []
    for place, (lane, name, events, numbers) in enumerate(
        connection.execute("SELECT * FROM lanes ORDER BY lane")
    ):
        require(lane == place, "lanes are missing")
        details = _read_details(connection, f"lane {lane}").get(0, [])
        lanes.append(StoredLane(str(json.loads(name)), _ints(events, "<i8"), _floats(numbers), details))
    return lanes


def _read_details(connection: sqlite3.Connection, owner: str) -> dict[int, list[Detail]]:
    """The details by occurrence."""
    details: dict[int, list[Detail]] = {}
    for occurrence, position, code, own_event, fields in connection.execute(
        "SELECT occurrence, position, code, own_event, fields FROM details WHERE owner = ? "
        "ORDER BY occurrence, place",
        (owner,),
    ):
        detail = Detail(int(position), int(code), json.loads(fields), bool(own_event))
        details.setdefault(int(occurrence), []).append(detail)
    return details


def _read_sources(connection: sqlite3.Connection) -> list[Source]:
    sources: list[Source] = []
    there = connection.execute("SELECT name FROM sqlite_master WHERE name = 'sources'").fetchone()
    if there is None:  # written before there were any
        return sources
    for place, value in connection.execute("SELECT * FROM sources ORDER BY place"):
        symbol, file, line, text, whole = json.loads(value)
        require(place == len(sources), "sources are missing")
        sources.append(Source(symbol, file, line, text, whole))
    return sources


def _header_from(value: dict[str, Any]) -> Header:
    header = Header(**{name: value[name] for name in Header.__dataclass_fields__})
    header.arguments = tuple(map(str, header.arguments))
    texts = (header.fittrace, header.numpy, header.python)
    require(all(isinstance(text, str) for text in texts), "a version in the header is not a text")
    optional = (header.started, header.script)
    require(all(text is None or isinstance(text, str) for text in optional), "the header's texts are none")
    require(isinstance(header.notes, dict), "the header's notes are not a mapping")
    return header


def _ending_from(value: dict[str, Any], signature: dict[str, Any] | None) -> Ending:
    require(value["state"] in _STATES, "the ending has an unknown state")
    raised, signal = value["raised"], value["signal"]
    require(signal is None or (signal.isalnum() and len(signal) < 16), "the ending has an unknown signal")
    unwritten = None if signature is None else signature.get("unwritten")
    return Ending(
        value["state"],
        None if raised is None else Raised(str(raised[0]), str(raised[1]), tuple(map(str, raised[2]))),
        int(value["nanoseconds"]),
        signal,
        None if signature is None else Process.read(signature),
        None if signature is None else datetime.fromisoformat(signature["written"]).isoformat(),
        None if unwritten is None else str(unwritten)[:_REASON],
    )


def _ints(blob: bytes, dtype: str) -> list[int]:
    numbers: list[int] = np.frombuffer(blob, dtype=dtype).tolist()
    return numbers


def _floats(blob: bytes) -> list[float]:
    numbers: list[float] = np.frombuffer(blob, dtype="<f8").tolist()
    return numbers
