"""Curves: what the loss and the metrics did, by step and by epoch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..trace import Fact, Run
from .stages import label_method
from .wording import number_text

__all__ = ["Curve", "EpochTable", "Plot", "curves_of", "epoch_table", "lost_at", "plot_of"]

WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 14, 34
POINTS = 600
"""A curve with more points is thinned to the least and greatest of each stretch."""
ROWS = 20
"""Epochs in the table at most."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A series of values.

    Attributes:
        key: what it is, as Keras names it in the logs.
        by: ``"step"`` or ``"epoch"``.
        places: where each value stands, counted from 1.
        values: one a place.
    """

    key: str
    by: str
    places: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A curve in the picture's coordinates; `dots` where it has few points."""

    key: str
    path: str
    dots: tuple[tuple[float, float, str], ...]
    last: str
    style: int


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of curves that share an axis; lengths in pixels."""

    title: str
    by: str
    description: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def curves_of(run: Run) -> list[Curve]:
    """Loss by step, and every key of the logs by epoch, in order of appearance."""
    losses: list[float] = []
    for fact in run.facts("LossComputed"):
        span = fact.span
        while span is not None and label_method(span.label) != "train_step":
            span = span.parent
        if span is not None and fact.loss == "total":
            losses.append(fact.value)
    losses = losses or _losses_by_hand(run)
    curves = [Curve("loss", "step", tuple(range(1, len(losses) + 1)), tuple(losses))] if losses else []
    return curves + _epoch_curves(run)


def _losses_by_hand(run: Run) -> list[float]:
    """The loss of each step of the script's own loop, where every step that updates weights has just one."""
    losses: dict[float, list[float]] = {}
    for fact in run.facts("LossComputed"):
        losses.setdefault(_begin_of_step(fact), []).append(fact.value)
    updating = {_begin_of_step(fact) for fact in run.facts("LearningRateResolved")}
    found = [values for begin, values in losses.items() if begin in updating and begin >= 0]
    return [values[0] for values in found] if all(len(values) == 1 for values in found) else []


def _begin_of_step(fact: Fact) -> float:
    """When the step began that a fact was stated in; -1 outside of steps."""
    span = fact.span
    while span is not None and not (span.label == "step" and span.index is not None):
        span = span.parent
    return -1 if span is None else span.start


def _epoch_curves(run: Run) -> list[Curve]:
    """From what the end of each epoch wrote into the logs; a further fit goes on where one has ended."""
    series: dict[str, tuple[list[int], list[float]]] = {}
    epoch = earlier = 0
    fit: float | None = None
    for fact in run.facts("LogsWritten"):
        span = fact.span
        if span is None or (label_method(span.label) != "fit" and span.label != "epoch"):
            continue
        index: int | None = None
        while span is not None and label_method(span.label) != "fit":
            index = span.index if span.label == "epoch" else index
            span = span.parent
        begin = None if span is None else span.start
        if begin != fit:
            fit, earlier = begin, max(0, epoch - (index or 0))  # `initial_epoch` goes on by itself
        epoch = epoch if index is None else earlier + index + 1
        places, values = series.setdefault(str(fact.key), ([], []))
        if not places or places[-1] != epoch:
            places.append(epoch)
            values.append(fact.value)
    return [Curve(key, "epoch", tuple(places), tuple(values)) for key, (places, values) in series.items()]


@dataclass(frozen=True, slots=True)
class EpochTable:
    """The logs by epoch, epochs counted from 1; of long trainings the first and last ones."""

    keys: tuple[str, ...]
    rows: tuple[tuple[int, tuple[float | None, ...]], ...]
    left_out: int


def epoch_table(curves: Sequence[Curve]) -> EpochTable | None:
    """The curves by epoch as a table, None where there are none."""
    by_epoch = [curve for curve in curves if curve.by == "epoch"]
    places = sorted({place for curve in by_epoch for place in curve.places})
    if not places:
        return None
    shown = places if len(places) <= ROWS else places[: ROWS // 2] + places[-ROWS // 2 :]
    values = [dict(zip(curve.places, curve.values, strict=True)) for curve in by_epoch]
    rows = tuple((place, tuple(column.get(place) for column in values)) for place in shown)
    return EpochTable(tuple(curve.key for curve in by_epoch), rows, len(places) - len(shown))


def lost_at(curves: Sequence[Curve]) -> int | None:
    """The first step, from 1, whose loss is no finite number; None where all are."""
    losses = next((curve for curve in curves if curve.by == "step"), None)
    if losses is None:
        return None
    pairs = zip(losses.places, losses.values, strict=True)
    return next((place for place, value in pairs if not math.isfinite(value)), None)


def plot_of(title: str, curves: Sequence[Curve]) -> Plot | None:
    """The picture of those curves, None where they hold no finite number."""
    finite = [value for curve in curves for value in curve.values if math.isfinite(value)]
    if not finite:
        return None
    low, high = min(finite), max(finite)
    if low == high:
        low, high = low - 0.5, high + 0.5
    y_values = _round_values(low, high, 4)
    low, high = min(low, y_values[0]), max(high, y_values[-1])
    first = min(curve.places[0] for curve in curves)
    last = max(max(curve.places[-1] for curve in curves), first + 1)

    def x_of(place: float) -> float:
        return round(LEFT + (place - first) / (last - first) * (WIDTH - RIGHT - LEFT), 1)

    def y_of(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - BOTTOM - TOP), 1)

    lines = []
    for style, curve in enumerate(curves):
        places, values = thinned(curve.places, curve.values)
        points = [
            (x_of(place), y_of(value), f"{curve.by} {place}: {number_text(value)}")
            for place, value in zip(places, values, strict=True)
            if math.isfinite(value)
        ]
        path = "M" + "L".join(f"{x:g},{y:g}" for x, y, _ in points) if points else ""
        last_value = next((value for value in reversed(values) if math.isfinite(value)), math.nan)
        dots = tuple(points) if len(points) <= 40 else ()
        lines.append(Line(curve.key, path, dots, number_text(last_value), style))
    by = curves[0].by
    ticks = [
        place for place in _round_values(first, last, 6) if place == int(place) and first <= place <= last
    ]
    return Plot(
        title,
        by,
        "; ".join(_told(curve) for curve in curves),
        tuple(lines),
        tuple(Tick(x_of(place), f"{int(place):,}") for place in ticks or [first]),
        tuple(Tick(y_of(value), number_text(value, 3)) for value in y_values),
    )


def thinned(places: Sequence[int], values: Sequence[float]) -> tuple[Sequence[int], Sequence[float]]:
    """At most about `POINTS` points; of each stretch the least and the greatest value stay."""
    if len(values) <= POINTS:
        return places, values
    stretch = math.ceil(len(values) / (POINTS // 2))
    kept: list[int] = []
    for begin in range(0, len(values), stretch):
        window = range(begin, min(begin + stretch, len(values)))
        ends = {min(window, key=values.__getitem__), max(window, key=values.__getitem__)}
        kept += sorted(ends)
    return [places[place] for place in kept], [values[place] for place in kept]


def _told(curve: Curve) -> str:
    """The curve in words, for readers who do not see it."""
    return f"{curve.key} by {curve.by} from {number_text(curve.values[0])} to {number_text(curve.values[-1])}"


def _round_values(low: float, high: float, about: int) -> list[float]:
    """Round numbers that cover the range, about as many as asked for."""
    step = 10 ** math.floor(math.log10((high - low) / about))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= about)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(place * step, 12) for place in range(first, last + 1)]
