"""Distributions: how a weight's numbers lay at its birth, after the first update and at the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...trace.parse import CallNode
from .columns import Calls, Columns
from .stages import label_method
from .story import WeightStory

__all__ = ["Distribution", "Moment", "Updates", "WeightMoments", "bars", "moments_of", "updates_of"]

WIDTH: Final = 240
HEIGHT: Final = 64


@dataclass(frozen=True, slots=True)
class Distribution:
    """What the recording's histogram of an array says, its numbers checked.

    Attributes:
        counts: elements in bins of the same width from `least` to `greatest`.
        size: elements of the array.
        every: 1 where all were looked at, else the stride.
        not_finite: how many of those looked at are no number.
    """

    least: float
    greatest: float
    mean: float
    deviation: float
    counts: tuple[int, ...]
    size: int
    every: int
    not_finite: int

    @classmethod
    def of(cls, kept: Any) -> Distribution | None:
        """From what was kept, None where that is no histogram or one without a finite number."""
        if not isinstance(kept, Mapping):
            return None
        numbers = [kept.get(name) for name in ("least", "greatest", "mean", "deviation")]
        counts = kept.get("counts")
        if not all(isinstance(number, int | float) for number in numbers) or not counts:
            return None
        least, greatest, mean, deviation = map(float, numbers)  # type: ignore[arg-type]  # just asked
        if not (math.isfinite(greatest - least) and least <= greatest and math.isfinite(mean)):
            return None
        whole = (int(kept.get(name) or 0) for name in ("size", "every", "not_finite"))
        return cls(least, greatest, mean, deviation, tuple(counts), *whole)

    @property
    def norm(self) -> float:
        """The L2 norm that follows from mean and deviation, where every element is a number."""
        return math.sqrt(self.size) * math.hypot(self.mean, self.deviation)


@dataclass(frozen=True, slots=True)
class Moment:
    """A weight at one moment.

    Attributes:
        when: ``"birth"``, ``"first"``, ``"last"`` (after the last update) or ``"kept"`` (after
            the last one whose values were kept, where others came after it).
        update: the update after which it is, from 1; 0 at birth.
        norm: L2 norm over all elements.
        change: norm of what the update changed; None at birth.
        before: norm before the update.
        missing: why no distribution is known: ``"repeat"`` (it was made by a call that repeats
            another), ``"unread"`` (no elements were looked at); empty where it is.
    """

    when: str
    update: int
    distribution: Distribution | None
    norm: float | None = None
    change: float | None = None
    before: float | None = None
    missing: str = ""

    @property
    def share(self) -> float | None:
        """The change's norm as a share of the norm before."""
        return self.change / self.before if self.before and self.change is not None else None


@dataclass(frozen=True, slots=True)
class WeightMoments:
    """A weight and its moments.

    Attributes:
        updates: how often it was updated.
        at_least: how far it moved from birth to the last known moment, at least: the
            difference of the norms, for the values themselves are not kept.
        missing: why the end is not known; empty where it is.
    """

    weight: WeightStory
    moments: tuple[Moment, ...]
    updates: int
    missing: str

    @property
    def known(self) -> int:
        """Updates up to the last moment that is known."""
        return self.moments[-1].update

    @property
    def at_least(self) -> float | None:
        """How far it moved in all, at least."""
        first, last = self.moments[0].norm, self.moments[-1].norm
        if first is None or last is None or len(self.moments) < 3:
            return None
        return abs(last - first)


@dataclass(frozen=True, slots=True)
class Updates:
    """Every call in which an optimizer changed weights, in order, and what was kept of it."""

    calls: Calls
    kept: Sequence[tuple[int, dict[str, Any]]]
    times: npt.NDArray[np.float64]
    weights_of: Sequence[frozenset[str]]

    def of(self, weight: str, born: float, until: float) -> tuple[list[tuple[int, dict[str, Any]]], int]:
        """The kept updates of a weight between two times, numbered from 1, and how many there were."""
        numbers = [number for number, names in enumerate(self.weights_of) if weight in names]
        if not numbers:
            return [], 0
        places = np.flatnonzero(np.isin(self.calls.which, numbers))
        times = self.times[places]
        places = places[(times >= born) & (times < until)]
        kept = [(place, fields) for place, fields in self.kept if fields.get("weight") == weight]
        before = np.searchsorted(places, [place for place, _ in kept]).tolist()
        found = [
            (number + 1, fields)
            for number, (place, fields) in zip(before, kept, strict=True)
            if number < len(places) and places[number] == place
        ]
        return found, len(places)


def updates_of(columns: Columns) -> Updates:
    """The updates of a run."""
    calls = columns.calls(_is_update)
    kept = calls.kept("WeightUpdated")
    times = np.zeros(len(calls))
    for number, source in enumerate(calls.sources):
        here = calls.which == number
        times[here] = source.starts[calls.rows[here]]
    weights_of = [
        frozenset(str(fields.get("weight")) for _, fields in source.kept("WeightUpdated"))
        for source in calls.sources
    ]
    return Updates(calls, kept, times, weights_of)


def _is_update(node: CallNode, _entry: str | None) -> bool:
    """The optimizer's outermost call around the update of each weight."""
    if node.site is None or node.site.loop or "WeightUpdated" not in node.kinds:
        return False
    return label_method(node.site.label) in _UPDATING


_UPDATING: Final = ("minimize", "apply_gradients")


def moments_of(weight: WeightStory, updates: Updates, until: float, why: str) -> WeightMoments:
    """A weight at its birth, after its first update, and after its last one as far as that was kept.

    Args:
        weight: the weight.
        updates: the run's.
        until: when another weight of its name is made (s).
        why: why the last update of the run may not have been kept.
    """
    name = str(weight.fact.name)
    kept, count = updates.of(name, weight.node.start, until)
    born = Distribution.of(weight.fact.distribution)
    moments = [Moment("birth", 0, born, _first_norm(born, kept), missing=_unborn(weight, born))]
    if kept and kept[0][0] == 1:
        moments.append(_moment("first", *kept[0]))
    if len(kept) > 1 or (kept and kept[0][0] != 1):
        number, fields = kept[-1]
        moments.append(_moment("last" if number == count else "kept", number, fields))
    missing = why if count and (not kept or kept[-1][0] != count) else ""
    return WeightMoments(weight, tuple(moments), count, missing)


def _unborn(weight: WeightStory, born: Distribution | None) -> str:
    if born is not None:
        return ""
    return "unread" if weight.fact.kept else "repeat"


def _first_norm(born: Distribution | None, kept: Sequence[tuple[int, Mapping[str, Any]]]) -> float | None:
    """The norm at birth: what the first update found, else what follows from the distribution."""
    if kept and kept[0][0] == 1:
        return _number(kept[0][1].get("norm_before"))
    return born.norm if born is not None and not born.not_finite else None


def _moment(when: str, update: int, fields: Mapping[str, Any]) -> Moment:
    found = Distribution.of(fields.get("distribution_after"))
    norm, change, before = (
        _number(fields.get(name)) for name in ("norm_after", "norm_change", "norm_before")
    )
    return Moment(when, update, found, norm, change, before, "" if found else "unread")


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def bars(distribution: Distribution, least: float, greatest: float) -> str:
    """The histogram as an SVG path in a box of `WIDTH` by `HEIGHT`, its highest bin as high as the box.

    Args:
        distribution: the histogram.
        least: where the axis begins.
        greatest: where it ends.
    """
    span = greatest - least
    left = (distribution.least - least) / span * WIDTH if span > 0 else WIDTH / 2
    width = (distribution.greatest - distribution.least) / span * WIDTH if span > 0 else 0.0
    if width < 3:  # as wide as a line can be seen
        left, width = max(0.0, min(WIDTH - 3, left + width / 2 - 1.5)), 3.0
    bins = len(distribution.counts)
    highest = max(distribution.counts)
    path = f"M{left:.4g},{HEIGHT}"
    for place, count in enumerate(distribution.counts, 1):
        path += f"V{HEIGHT - HEIGHT * count / highest:.3g}H{left + width * place / bins:.4g}"
    return f"{path}V{HEIGHT}Z"
