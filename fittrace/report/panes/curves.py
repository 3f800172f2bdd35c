"""The curves' view: what the script draws of them, and in words what they did.

A curve with more places than the screen has columns of pixels is cut into stretches, of
which the lowest and the highest value stay: a spike of one step in a million is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ..story.curves import Curve, epoch_curves, step_curves
from ..words.language import _
from ..words.wording import number_text

if TYPE_CHECKING:
    from ..scene import Scene, View

__all__ = ["Told", "ToldPlot", "curves_view", "drawn", "told", "told_plots"]

COLUMNS: Final = 400
"""A curve with more places is drawn in that many stretches."""
MOST_CURVES: Final = 12
"""Curves in one plot at most."""
MOST_PLOTS: Final = 16
"""Plots at most."""
MOST_GAPS: Final = 3
"""Gaps in a curve that are told of one by one."""
TWIN: Final = "val_"
"""Keras puts this before a metric's name for its value on the validation data."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A curve in numbers, each end and extreme as its place and its value; None where no value is finite.

    Attributes:
        style: what tells its line from others in the plot.
        twin: whether it is drawn as the validation's counterpart of the curve before it.
        gaps: the first stretches of places without a number, `gap_places` in all.
        stretch: how many places each drawn point stands for.
    """

    key: str
    style: int
    twin: bool
    count: int
    first: tuple[int, float] | None
    last: tuple[int, float] | None
    lowest: tuple[int, float] | None
    highest: tuple[int, float] | None
    gaps: tuple[tuple[int, int], ...]
    gap_places: int
    stretch: int

    @property
    def has_more_gaps(self) -> bool:
        """Whether there are others than those in `gaps`."""
        return self.gap_places > sum(last - first + 1 for first, last in self.gaps)


@dataclass(frozen=True, slots=True)
class ToldPlot:
    """Curves that share a drawing.

    Attributes:
        address: its own, ``loss-by-step``.
        what, by: as of its curves.
        key: the curve's name where the plot is of one and its twin.
        curves: in numbers.
        drawn: the same for the script.
        left_out: curves that are not in it, for want of room.
        logarithmic: whether it can be drawn on a logarithmic scale.
    """

    address: str
    what: str
    by: str
    key: str
    curves: tuple[Told, ...]
    drawn: tuple[dict[str, Any], ...]
    left_out: int
    logarithmic: bool

    @property
    def stretch(self) -> int:
        """How many steps or epochs a drawn point stands for at most."""
        return max(curve.stretch for curve in self.curves)

    @property
    def last_place(self) -> int:
        """The last step or epoch of all."""
        return max(int(curve["last"]) for curve in self.drawn)


def curves_view(scene: Scene) -> View | None:
    """Loss, metrics, learning rate and gradient norms; None where none are, or none may be shown."""
    from ..scene import View

    if scene.redacted:
        return None
    columns = scene.columns
    plots, left_out = told_plots([*step_curves(columns), *epoch_curves(columns)])
    if not plots:
        return None
    ends = dict.fromkeys(("step", "epoch"), 1)
    for plot in plots:
        ends[plot.by] = max(ends[plot.by], plot.last_place)
    data = [[plot.by, plot.what == "gradient", ends[plot.by], plot.drawn] for plot in plots]
    return View("curves", _("Curves"), {"plots": plots, "left_out": left_out, "steps": ends["step"]}, data)


def told_plots(curves: Sequence[Curve]) -> tuple[list[ToldPlot], int]:
    """The plots, and how many are left out for want of room."""
    groups = list(_groups(curves))
    plots = [_plot(address, group) for address, group in groups[:MOST_PLOTS]]
    return plots, max(0, len(groups) - MOST_PLOTS)


def _groups(curves: Sequence[Curve]) -> Iterator[tuple[str, list[Curve]]]:
    """Which curves share a plot: losses, rates, gradients, and each metric with its twin."""
    for by in ("step", "epoch"):
        here = [curve for curve in curves if curve.by == by]
        for what in ("loss", "metric", "rate", "gradient"):
            group = [curve for curve in here if curve.what == what]
            if what != "metric":
                if group:
                    yield f"{what}-by-{by}", _paired(group)
                continue
            keys = dict.fromkeys(curve.key.removeprefix(TWIN) for curve in group)
            for number, key in enumerate(keys, 1):
                yield (
                    f"metric-{number}-by-{by}",
                    [curve for curve in group if curve.key.removeprefix(TWIN) == key],
                )


def _paired(curves: list[Curve]) -> list[Curve]:
    """Each curve followed by its twin."""
    order = dict.fromkeys(curve.key.removeprefix(TWIN) for curve in curves)
    return [curve for key in order for curve in curves if curve.key.removeprefix(TWIN) == key]


def _plot(address: str, group: list[Curve]) -> ToldPlot:
    told_curves, drawings, style = [], [], -1
    for curve in group[:MOST_CURVES]:
        twin = curve.key.startswith(TWIN) and any(other.key == curve.key[len(TWIN) :] for other in group)
        style += not twin
        told_curves.append(replace(told(curve), style=max(0, style), twin=twin))
        drawings.append({"key": curve.key, "style": max(0, style), "twin": int(twin)} | drawn(curve))
    first = group[0]
    return ToldPlot(
        address,
        first.what,
        first.by,
        first.key.removeprefix(TWIN),
        tuple(told_curves),
        tuple(drawings),
        max(0, len(group) - MOST_CURVES),
        any(curve.lowest is not None and curve.lowest[1] > 0 for curve in told_curves),
    )


def told(curve: Curve) -> Told:
    """The curve in numbers."""
    values = np.array(curve.values, "float64")
    fine = np.flatnonzero(np.isfinite(values))
    missing = np.flatnonzero(~np.isfinite(values))
    runs = np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1) if missing.size else []
    gaps = tuple((curve.places[int(run[0])], curve.places[int(run[-1])]) for run in runs[:MOST_GAPS])
    ends: list[tuple[int, float] | None] = [None] * 4
    if fine.size:
        low, high = fine[values[fine].argmin()], fine[values[fine].argmax()]
        ends = [(curve.places[int(at)], float(values[at])) for at in (fine[0], fine[-1], low, high)]
    first, last, lowest, highest = ends
    stretch = _stretch(len(values)) if not _is_flat(values) else 1
    return Told(curve.key, 0, False, len(values), first, last, lowest, highest, gaps, len(missing), stretch)


def drawn(curve: Curve) -> dict[str, Any]:
    """The curve for the script.

    ``at`` is the first place where places follow each other, else the list of them;
    ``flat`` is the value that all share; else ``values``, or ``low`` and ``high`` of
    stretches of ``stretch`` places, with those in ``odd`` that hold what is no number.
    """
    values = np.array(curve.values, "float64")
    places, count = curve.places, len(curve.values)
    follows = places[-1] - places[0] == count - 1
    stretch = _stretch(count)
    at: Any = places[0] if follows else list(places[::stretch])
    common = {"at": at, "last": places[-1]}
    if _is_flat(values):
        return common | {"at": places[0], "flat": _short(values[0])}
    if stretch == 1:
        return common | {"values": [_short(value) for value in values]}
    padded = np.append(values, np.full(-count % stretch, values[-1])).reshape(-1, stretch)
    fine = np.isfinite(padded)
    low, high = np.where(fine, padded, np.inf).min(axis=1), np.where(fine, padded, -np.inf).max(axis=1)
    some = fine.any(axis=1)
    return common | {
        "stretch": stretch,
        "low": [_short(value) if has else "nan" for value, has in zip(low, some, strict=True)],
        "high": [_short(value) if has else "nan" for value, has in zip(high, some, strict=True)],
        "odd": np.flatnonzero(~fine.all(axis=1)).tolist(),
    }


def _stretch(count: int) -> int:
    return -(-count // COLUMNS)


def _is_flat(values: Floats) -> bool:
    return len(values) > 2 and bool(np.isfinite(values[0])) and bool((values == values[0]).all())


def _short(value: float) -> float | int | str:
    """The value, rounded once, to the digits that the page shows; JSON has no number for what is not finite.

    Where the rounded one would be shown otherwise (2.00001 as 2, not as 2.000), the value stays whole.
    """
    if not np.isfinite(value):
        return str(float(value))
    text = number_text(float(value))
    short = float(text.replace(",", ""))
    short = short if number_text(short) == text else float(value)
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
