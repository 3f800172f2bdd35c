"""The loop map: the lifecycle as a line, with the epoch loop and the step loop drawn as loops.

Stations stand on one line from ``compile`` to the end of the training; what only the
first step does is a siding that is taken once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .story import EntryStory, Story
from .wording import count_text

__all__ = ["LoopMap", "Station", "loop_map"]

SPACING: Final = 94
MARGIN: Final = 52
BASE: Final = 96
SIDING: Final = 84
"""How much further apart the stations are that the siding leads around."""


@dataclass(frozen=True, slots=True)
class Station:
    """A stop on the line: what it is called, what this run did there, and where it leads."""

    x: float
    y: float
    title: str
    note: str
    stage: str
    mark: str
    address: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop between two places on the line, with its count."""

    begin: float
    end: float
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class LoopMap:
    """Geometry of the map; lengths in pixels."""

    width: float
    height: float
    base: float
    stations: tuple[Station, ...]
    epochs: Loop | None
    steps: Loop | None
    siding: Station | None
    siding_begin: float
    siding_end: float


def loop_map(story: Story) -> LoopMap | None:
    """The map of the first fit, None for a run without one."""
    fit = story.fit
    if fit is None:
        return None
    before = [
        ("compile", _optimizer(story), "compile", "C", "compile"),
        ("data", fit.adapter.chosen.removesuffix("DataAdapter") if fit.adapter else "", "data", "D", "data"),
        ("callbacks", count_text(len(fit.callbacks), "callback"), "callbacks", "K", "callbacks"),
        ("step function", "", "loop", "L", "train-function"),
    ]
    inside = [
        ("forward", count_text(len(story.layers), "layer"), "forward", "F", "forward"),
        ("loss", "", "loss", "S", "loss"),
        ("gradient", count_text(len(story.updates), "weight"), "update", "U", "backward"),
        ("update", "", "update", "U", "update"),
        ("metrics", "", "metrics", "M", "metrics"),
    ]
    after = [("epoch end", "", "callbacks", "K", "epoch-end"), ("train end", "", "callbacks", "K", "result")]
    middle = [("epoch begin", "", "callbacks", "K", "train-function"), *inside]
    names = before + middle + after
    first, last = len(before) + 1, len(before) + len(middle) - 1
    wider = [0.0 if place < first else SIDING for place in range(len(names))]
    stations = tuple(
        Station(MARGIN + place * SPACING + more, BASE, *name)
        for place, (name, more) in enumerate(zip(names, wider, strict=True))
    )
    begin, end = stations[first].x, stations[last].x
    siding = None
    if story.weights:
        note = (
            f"once: {count_text(len(story.layers), 'layer')}, {count_text(_model_weights(story), 'weight')}"
        )
        siding = Station(begin - (SPACING + SIDING) / 2, BASE - 54, "build", note, "build", "B", "build")
    return LoopMap(
        width=2 * MARGIN + (len(names) - 1) * SPACING + SIDING,
        height=206,
        base=BASE,
        stations=stations,
        epochs=Loop(stations[first - 1].x, stations[last + 1].x, _epochs(fit), "epoch-end"),
        steps=Loop(begin, end, _steps(fit), "steps"),
        siding=siding,
        siding_begin=stations[first - 1].x,
        siding_end=begin,
    )


def _optimizer(story: Story) -> str:
    given = story.compile.optimizer if story.compile else None
    return given if isinstance(given, str) else ""


def _model_weights(story: Story) -> int:
    return sum(len(layer.weights) for layer in story.layers)


def _epochs(fit: EntryStory) -> str:
    return count_text(fit.epochs, "epoch")


def _steps(fit: EntryStory) -> str:
    steps = fit.steps.steps if fit.steps else None
    return f"{count_text(steps, 'step')} an epoch" if steps else count_text(fit.step_count, "step")
