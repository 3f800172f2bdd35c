"""Increments: what of a recording is not in its file yet, taken quickly and written at leisure."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from ..pattern import Detail, Pattern
from ..rundata import LaneEvents, Recording
from .layout import entry_text, to_json

__all__ = ["Increment"]


class Increment:
    """What is new since the last time; `take` it, then `put` it."""

    def __init__(self) -> None:
        self._entries = 0
        self._seen: dict[int, int] = {}
        self._statements: list[tuple[str, Sequence[object]]] = []
        self._rows: list[tuple[int, int, int, bytes]] = []

    def take(self, recording: Recording) -> None:
        """Note what is new; the caller holds the recording."""
        self._take_header(recording)
        for pattern in recording.patterns:
            if self._seen.get(pattern.number) != pattern.occurrences:
                self._take_pattern(pattern)
        for place, lane in enumerate(recording.lanes):
            self._take_lane(place, lane)
        # last, because whatever was taken has its code by now, and new codes need not wait for us
        for code, entry in enumerate(recording.entries[self._entries :], self._entries):
            self._add("INSERT INTO codes VALUES (?, ?, ?)", (code, *entry_text(entry)))
            self._entries = code + 1

    def put(self, connection: sqlite3.Connection) -> None:
        """Write what was taken, all or nothing; what could not be written waits for the next time.

        Raises:
            sqlite3.Error: it cannot be written.
        """
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, values in self._statements:
                connection.execute(statement, values)
            for pattern, before, count, columns in self._rows:
                packed = zlib.compress(columns, 1)
                connection.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (pattern, before, count, packed))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._statements.clear()
        self._rows.clear()

    def _add(self, statement: str, values: Sequence[object]) -> None:
        self._statements.append((statement, values))

    def _take_header(self, recording: Recording) -> None:
        ending = recording.ending
        raised = ending.raised
        self._add(f"PRAGMA user_version = {recording.header.schema}", ())
        for key, value in {
            "header": recording.header.as_dict(),
            "origin": recording.origin,
            "ending": {
                "state": ending.state,
                "nanoseconds": ending.nanoseconds,
                "raised": raised and [raised.type, raised.message, list(raised.where)],
            },
        }.items():
            self._add("INSERT OR REPLACE INTO header VALUES (?, ?)", (key, to_json(value)))

    def _take_pattern(self, pattern: Pattern) -> None:
        before = self._seen.get(pattern.number, 0)
        if not before:
            counts = to_json({str(place): count for place, count in pattern.counts.items()})
            self._add(
                "INSERT INTO patterns VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    pattern.number,
                    pattern.width,
                    np.array(pattern.codes, dtype="<i4").tobytes(),
                    counts,
                    np.array(pattern.first, dtype="<i8").tobytes(),
                    b"",
                    0,
                ),
            )
            self._take_details(f"pattern {pattern.number}", pattern.details)
        self._add(
            "UPDATE patterns SET sums = ?, occurrences = ? WHERE pattern = ?",
            (pattern.sums.astype("<f8").tobytes(), pattern.occurrences, pattern.number),
        )
        new = np.array(pattern.rows[before * pattern.width :], dtype="<f8").reshape(-1, pattern.width)
        self._rows.append((pattern.number, before, len(new), np.ascontiguousarray(new.T).tobytes()))
        self._seen[pattern.number] = pattern.occurrences

    def _take_lane(self, place: int, lane: LaneEvents) -> None:
        # events first: whatever belongs to one of them is there before it is
        events = np.array(lane.events, dtype="<i8").tobytes()
        numbers = np.array(lane.numbers, dtype="<f8").tobytes()
        name = to_json(lane.name)
        self._add("INSERT OR REPLACE INTO lanes VALUES (?, ?, ?, ?)", (place, name, events, numbers))
        self._add("DELETE FROM details WHERE owner = ?", (f"lane {place}",))
        self._take_details(f"lane {place}", lane.details[:])

    def _take_details(self, owner: str, details: Iterable[Detail]) -> None:
        for place, detail in enumerate(details):
            self._add(
                "INSERT INTO details VALUES (?, ?, ?, ?, ?, ?)",
                (owner, place, detail.position, detail.code, detail.own_event, to_json(detail.fields)),
            )
