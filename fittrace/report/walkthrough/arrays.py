"""Arrays: what a call took and gave, with what was kept of the values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...trace import Fact
from ..story.distributions import HEIGHT, WIDTH, Distribution, bars
from ..words.language import _
from ..words.wording import arrays_in, shape_text
from .outline import CallView

__all__ = ["ArrayShown", "Cell", "arrays_of"]

MOST_ARRAYS: Final = 12
CELLS: Final = 16
"""Cells of a heatmap in a row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heatmap: where, how strong from 0 to 9, its sign, and the value."""

    x: int
    y: int
    strength: int
    negative: bool
    value: float


@dataclass(frozen=True, slots=True)
class ArrayShown:
    """An array that a call took, gave or made.

    Attributes:
        role: what it is to the call, in words.
        bars: its histogram as an SVG path in a box of `WIDTH` by `HEIGHT`; empty where none was kept.
        cells: its first elements; empty where none were kept.
    """

    role: str
    name: str
    shape: str
    dtype: str
    least: float | None = None
    greatest: float | None = None
    mean: float | None = None
    deviation: float | None = None
    not_finite: int = 0
    bars: str = ""
    cells: tuple[Cell, ...] = ()
    size: tuple[int, int] = (WIDTH, HEIGHT)

    @property
    def columns(self) -> int:
        """Cells in a row of the heatmap."""
        return 1 + max((cell.x for cell in self.cells), default=0)

    @property
    def rows(self) -> int:
        """Rows of the heatmap."""
        return 1 + max((cell.y for cell in self.cells), default=0)


def arrays_of(view: CallView) -> list[ArrayShown]:
    """What the call took and gave, as far as its own facts say; the first `MOST_ARRAYS`."""
    found = (array for facts in view.facts.values() for fact in facts for array in _arrays(fact))
    return [array for _number, array in zip(range(MOST_ARRAYS), found, strict=False)]


def _arrays(fact: Fact) -> Iterator[ArrayShown]:
    match fact.kind:
        case "LayerCalled":
            yield from _specs(_("takes"), fact.inputs)
            given = arrays_in(fact.outputs)
            yield from _specs(_("gives"), fact.outputs, fact.values if len(given) == 1 else None)
        case "BatchTaken":
            yield from _specs(_("the batch"), fact.batch)
        case "AdapterSelected":
            yield from _specs("x", fact.x)
            yield from _specs("y", fact.y)
        case "GraphNetworkReady":
            yield from _specs(_("takes"), fact.inputs)
            yield from _specs(_("gives"), fact.outputs)
        case "WeightCreated":
            yield _weight(fact)
        case "GradientComputed":
            yield ArrayShown(_("gradient for"), str(fact.weight), shape_text(fact.shape), "")


def _specs(role: str, spec: Any, values: Any = None) -> Iterator[ArrayShown]:
    for kind, shape, dtype in arrays_in(spec):
        yield ArrayShown(role, kind or "", shape_text(shape), dtype or "", **_summary(values))


def _weight(fact: Fact) -> ArrayShown:
    distribution = Distribution.of(fact.distribution)
    path = bars(distribution, distribution.least, distribution.greatest) if distribution else ""
    few = (fact.count or 0) < 2  # one number is its own range
    return ArrayShown(
        _("new weight"),
        str(fact.name),
        shape_text(fact.shape),
        str(fact.dtype or ""),
        **_summary(fact.values if fact.values is not None else fact.distribution),
        bars="" if few or not distribution or distribution.least == distribution.greatest else path,
        cells=() if few else _cells(fact.sample, fact.shape),
    )


def _summary(values: Any) -> dict[str, Any]:
    """Range, mean and deviation, as far as they are numbers."""
    if not isinstance(values, Mapping):
        return {}
    kept = {name: values.get(name) for name in ("least", "greatest", "mean", "deviation")}
    numbers = {name: value for name, value in kept.items() if _is_finite(value)}
    return numbers | {"not_finite": int(values.get("not_finite") or 0)}


def _cells(sample: Any, shape: Sequence[Any] | None) -> tuple[Cell, ...]:
    """The first elements, as the first row of the array or as many rows as there are in them."""
    values = sample.get("values") if isinstance(sample, Mapping) else None
    if not isinstance(values, list) or not all(_is_finite(value) for value in values):
        return ()
    greatest = max((abs(value) for value in values), default=0)
    if not greatest:
        return ()
    last = shape[-1] if shape and isinstance(shape[-1], int) else CELLS
    width = min(CELLS, max(1, last))
    return tuple(
        Cell(place % width, place // width, round(9 * abs(value) / greatest), value < 0, value)
        for place, value in enumerate(values)
    )


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
