"""Where a call is recorded: one variable, one lane or none.

Recording is per context (:mod:`contextvars`), so two threads can record two runs
and a hook has a single question to ask: is there a lane?
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .lane import Lane

__all__ = ["current_lane", "lane_variable", "recording"]

lane_variable: Final[ContextVar[Lane | None]] = ContextVar("fittrace_lane", default=None)

current_lane: Final[Callable[[], Lane | None]] = lane_variable.get
"""The lane this context records into, or None; the one check of an idle hook."""


def recording() -> bool:
    """Whether somebody records here and what happens now is new.

    For the rare engine line whose facts would cost something to prepare; False
    inside an iteration that so far repeats an earlier one call for call.
    """
    lane = current_lane()
    return lane is not None and not lane.loops.repeating()
