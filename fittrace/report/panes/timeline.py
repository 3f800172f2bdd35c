"""The timeline: when each folded line began and how far apart its iterations are.

Times are those of the line inside one of its parent: what stands in folded iterations
has their mean.  The iterations of a loop that the run went through once have their own
times: the first and the last ones exactly, those between evenly spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ...trace import Node, Run
from ...trace.parse import CallNode, FoldNode
from ...trace.trees import NANO, Trees
from ..walkthrough.outline import CallView
from ..words.language import _
from .calls import LARGEST, nanoseconds
from .lanes import LaneLines, lanes_of

if TYPE_CHECKING:
    from ..scene import Scene, View

__all__ = ["ENDS", "iteration_times", "placed", "timeline_view"]

ENDS: Final = 12
"""Iterations at the front and at the back of a fold whose own times are told."""
EXACT_FOLDS: Final = 100
"""Folds whose iterations are told at most."""

Times = tuple[int, int]
"""When an iteration began, since the run's begin, and how long it took (ns)."""


def timeline_view(scene: Scene) -> View | None:
    """The timeline; None for a run that made no call."""
    from ..scene import View  # views.py imports this module

    lanes = lanes_of(scene)
    if not any(lane.calls for lane in lanes):
        return None
    listed = sum(lane.calls for lane in lanes)
    context = {"threads": len(lanes), "left_out": max(0, scene.run.calls - listed)}
    return View("timeline", _("Timeline"), context, _data(scene.run, lanes), broad=True)


def _data(run: Run, lanes: Sequence[LaneLines]) -> dict[str, Any]:
    """Columns beside those of `calltable.packed`.

    ``begin`` has the begin of each line since its parent's (ns), of the outermost since
    the run's.  By line of a fold: ``pitch`` from one iteration's begin to the next, and
    ``ends`` with begin (as above) and duration of the first iterations, then of the last.
    """
    begins: list[int] = []
    pitches: dict[int, int] = {}
    ends: dict[int, list[int]] = {}
    for lane in lanes:
        shift, place_of = len(begins), {id(line): place for place, line in enumerate(lane.lines)}
        exact: dict[int, list[Times]] = {}
        for number, root in lane.threads:
            exact |= iteration_times(run, number, root)
        begin, pitch = placed(lane.lines)
        begins += begin
        pitches |= {shift + place: apart for place, apart in pitch.items()}
        for place, line in enumerate(lane.lines):
            told = exact.get(id(line.node))
            if told is not None and len(ends) < EXACT_FOLDS:
                origin = 0 if line.parent is None else _start(lane.lines, place_of, begin, line.parent)
                ends[shift + place] = _since(origin, told)
    return {"begin": begins, "pitch": pitches, "ends": ends, "told": ENDS}


def _since(origin: int, told: Sequence[Times]) -> list[int]:
    """Begins and durations one after the other, begins since `origin`, none before the one before it."""
    flat, latest = [], 0
    for begin, duration in told:
        latest = max(latest, begin - origin)
        flat += [latest, duration]
    return flat


def _start(lines: Sequence[CallView], places: Mapping[int, int], begin: Sequence[int], line: CallView) -> int:
    """When a line began, since the run's begin."""
    start, above = 0, line
    while True:
        start += begin[places[id(above)]]
        if above.parent is None:
            return start
        above = above.parent


def placed(lines: Sequence[CallView]) -> tuple[list[int], dict[int, int]]:
    """Where each line stands in its parent, and how far apart a fold's iterations are (ns).

    Siblings come one after the other and none leaves its parent, whatever rounding and
    means of different iterations made of their times.
    """
    begins, pitches = [0] * len(lines), {}
    places = {id(line): place for place, line in enumerate(lines)}
    families: dict[int | None, list[CallView]] = {}
    for line in lines:
        families.setdefault(None if line.parent is None else id(line.parent), []).append(line)
    for family in families.values():
        parent = family[0].parent
        origin, end = (0.0, LARGEST) if parent is None else (parent.start, nanoseconds(parent.mean))
        wanted = [min(nanoseconds(line.start - origin), end) for line in family]
        latest = 0
        for turn, line in enumerate(family):
            slot = max(latest, wanted[turn + 1]) if turn + 1 < len(family) else max(latest, end)
            whole = nanoseconds(line.mean) * line.count
            begin = max(latest, min(wanted[turn], slot - whole))
            begins[places[id(line)]] = begin
            if line.count > 1:
                room = whole if parent is None else max(whole, slot - begin)
                pitches[places[id(line)]] = room // line.count
            latest = min(begin + whole, slot)
    return begins, pitches


def iteration_times(run: Run, lane: int, root: Node) -> dict[int, list[Times]]:
    """Own times of the iterations of each fold that stands in no other fold, by the node's identity.

    Of a fold of more than twice `ENDS` iterations: the first and the last ones.
    """
    trees = Trees(run.recording)
    met: Counter[int] = Counter()
    found: dict[int, list[Times]] = {}
    path: list[Iterator[tuple[Node, CallNode | FoldNode]]] = [
        zip(root.children, trees.of_lane(run.recording.snapshot(lane)).children, strict=False)
    ]
    while path:
        pair = next(path[-1], None)
        if pair is None:
            path.pop()
            continue
        node, parsed = pair
        if isinstance(parsed, FoldNode):
            number, place = parsed.pattern, met[parsed.pattern]
            met[number] += node.count
            if node.count > 1:
                found[id(node)] = _told(trees, number, place, node.count)
                for inner, count in trees.met_inside(number).items():
                    met[inner] += count * node.count
                continue
            parsed = trees.of_pattern(number)
        path.append(zip(node.children, parsed.children, strict=False))
    return found


def _told(trees: Trees, number: int, place: int, count: int) -> list[Times]:
    """Times of the iterations from `place` on."""
    rows, origin = trees.recording.patterns[number].rows, trees.recording.origin
    turns = range(count) if count <= 2 * ENDS else [*range(ENDS), *range(count - ENDS, count)]
    told = []
    for turn in turns:
        begin, duration = rows.row(place + turn)[:2]
        told.append((nanoseconds((begin - origin) * NANO), nanoseconds(duration * NANO)))
    return told
