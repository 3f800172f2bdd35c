"""How many elements a dataset has, as far as that can be known."""

from __future__ import annotations

from typing import Final

__all__ = ["INFINITE", "UNKNOWN", "concatenated", "divided", "least", "repeated", "skipped", "taken"]

INFINITE: Final = -1
"""The dataset never ends."""
UNKNOWN: Final = -2
"""Nobody knows before the end."""


def repeated(size: int, count: int) -> int:
    """Of a dataset gone through `count` times (-1: without end)."""
    if size == 0 or count == 0:
        return 0
    if count < 0:
        return INFINITE
    return size if size < 0 else size * count


def taken(size: int, count: int) -> int:
    """Of the first `count` elements (-1: all)."""
    if count < 0 or size == UNKNOWN:
        return size
    return count if size == INFINITE else min(size, count)


def skipped(size: int, count: int) -> int:
    """Of what comes after the first `count` elements (-1: nothing)."""
    if count < 0:
        return 0
    return size if size < 0 else max(size - count, 0)


def divided(size: int, by: int, drop_remainder: bool) -> int:
    """Of batches of `by` elements."""
    if size < 0:
        return size
    return size // by if drop_remainder else -(-size // by)


def concatenated(first: int, second: int) -> int:
    """Of one dataset after the other."""
    if INFINITE in (first, second):
        return INFINITE
    return UNKNOWN if UNKNOWN in (first, second) else first + second


def least(sizes: list[int]) -> int:
    """Of datasets walked in step."""
    finite = [size for size in sizes if size != INFINITE]
    if not finite:
        return INFINITE
    return UNKNOWN if UNKNOWN in finite else min(finite)
