"""Rows: the numbers of all iterations that share a pattern, a few bytes each.

The last ones lie open, so that adding one costs next to nothing; each full chunk
of them is packed.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from .packing import pack, unpack

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["CHUNK", "Rows"]

CHUNK: Final = 1024
"""Rows that are packed together."""


class Rows:
    """A table of numbers that grows by rows.

    Args:
        width: numbers in a row.
        chunks: full chunks, packed; each can be unpacked.
        tail: the rows after them, one number after the other.

    Attributes:
        width: numbers in a row.
        chunks: the full chunks, packed.
        tail: the rows after them; whoever adds to it sees to it that `seal` is asked
            before it holds more than a chunk.
    """

    __slots__ = ("_last", "chunks", "tail", "width")

    def __init__(self, width: int, chunks: Sequence[bytes] = (), tail: Sequence[float] = ()) -> None:
        self.width = width
        self.chunks = list(chunks)
        self.tail = array("d", tail)
        self._last: tuple[int, npt.NDArray[np.float64]] | None = None

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.chunks) * CHUNK + len(self.tail) // self.width

    def seal(self) -> None:
        """Pack the rows that lie open, where they make a chunk."""
        size = CHUNK * self.width
        if len(self.tail) < size:
            return  # what is added at once is less than a chunk
        packed = (pack(_table(self.tail[:size], self.width)),)
        # both or neither: no call comes between, so no Ctrl-C does
        self.chunks += packed
        del self.tail[:size]

    def row(self, place: int) -> Sequence[float]:
        """The numbers of the row at `place`, from 0."""
        chunk, inside = divmod(place, CHUNK)
        if chunk >= len(self.chunks):
            begin = (place - len(self.chunks) * CHUNK) * self.width
            return self.tail[begin : begin + self.width]
        row: list[float] = self._unpacked(chunk)[inside].tolist()
        return row

    def some_from(self, place: int) -> npt.NDArray[np.float64]:
        """The row at `place` and those after it that are at hand with it, shape (rows, width)."""
        chunk, inside = divmod(place, CHUNK)
        if chunk < len(self.chunks):
            return self._unpacked(chunk)[inside:]
        tail = self.tail[(place - len(self.chunks) * CHUNK) * self.width :]
        return _table(tail[: len(tail) // self.width * self.width], self.width)

    def table(self) -> npt.NDArray[np.float64]:
        """A copy of all rows, shape (rows, width)."""
        tail = self.tail[:]
        full = [unpack(packed, CHUNK, self.width) for packed in self.chunks]
        return np.concatenate([*full, _table(tail[: len(tail) // self.width * self.width], self.width)])

    def _unpacked(self, chunk: int) -> npt.NDArray[np.float64]:
        """That chunk's rows, the last one asked for at hand."""
        last = self._last
        if last is None or last[0] != chunk:
            last = self._last = chunk, unpack(self.chunks[chunk], CHUNK, self.width)
        return last[1]


def _table(numbers: array[float], width: int) -> npt.NDArray[np.float64]:
    return np.frombuffer(numbers).reshape(-1, width)
