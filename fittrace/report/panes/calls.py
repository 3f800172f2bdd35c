"""Calls: the table of every recorded call, as the folded lines from which the page's script unfolds its rows.

A run of ten million calls has as few lines as one of ten thousand with the same
structure: what is shipped are the lines, and row n is found by counting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ..story.stages import STAGES
from ..walkthrough.outline import CallView
from ..words.language import _
from ..words.wording import shown_text
from .lanes import LaneLines, lanes_of

if TYPE_CHECKING:
    from ..scene import Scene, View

__all__ = ["calls_view", "nanoseconds", "packed"]

LARGEST: Final = 2**53 - 1
"""What a script's numbers hold exactly."""
LOOP_FILTERS: Final = 4
"""Kinds of loops that can be filtered by; a run has ``epoch`` and ``step``, or ``repeat``."""

_STAGES: Final = list(STAGES)


def calls_view(scene: Scene) -> View | None:
    """The table of all calls; None for a run without any."""
    from ..scene import View  # views.py imports this module

    lanes = lanes_of(scene)
    listed = sum(lane.calls for lane in lanes)
    if not listed:
        return None
    lines = [line for lane in lanes for line in lane.lines]
    context = {
        "calls": listed,
        "left_out": max(0, scene.run.calls - listed),
        "lines": len(lines),
        "stages": [stage for stage in STAGES.values() if any(_is_of(line, stage.key) for line in lines)],
        "loops": list(dict.fromkeys(shown_text(line.label) for line in lines if line.loop))[:LOOP_FILTERS],
        "threads": len(lanes) > 1,
        "names": any(line.name for line in lines),
        "callbacks": any(line.owner and _is_of(line, "callbacks") for line in lines),
    }
    return View("calls", _("Calls"), context, packed(lanes), broad=True)


def _is_of(line: CallView, stage: str) -> bool:
    return line.stage.key == stage and not line.loop


class _Texts:
    """Texts by number, each once; the empty one is 0."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {"": 0}

    def place(self, text: str | None) -> int:
        return self._places.setdefault(shown_text(text or ""), len(self._places))

    def all(self) -> list[str]:
        return list(self._places)


def packed(lanes: Sequence[LaneLines]) -> dict[str, Any]:
    """The lines as columns; what few lines have is given by line.

    Columns: ``depth``, ``label``, ``name``, ``gives`` (numbers of ``texts``), ``stage``
    (number of a stage) and ``mean`` (ns).  By line: ``count`` of folded iterations, the
    ``first`` index of a loop (from 1) and its ``stride``.  ``loops``, ``failed`` and
    ``stopped`` list lines; ``lanes`` gives each thread's name, its number of lines, and
    whether they are the outline's.
    """
    texts = _Texts()
    lines = [line for lane in lanes for line in lane.lines]
    return {
        "depth": [line.depth for line in lines],
        "label": [texts.place(line.label) for line in lines],
        "name": [texts.place(line.name) for line in lines],
        "gives": [texts.place(line.gives) for line in lines],
        "stage": [_STAGES.index(line.stage.key) for line in lines],
        "mean": [nanoseconds(line.mean) for line in lines],
        "count": {place: line.count for place, line in enumerate(lines) if line.count > 1},
        "first": {place: line.first for place, line in enumerate(lines) if line.first is not None},
        "stride": {place: _stride(line) for place, line in enumerate(lines) if _stride(line) != 1},
        "loops": [place for place, line in enumerate(lines) if line.loop],
        "failed": [place for place, line in enumerate(lines) if line.failed],
        "stopped": [place for place, line in enumerate(lines) if line.stopped],
        "lanes": [[shown_text(lane.name), len(lane.lines), lane.is_main] for lane in lanes],
        "stages": [[stage.key, stage.mark] for stage in STAGES.values()],  # titles are words of a language
        "texts": texts.all(),
    }


def nanoseconds(seconds: float) -> int:
    """Whole nanoseconds that a script's numbers hold; a damaged recording may claim any."""
    if not math.isfinite(seconds):
        return 0
    return max(0, min(LARGEST, round(seconds * 1e9)))


def _stride(line: CallView) -> int:
    """How far apart the indexes of folded iterations are; a step of three batches counts three."""
    if line.first is None or line.last is None or line.count < 2:
        return 1
    return max(1, (line.last - line.first) // (line.count - 1))
