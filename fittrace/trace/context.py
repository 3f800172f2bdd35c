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
    from .whose import Bound

__all__ = ["current_lane", "lane_here", "lane_variable", "recording"]

lane_variable: Final[ContextVar[Lane | Bound | None]] = ContextVar("fittrace_lane", default=None)

current_lane: Final[Callable[[], Lane | Bound | None]] = lane_variable.get
"""The lane this context records into, or None; the one check of an idle hook.

What stands there may have to look around first, see :mod:`fittrace.trace.whose`; to a hook
it looks like a lane.
"""


def lane_here() -> Lane | None:
    """The lane into which a call that is made here and now is recorded, or None."""
    lane = current_lane()
    return None if lane is None else lane.here()


def recording() -> bool:
    """Whether somebody records here and what happens now is new.

    For the rare engine line whose facts would cost something to prepare; False
    inside an iteration that so far repeats an earlier one call for call.
    """
    lane = lane_here()
    return lane is not None and not lane.loops.repeating()
