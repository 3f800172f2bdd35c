"""Decisions taken from bytes, so that whoever changes the bytes changes the decisions."""

from __future__ import annotations

__all__ = ["ByteChooser"]


class ByteChooser:
    """Reads its decisions off bytes, one after the other; when they run out, the least is chosen."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def integer(self, least: int, greatest: int) -> int:
        """A number, ends included, from as many bytes as it takes."""
        span = greatest - least + 1
        size = max(1, (span.bit_length() + 7) // 8)
        taken = self._data[self._at : self._at + size]
        self._at += size
        return least + int.from_bytes(taken, "big") % span

    def text(self) -> str:
        """Up to 16 characters of any kind but halves of characters."""
        return "".join(chr(self.integer(1, 0xD7FF)) for _ in range(self.integer(0, 16)))
