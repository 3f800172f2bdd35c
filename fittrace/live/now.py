"""Now: where a run is at this moment, and what its numbers did until then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..report.story.curves import curves_of
from ..report.story.stages import Stage, label_method, stage_of
from ..report.walkthrough.plots import Plot, plots_of
from ..trace import Node, Run

__all__ = ["Now", "Place", "now_of"]

ENTRIES: Final = ("fit", "evaluate", "predict")


@dataclass(frozen=True, slots=True)
class Place:
    """A call or an iteration that is under way.

    Attributes:
        label: the call's label, or the loop's name.
        name: the instance's name, None where it has none.
        number: of an iteration, counted from 1; None for a call.
        entry: the method of the user's that an iteration belongs to, ``"fit"`` or, for the
            validation inside of it, ``"evaluate"``; None for a call, and in loops written by hand.
        stage: the stage of the training that it belongs to.
    """

    label: str
    name: str | None
    number: int | None
    entry: str | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class Now:
    """A run at one moment.

    Attributes:
        under_way: calls and iterations that have begun and not ended, outermost first;
            empty between two calls, and when the run is over.
        calls: calls recorded until now.
        seconds: since the recording began.
        plots: loss and metrics until now.
        state: how the run ended, ``"recording"`` while it goes on.
    """

    under_way: tuple[Place, ...]
    calls: int
    seconds: float
    plots: tuple[Plot, ...]
    state: str


def now_of(run: Run, seconds: float) -> Now:
    """Where the run is; may be asked from any thread while it goes on.

    Args:
        run: under way or over.
        seconds: since the recording began.
    """
    places = tuple(_places(run.tree()))
    return Now(places, run.calls, seconds, tuple(plots_of(curves_of(run))), run.ending.state)


def _places(root: Node) -> Iterator[Place]:
    """The way down to the innermost call that is under way."""
    stage: Stage | None = None
    entry: str | None = None
    node = _under_way(root)
    while node is not None:
        stage = stage_of(node.symbol, node.label, stage)
        if node.loop:
            yield Place(node.label, node.name, None if node.last is None else node.last + 1, entry, stage)
        else:
            method = label_method(node.label)
            entry = method if method in ENTRIES else entry
            yield Place(node.label, node.name, None, None, stage)
        node = _under_way(node)


def _under_way(node: Node) -> Node | None:
    """The child that has not ended: the last one, if any."""
    last = node.children[-1] if node.children else None
    return last if last is not None and not last.finished else None
