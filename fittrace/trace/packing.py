"""Packing: columns of numbers in few bytes, and back without the loss of a bit.

Steps that make the same calls differ in little: the start of one is the end of the one
before and a bit, an index counts up, a rate stays, a loss was a 32-bit number.  Each
column takes the form that suits it; zlib sees their bytes by significance.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Table = npt.NDArray[np.float64]

__all__ = ["WIDEST", "pack", "unpack"]

WIDEST: Final = 16_384
"""Columns that a table can have at most."""

_CONSTANT, _SAME, _WHOLE, _FOLLOWING, _SINGLE, _DOUBLE = range(6)
_EXACT: Final = 2.0**53
"""Whole numbers below have their exact place among 64-bit floats."""


def pack(table: Table) -> bytes:
    """The table in few bytes.

    Args:
        table: shape (rows, columns), float64, one row or more; column 0 holds when
            something began and column 1 how long it took.
    """
    columns = np.ascontiguousarray(table.T)
    parts: list[bytes] = []
    seen: dict[bytes, int] = {}
    for place, column in enumerate(columns):
        raw = column.tobytes()
        same = seen.setdefault(raw, place)
        if same != place:
            parts.append(struct.pack("<BH", _SAME, same))
        elif raw == raw[:8] * len(column):
            parts.append(struct.pack("<B", _CONSTANT) + raw[:8])
        else:
            parts.append(_packed(column, columns[1] if place == 0 and len(columns) > 1 else None))
    return zlib.compress(b"".join(parts), 6)


def unpack(packed: bytes, rows: int, columns: int) -> Table:
    """The table that was packed, shape (rows, columns).

    Raises:
        ValueError: the bytes are not those of such a table.
    """
    limit = columns * (rows * 8 + 16)
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(packed, limit + 1)
    except zlib.error as error:
        raise ValueError("a chunk of rows is damaged") from error
    if len(data) > limit or not inflating.eof or inflating.unused_data:
        raise ValueError("a chunk of rows has another length")
    table = np.empty((columns, rows))
    follows, at = False, 0
    try:
        for place in range(columns):
            kind = data[at]
            follows |= kind == _FOLLOWING and place == 0
            at = _unpack_into(table, place, data, at)
    except (struct.error, IndexError) as error:
        raise ValueError("a chunk of rows is cut short") from error
    if at != len(data):
        raise ValueError("a chunk of rows has more than its columns")
    if follows and columns > 1:  # gaps, to which what each row took is added
        table[0, 1:] += table[1, :-1]
        np.cumsum(table[0], out=table[0])
    return np.ascontiguousarray(table.T)


def _packed(column: Table, durations: Table | None) -> bytes:
    """A column by itself, as whole numbers where it consists of such."""
    whole = _whole_numbers(column)
    if whole is not None:
        steps, kind = np.diff(whole), _WHOLE
        lasted = None if durations is None else _whole_numbers(durations)
        if lasted is not None and abs(whole).max() + lasted.sum() < _EXACT:
            steps, kind = steps - lasted[:-1], _FOLLOWING
        folded = ((steps << 1) ^ (steps >> 63)).view(np.uint64)  # the sign in the lowest bit
        size = (int(folded.max()).bit_length() + 7) // 8
        return struct.pack("<BqB", kind, int(whole[0]), size) + _planes(folded, size)
    with np.errstate(over="ignore", under="ignore"):
        single = column.astype("<f4")
    if single.astype(np.float64).tobytes() == column.tobytes():
        return struct.pack("<B", _SINGLE) + _planes(single, 4)
    return struct.pack("<B", _DOUBLE) + _planes(column.astype("<f8"), 8)


def _whole_numbers(column: Table) -> npt.NDArray[np.int64] | None:
    """The column as integers, None where that would change a bit of it."""
    if not (np.abs(column) < _EXACT).all():
        return None
    whole = column.astype(np.int64)
    return whole if whole.astype(np.float64).tobytes() == column.tobytes() else None


def _planes(values: npt.NDArray[np.generic], size: int) -> bytes:
    """The lowest `size` bytes of each value: first all lowest ones, then all next ones."""
    return values.view(np.uint8).reshape(len(values), -1)[:, :size].T.tobytes()


def _from_planes(data: bytes, at: int, rows: int, size: int, dtype: str) -> npt.NDArray[np.generic]:
    if at + rows * size > len(data):
        raise IndexError(at)
    whole = np.zeros((rows, np.dtype(dtype).itemsize), np.uint8)
    whole[:, :size] = np.frombuffer(data, np.uint8, rows * size, at).reshape(size, rows).T
    return whole.view(dtype).ravel()


def _unpack_into(table: Table, place: int, data: bytes, at: int) -> int:
    """Fill one column from what stands at `at`; returns where the next one stands."""
    rows: int = table.shape[1]
    kind = data[at]
    at += 1
    if kind == _CONSTANT:
        (table[place],) = struct.unpack_from("<d", data, at)
        return at + 8
    if kind == _SAME:
        (same,) = struct.unpack_from("<H", data, at)
        if same >= place:
            raise ValueError("a chunk of rows repeats a column that comes later")
        table[place] = table[same]
        return at + 2
    if kind in (_WHOLE, _FOLLOWING):
        first: int
        size: int
        first, size = struct.unpack_from("<qB", data, at)
        at += 9
        if size > 8:
            raise ValueError("a chunk of rows has numbers that are too long")
        folded = _from_planes(data, at, rows - 1, size, "<u8").astype(np.uint64)
        steps = (folded >> np.uint64(1)).astype(np.int64) ^ -(folded & np.uint64(1)).astype(np.int64)
        table[place, 0], table[place, 1:] = first, steps
        if kind == _WHOLE:
            np.cumsum(table[place], out=table[place])
        return at + (rows - 1) * size
    if kind in (_SINGLE, _DOUBLE):
        size = 4 if kind == _SINGLE else 8
        table[place] = _from_planes(data, at, rows, size, f"<f{size}").astype(np.float64)
        return at + rows * size
    raise ValueError("a chunk of rows has a column of an unknown kind")
