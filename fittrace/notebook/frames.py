"""Tracebacks without the frames that are ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from ..cli.tracebacks import OURS

__all__ = ["users_frames"]


@contextmanager
def users_frames(error: BaseException) -> Iterator[int]:
    """A block in which nothing inside fittrace is in the tracebacks of an error and of what it came from.

    Afterwards they are what they were.  Gives how many frames were left out; the outermost
    of a traceback stays whatever it is.
    """
    links: list[tuple[TracebackType, TracebackType | None]] = []
    left_out = 0
    try:
        for each in _with_its_origins(error):
            kept = each.__traceback__
            while kept is not None:
                following = kept.tb_next
                while following is not None and following.tb_frame.f_code.co_filename.startswith(OURS):
                    following, left_out = following.tb_next, left_out + 1
                if following is not kept.tb_next:
                    links.append((kept, kept.tb_next))
                    kept.tb_next = following
                kept = following
        yield left_out
    finally:
        for before, after in reversed(links):
            before.tb_next = after


def _with_its_origins(error: BaseException) -> Iterator[BaseException]:
    """The error, and each one that it was raised from or beside, once."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            todo += [each.__cause__, each.__context__]
