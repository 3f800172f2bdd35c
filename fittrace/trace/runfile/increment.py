"""Increments: what of a recording is not in its file yet, taken quickly and written at leisure."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from ..packing import pack
from ..pattern import Detail, Pattern
from ..rows import CHUNK
from ..rundata import LaneEvents, Recording
from .layout import SIGNATURE, entry_text, to_json

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Increment"]

_ROWS: Final = "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)"
_HEADER: Final = "INSERT OR REPLACE INTO header VALUES (?, ?)"

_PARAMETERS: Final = 999
"""As many as any SQLite takes in one statement (SQLITE_MAX_VARIABLE_NUMBER before 3.32)."""


class Increment:
    """What is new since the last time; `take` it, then `put` it."""

    def __init__(self) -> None:
        self._entries = 0
        self._sources = 0
        self._seen: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        self._detailed: dict[int, bool] = {}
        self._statements: list[tuple[str, Sequence[object]]] = []
        self._tails: dict[tuple[int, int], npt.NDArray[np.float64]] = {}

    def take_ending(self, recording: Recording) -> None:
        """Note the ending and nothing else that is new."""
        self._take_header(recording)

    def take(self, recording: Recording) -> None:
        """Note what is new; the caller holds the recording."""
        grown = [each for each in recording.patterns if each.occurrences > self._seen.get(each.number, 0)]
        self._take_patterns(grown)
        for place, lane in enumerate(recording.lanes):
            self._take_lane(place, lane)
        # last, because whatever was taken has its code by now, and new codes need not wait for us
        for code, entry in enumerate(recording.entries[self._entries :], self._entries):
            self._add("INSERT INTO codes VALUES (?, ?, ?)", (code, *entry_text(entry)))
            self._entries = code + 1

        for place, source in enumerate(recording.sources[self._sources :], self._sources):
            self._add("INSERT INTO sources VALUES (?, ?)", (place, to_json(astuple(source))))
            self._sources = place + 1
        self._take_header(recording)

    def sign(self, signature: str | None) -> None:
        """Note who writes the file, in JSON; None where nobody does any more."""
        if signature is None:
            self._add("DELETE FROM header WHERE key = ?", (SIGNATURE,))
        else:
            self._add(_HEADER, (SIGNATURE, signature))

    def put(self, connection: sqlite3.Connection) -> None:
        """Write what was taken, all or nothing; what could not be written waits for the next time.

        Raises:
            sqlite3.Error: it cannot be written.
        """
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, values in _bundled(self._statements):
                connection.execute(statement, values)
            tails = [(_ROWS, (*place, len(table), pack(table))) for place, table in self._tails.items()]
            for statement, values in _bundled(tails):
                connection.execute(statement, values)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._statements.clear()
        self._tails.clear()

    def _add(self, statement: str, values: Sequence[object]) -> None:
        self._statements.append((statement, values))

    def _take_header(self, recording: Recording) -> None:
        ending = recording.ending
        raised = ending.raised
        for key, value in {
            "header": recording.header.as_dict(),
            "origin": recording.origin,
            "ending": {
                "state": ending.state,
                "nanoseconds": ending.nanoseconds,
                "signal": ending.signal,
                "raised": raised and [raised.type, raised.message, list(raised.where)],
            },
        }.items():
            self._add(_HEADER, (key, to_json(value)))

    def _take_patterns(self, patterns: Sequence[Pattern]) -> None:
        """Those of which there is more than before; equal statements one after the other."""
        for pattern in patterns:
            row = (
                pattern.number,
                pattern.rows.width,
                np.array(pattern.codes, dtype="<i4").tobytes(),
                to_json({str(place): count for place, count in pattern.counts.items()}),
                np.array(pattern.first, dtype="<i8").tobytes(),
                pattern.sums.total().astype("<f8").tobytes(),
                pattern.occurrences,
            )
            self._add("INSERT OR REPLACE INTO patterns VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        for pattern in patterns:
            self._take_rows(pattern, self._seen.get(pattern.number, 0) // CHUNK)
        for pattern in patterns:
            kept = self._kept.get(pattern.number, 0)
            for occurrence, details in list(pattern.details.items())[kept:]:
                self._take_details(f"pattern {pattern.number}", occurrence, details)
            self._kept[pattern.number] = len(pattern.details)
            self._seen[pattern.number] = pattern.occurrences

    def _take_rows(self, pattern: Pattern, first: int) -> None:
        """The chunks from the `first` on; the last one is written anew until it is full."""
        rows = pattern.rows
        rows.seal()
        for chunk, packed in enumerate(rows.chunks[first:], first):
            self._tails.pop((pattern.number, chunk), None)
            self._add(_ROWS, (pattern.number, chunk, CHUNK, packed))
        if rows.tail:
            tail = np.array(rows.tail).reshape(-1, rows.width)
            self._tails[pattern.number, len(rows.chunks)] = tail

    def _take_lane(self, place: int, lane: LaneEvents) -> None:
        # events first: whatever belongs to one of them is there before it is
        events = np.array(lane.events, dtype="<i8").tobytes()
        numbers = np.array(lane.numbers, dtype="<f8").tobytes()
        name = to_json(lane.name)
        self._add("INSERT OR REPLACE INTO lanes VALUES (?, ?, ?, ?)", (place, name, events, numbers))
        details = lane.details[:]
        if self._detailed.get(place) or details:
            self._add("DELETE FROM details WHERE owner = ?", (f"lane {place}",))
        self._take_details(f"lane {place}", 0, details)
        self._detailed[place] = bool(details)

    def _take_details(self, owner: str, occurrence: int, details: Iterable[Detail]) -> None:
        for place, detail in enumerate(details):
            self._add(
                "INSERT INTO details VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    owner,
                    occurrence,
                    place,
                    detail.position,
                    detail.code,
                    detail.own_event,
                    to_json(detail.fields),
                ),
            )


def _bundled(statements: Iterable[tuple[str, Sequence[object]]]) -> Iterator[tuple[str, Sequence[object]]]:
    """The same rows in few statements.

    Each statement gives the interpreter's lock away, and has to wait for it up to five
    milliseconds (`sys.getswitchinterval`) where the training keeps it; a process that is
    killed while hundreds of statements wait loses them all.
    """
    for statement, same in groupby(statements, key=itemgetter(0)):
        row = statement[statement.rfind("(") :]
        rows = [values for _, values in same]
        fitting = _PARAMETERS // max(1, len(rows[0])) if statement.endswith(f" VALUES {row}") else 1
        for begin in range(0, len(rows), fitting):
            part = rows[begin : begin + fitting]
            yield ", ".join([statement, *repeat(row, len(part) - 1)]), list(chain.from_iterable(part))
