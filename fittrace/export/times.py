"""Times: seconds as whole nanoseconds, within what encloses them."""

from __future__ import annotations

from typing import Final

from ..trace.parse import CallNode, FoldNode
from ..trace.rundata import LaneEvents
from ..trace.trees import Trees

__all__ = ["LONGEST", "lane_end", "nanoseconds"]

LONGEST: Final = 2**62
"""Nanoseconds that no run lasts, and iterations that no loop has; what is beyond is a damaged file's."""


def nanoseconds(seconds: float, least: int, greatest: int) -> int:
    """The nearest whole nanosecond in that range."""
    try:
        return max(least, min(round(seconds * 1e9), greatest))
    except (OverflowError, ValueError):  # a damaged file may hold any number
        return least


def lane_end(trees: Trees, root: CallNode, lane: LaneEvents) -> int:
    """When the last call of a lane ended; calls that never did end then (ns since the run's begin)."""
    occurrence = trees.lane_occurrence(lane)
    latest = nanoseconds(trees.end, 0, LONGEST)
    todo = [root]
    while todo:
        node = todo.pop()
        for child in node.children[-1:]:  # what is told last ends last
            if isinstance(child, FoldNode):
                rows = trees.recording.patterns[child.pattern].rows
                start, duration = rows.row(len(rows) - 1)[:2]
                seconds = (start - trees.recording.origin + duration) * 1e-9
            else:
                todo.append(child)
                seconds = occurrence.begin_of(child.begin if child.end is None else child.end)
            latest = max(latest, nanoseconds(seconds, 0, LONGEST))
    return latest
