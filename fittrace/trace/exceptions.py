"""An exception in words, whatever the exception does when it is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from .rules import cut_text
from .rundata import Raised
from .trampoline import HOOK_FILE

__all__ = ["raised_by_call", "raised_by_run"]

_HERE: Final = f"{Path(__file__).parent}{os.sep}"
_MESSAGE_LIMIT: Final = 10_000
"""Characters kept of a message."""


def raised_by_call(error: BaseException) -> Raised:
    """The exception that ended a call; `where` is the one place that raised it."""
    return Raised(_name(error), _message(error), tuple(_places(error))[-1:])


def raised_by_run(error: BaseException) -> Raised:
    """The exception that ended a run; `where` is the way to the place that raised it."""
    return Raised(_name(error), _message(error), tuple(_places(error)))


def _name(error: BaseException) -> str:
    # not asked of the class itself: its metaclass may answer anything
    name: str = type.__dict__["__name__"].__get__(type(error))
    return name


def _message(error: BaseException) -> str:
    try:
        # as a plain text: a subclass's own methods may do anything
        return cut_text(str.__str__(str(error)), _MESSAGE_LIMIT)
    except Exception as unreadable:  # a user's __str__ may raise anything
        return f"not readable: {type(unreadable).__name__}"


def _places(error: BaseException) -> Iterator[str]:
    """File, line and function of each frame, without the recorder's own."""
    # not asked of the object itself: a user's __getattribute__ may raise anything
    traceback: TracebackType | None = BaseException.__traceback__.__get__(error)  # type: ignore[union-attr]
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename != HOOK_FILE and not code.co_filename.startswith(_HERE):
            yield f"{code.co_filename}:{traceback.tb_lineno} in {code.co_name}"
        traceback = traceback.tb_next
