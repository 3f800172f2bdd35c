"""Run files that are sound databases with something odd in their tables."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from fittrace.trace.packing import pack, unpack

__all__ = ["Chooser", "spoil"]


class Chooser(Protocol):
    """Whoever decides what becomes of a file: hypothesis, or atheris."""

    def integer(self, least: int, greatest: int) -> int:
        """A number, ends included."""
        ...


DEEP: Final[Any] = json.loads("[" * 40 + "]" * 40)
ODD: Final[Sequence[Any]] = (
    *(None, True, False, 0, 1, -1, 2, 7, 255, 2**31, 2**53, 2**63 - 1, -(2**63), 10**30, 0.5, -1.5, 1e308),
    *(math.nan, math.inf, -math.inf, "", "loss", "x" * 5000, "</script><script>alert(1)</script>", '"&<'),
    *("\u202eright to left", "\ud800", "\0", "🦊", "{{ 7 * 7 }}", "\\N\\G", "not readable: TypeError"),
    *([], {}, [None], [[]], [-1], [0], [None, 3], ["ndarray", [2, 3], "float32"], DEEP, {"": None}),
    *({"values": [1], "whole": True}, {"least": 1, "greatest": 2, "mean": "nan"}),
)
KINDS: Final = ("call", "fact", "fold")
JSON_COLUMNS: Final = (
    ("header", "value"),
    ("codes", "value"),
    ("patterns", "counts"),
    ("lanes", "name"),
    ("details", "fields"),
)
BLOB_COLUMNS: Final = (
    ("patterns", "codes", "<i4"),
    ("patterns", "first", "<i8"),
    ("patterns", "sums", "<f8"),
    ("lanes", "events", "<i8"),
    ("lanes", "numbers", "<f8"),
)
NUMBER_COLUMNS: Final = (
    ("patterns", "width"),
    ("patterns", "occurrences"),
    ("rows", "count"),
    ("rows", "chunk"),
    ("details", "position"),
    ("details", "code"),
    ("details", "own_event"),
    ("details", "occurrence"),
)


def spoil(path: Path, choose: Chooser) -> None:
    """Change one thing in the tables of a run file; some changes leave it as it was."""
    with closing(sqlite3.connect(path)) as connection:
        _pick(choose, _CHANGES)(connection, choose)
        connection.commit()


def _pick(choose: Chooser, items: Sequence[Any]) -> Any:
    return items[choose.integer(0, len(items) - 1)]


def _row(connection: sqlite3.Connection, choose: Chooser, table: str) -> int | None:
    rows = connection.execute(f"SELECT rowid FROM {table}").fetchall()
    return _pick(choose, rows)[0] if rows else None


def _replace(connection: sqlite3.Connection, table: str, column: str, row: int | None, value: object) -> None:
    connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid = ?", (value, row))


def _read(connection: sqlite3.Connection, table: str, column: str, row: int | None) -> Any:
    found = connection.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    return found[0] if found else None


def _change_json(connection: sqlite3.Connection, choose: Chooser) -> None:
    table, column = _pick(choose, JSON_COLUMNS)
    row = _row(connection, choose, table)
    text = _read(connection, table, column, row)
    if isinstance(text, str):
        changed = _with_something_odd(json.loads(text), choose)
        _replace(connection, table, column, row, json.dumps(changed))


def _with_something_odd(value: Any, choose: Chooser) -> Any:
    """The value with one of the values inside replaced, left out or taken twice."""
    if isinstance(value, dict) and value and choose.integer(0, 5):
        key = _pick(choose, sorted(value))
        if not choose.integer(0, 7):
            return {name: item for name, item in value.items() if name != key}
        return value | {key: _with_something_odd(value[key], choose)}
    if isinstance(value, list) and value and choose.integer(0, 5):
        place = choose.integer(0, len(value) - 1)
        if not choose.integer(0, 7):
            return value[:place] + value[place:] * 2
        return [*value[:place], _with_something_odd(value[place], choose), *value[place + 1 :]]
    return _pick(choose, ODD)


def _change_blob(connection: sqlite3.Connection, choose: Chooser) -> None:
    table, column, dtype = _pick(choose, BLOB_COLUMNS)
    row = _row(connection, choose, table)
    blob = _read(connection, table, column, row)
    if not isinstance(blob, bytes) or not blob or len(blob) % np.dtype(dtype).itemsize:
        return
    numbers = np.frombuffer(blob, dtype).copy()
    numbers[choose.integer(0, len(numbers) - 1)] = _number(choose, dtype)
    _replace(connection, table, column, row, numbers.tobytes())


def _number(choose: Chooser, dtype: str) -> float:
    if dtype == "<f8":
        return float(_pick(choose, (0, 1, -1, 0.5, 7, 1e308, -1e308, math.nan, math.inf, -math.inf)))
    size = 31 if dtype == "<i4" else 63
    return int(_pick(choose, (choose.integer(-4, 80), 2**size - 1, -(2**size))))


def _change_number(connection: sqlite3.Connection, choose: Chooser) -> None:
    table, column = _pick(choose, NUMBER_COLUMNS)
    value = _pick(choose, (choose.integer(-2, 20), 2**40, 2**62, -(2**62), 1.5, "x", b"x"))
    _replace(connection, table, column, _row(connection, choose, table), value)


def _change_rows(connection: sqlite3.Connection, choose: Chooser) -> None:
    row = _row(connection, choose, "rows")
    if row is None:
        return
    query = "SELECT count, data, width FROM rows JOIN patterns USING (pattern) WHERE rows.rowid = ?"
    count, data, width = connection.execute(query, (row,)).fetchone() or (0, b"", 0)
    is_sound = all(isinstance(size, int) and 0 < size < 2000 for size in (count, width))
    if not is_sound or not isinstance(data, bytes):
        return  # spoilt before
    try:
        table = unpack(data, count, width)
    except ValueError:
        return
    table[choose.integer(0, count - 1), choose.integer(0, width - 1)] = _number(choose, "<f8")
    _replace(connection, "rows", "data", row, pack(table))


def _change_kind(connection: sqlite3.Connection, choose: Chooser) -> None:
    _replace(connection, "codes", "kind", _row(connection, choose, "codes"), _pick(choose, KINDS))


def _swap(connection: sqlite3.Connection, choose: Chooser) -> None:
    table, column = _pick(choose, [*JSON_COLUMNS, *NUMBER_COLUMNS, ("rows", "data"), ("patterns", "codes")])
    rows = [_row(connection, choose, table) for _ in range(2)]
    values = [_read(connection, table, column, row) for row in rows]
    for row, value in zip(rows, reversed(values), strict=True):
        if value is not None:
            _replace(connection, table, column, row, value)


def _remove(connection: sqlite3.Connection, choose: Chooser) -> None:
    table = _pick(choose, ("header", "codes", "patterns", "rows", "lanes", "details", "details", "details"))
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (_row(connection, choose, table),))


_Change = Callable[[sqlite3.Connection, Chooser], None]
_CHANGES: Final[Sequence[_Change]] = (
    _change_json, _change_json, _change_json, _change_json, _change_blob, _change_blob, _change_number,
    _change_rows, _change_rows, _change_kind, _swap, _remove,
)  # fmt: skip
