"""Plots: curves as pictures for the walkthrough's chapters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..story.curves import Curve
from ..words.language import _
from ..words.wording import listed_text, number_text

__all__ = ["Plot", "plot_of", "plots_of", "thinned"]

WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 14, 34
POINTS = 600
"""A curve with more points is thinned to the least and greatest of each stretch."""
HUGE = 1e300
"""From here on a value, as one that is no number, is not drawn: there would be no room to its other side."""


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


def plots_of(curves: Sequence[Curve]) -> list[Plot]:
    """Pictures of the loss by step, and of losses and metrics by epoch, where they are known."""
    by_step = [curve for curve in curves if curve.by == "step"]
    by_epoch = [curve for curve in curves if curve.by == "epoch"]
    losses = [curve for curve in by_epoch if "loss" in curve.key]
    others = [curve for curve in by_epoch if "loss" not in curve.key]
    groups = [
        (_("Loss of each step’s batch"), by_step),
        (_("Loss by epoch"), losses),
        (_("Metrics by epoch"), others),
    ]
    plots = [plot_of(title, group) for title, group in groups if group]
    return [plot for plot in plots if plot is not None]


def plot_of(title: str, curves: Sequence[Curve]) -> Plot | None:
    """The picture of those curves, None where they hold no number that can be drawn."""
    every = np.concatenate([np.array(curve.values, "float64") for curve in curves])
    drawn = every[np.abs(every) < HUGE]
    if not drawn.size:
        return None
    low, high = float(drawn.min()), float(drawn.max())
    largest = max(abs(low), abs(high))
    if high - low <= max(1 / HUGE, 1e-12 * largest):
        margin = max(0.5, 1e-3 * largest)
        low, high = low - margin, high + margin
    y_values = _round_values(low, high, 4)
    low, high = min(low, y_values[0]), max(high, y_values[-1])
    first = min(curve.places[0] for curve in curves)
    last = max(curve.places[-1] for curve in curves)

    def x_of(place: float) -> float:
        share = (place - first) / (last - first) if last > first else 0.5  # one point stands in the middle
        return round(LEFT + share * (WIDTH - RIGHT - LEFT), 1)

    def y_of(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - BOTTOM - TOP), 1)

    lines = []
    for style, curve in enumerate(curves):
        places, values = thinned(curve.places, curve.values)
        points = [
            (x_of(place), y_of(value), _point_text(curve, place, value)) if abs(value) < HUGE else None
            for place, value in zip(places, values, strict=True)
        ]
        last_value = next((value for value in reversed(values) if math.isfinite(value)), math.nan)
        dots = tuple(point for point in points if point is not None) if len(points) <= 40 else ()
        lines.append(Line(curve.key, _path(points), dots, number_text(last_value), style))
    by = curves[0].by
    ticks = _round_values(first, last, 6) if last > first else []
    ticks = [place for place in ticks if place == int(place) and first <= place <= last]
    return Plot(
        title,
        by,
        listed_text((_told(curve) for curve in curves), ";"),
        tuple(lines),
        tuple(Tick(x_of(place), f"{int(place):,}") for place in ticks or [first]),
        tuple(Tick(y_of(value), number_text(value, 3)) for value in y_values),
    )


def _path(points: Sequence[tuple[float, float, str] | None]) -> str:
    """A line through the points, broken where there is none."""
    path, pen = "", "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path += f"{pen}{point[0]:g},{point[1]:g}"
        pen = "L"
    return path


def thinned(places: Sequence[int], values: Sequence[float]) -> tuple[Sequence[int], Sequence[float]]:
    """At most about `POINTS` points: of each stretch the least, the greatest, and one that is no number."""
    if len(values) <= POINTS:
        return places, values
    stretch = math.ceil(len(values) / (POINTS // 3))
    numbers = np.array(values, "float64")
    numbers = np.append(numbers, np.full(-len(numbers) % stretch, numbers[-1])).reshape(-1, stretch)
    fine = np.isfinite(numbers)
    ends = (
        np.where(fine, numbers, np.inf).argmin(axis=1),
        np.where(fine, numbers, -np.inf).argmax(axis=1),
        fine.argmin(axis=1),
    )
    begins = np.arange(len(numbers)) * stretch
    kept = np.unique(np.minimum(np.concatenate([begins + end for end in ends]), len(values) - 1)).tolist()
    return [places[place] for place in kept], [values[place] for place in kept]


def _told(curve: Curve) -> str:
    """The curve in words, for readers who do not see it."""
    first, last = number_text(curve.values[0]), number_text(curve.values[-1])
    if curve.by == "step":
        return _("%(key)s by step from %(first)s to %(last)s", key=curve.key, first=first, last=last)
    return _("%(key)s by epoch from %(first)s to %(last)s", key=curve.key, first=first, last=last)


def _point_text(curve: Curve, place: int, value: float) -> str:
    """A point in words: ``loss, epoch 3: 0.25``."""
    if curve.by == "step":
        return _("%(key)s, step %(place)s: %(value)s", key=curve.key, place=place, value=number_text(value))
    return _("%(key)s, epoch %(place)s: %(value)s", key=curve.key, place=place, value=number_text(value))


def _round_values(low: float, high: float, about: int) -> list[float]:
    """Round numbers that cover the range, about as many as asked for."""
    step = 10 ** math.floor(math.log10((high - low) / about))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= about)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(place * step, 12) for place in range(first, last + 1)]
