"""Lanes: the outline's lines of every thread, for the views that show all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ...trace import Node
from ..walkthrough.outline import CallView, flat, outline_of

if TYPE_CHECKING:
    from ..scene import Scene

__all__ = ["LaneLines", "lanes_of"]

WORKER_LINES: Final = 2000
"""Lines of all other threads together at most; the main thread's are as many as the outline has."""
LANES: Final = 32
"""Lanes that are shown at most."""


@dataclass(slots=True)
class LaneLines:
    """One thread's folded calls, or those of threads of the same name after each other.

    Workers are started anew for every epoch: what ``worker-1`` does belongs in one place.

    Attributes:
        name: the thread's name.
        is_main: whether it is the thread that recorded, whose lines are the outline's.
        threads: places among the run's lanes, each with its folded tree.
        lines: their lines from top to bottom, each before those inside it.
        end: seconds since the run's begin when the last call of a worker ended.
    """

    name: str
    is_main: bool
    threads: list[tuple[int, Node]] = field(repr=False)
    lines: list[CallView] = field(repr=False)
    end: float = 0.0

    @property
    def calls(self) -> int:
        """Calls that the lines stand for."""
        return sum(line.times for line in self.lines if not line.loop)


def lanes_of(scene: Scene) -> list[LaneLines]:
    """The lanes that made calls, the main thread's first."""
    run, left = scene.run, WORKER_LINES
    names = run.lanes
    found = [LaneLines(names[0], True, [(0, scene.root)], scene.lines)] if scene.lines else []
    for place in range(1, len(names)):
        if left <= 0:
            break
        root = run.tree(place)
        lines = flat(outline_of(root))[:left]
        if lines and _add(found, LaneLines(names[place], False, [(place, root)], lines, _end(lines))):
            left -= len(lines)
    return found


def _add(lanes: list[LaneLines], new: LaneLines) -> bool:
    """One more thread, behind one of the same name that had ended by then; False where there is no room."""
    for lane in lanes:
        if not lane.is_main and lane.name == new.name and lane.end <= new.lines[0].start:
            lane.threads += new.threads
            lane.lines += new.lines
            lane.end = new.end
            return True
    if len(lanes) >= LANES:
        return False
    lanes.append(new)
    return True


def _end(lines: list[CallView]) -> float:
    """When the last of the outermost lines ended, pauses between folded iterations not counted."""
    outermost = [line for line in lines if line.parent is None]
    return max(line.start + line.mean * line.count for line in outermost)
