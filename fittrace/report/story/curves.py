"""Curves: what loss, metrics, learning rate and gradients did, by step and by epoch.

A step is a `train_step`, or a step of the script's own loop that updates weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...trace import Run
from ...trace.parse import CallNode, FactRef
from ..words.language import _
from .columns import Calls, Columns, Places, Source, facts_below
from .stages import label_method

__all__ = [
    "Curve",
    "EpochTable",
    "curves_of",
    "epoch_curves",
    "epoch_table",
    "is_step_by_hand",
    "is_train_step",
    "lost_at",
    "step_curves",
]

ROWS = 20
"""Epochs in the table at most."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A series of values.

    Attributes:
        key: what it is, as Keras names it in the logs; a weight's name for a gradient's norm.
        by: ``"step"`` or ``"epoch"``.
        places: where each value stands, counted from 1.
        values: one a place.
        what: ``"loss"``, ``"metric"``, ``"rate"`` (the learning rate) or ``"gradient"``.
    """

    key: str
    by: str
    places: tuple[int, ...]
    values: tuple[float, ...]
    what: str = "loss"


def curves_of(run: Run, columns: Columns | None = None) -> list[Curve]:
    """Loss by step, and every key of the logs by epoch, in order of appearance.

    Args:
        run: finished or not.
        columns: its columns, where they are at hand.
    """
    columns = Columns(run) if columns is None else columns
    return [curve for curve in step_curves(columns) if curve.what == "loss"] + epoch_curves(columns)


def step_curves(columns: Columns) -> list[Curve]:
    """What is known of each step: loss, learning rate, running metrics, and norms of gradients.

    Norms are kept where a step made other calls than those before, and at the end, so
    their curves have few places.
    """
    steps = columns.calls(is_train_step)
    if not len(steps):
        steps = columns.calls(is_step_by_hand)
    found = [
        _curve(steps, "loss", "loss", _loss_column),
        _curve(steps, _("learning rate"), "rate", lambda source: _column(source, "LearningRateResolved")),
    ]
    found += [_curve(steps, name, "metric", _metric_column(name)) for name in _metrics(steps)]
    return [curve for curve in (*found, *_gradients(steps)) if curve is not None]


def is_train_step(node: CallNode, _entry: str | None) -> bool:
    """A call of a model's `train_step`."""
    return node.site is not None and not node.site.loop and label_method(node.site.label) == "train_step"


def is_step_by_hand(node: CallNode, entry: str | None) -> bool:
    """A step of the script's own loop that updates weights."""
    is_step = node.site is not None and node.site.loop and node.site.label in ("step", "repeat")
    return is_step and entry is None and "LearningRateResolved" in node.kinds


def _is_epoch(node: CallNode, entry: str | None) -> bool:
    return node.site is not None and node.site.loop and node.site.label == "epoch" and entry == "fit"


def _curve(steps: Calls, key: str, what: str, find: Any) -> Curve | None:
    """The curve of a column; None where no step has it, or none has a number in it."""
    places, values = steps.column(find)
    if not len(places) or (what != "loss" and np.isnan(values).all()):
        return None
    return Curve(key, "step", tuple((places + 1).tolist()), tuple(values.tolist()), what)


def _refs(source: Source, kind: str) -> Iterator[FactRef]:
    return (ref for ref, _ in facts_below(source.node) if ref.head.kind == kind)


def _column(source: Source, kind: str) -> int | None:
    """The column of the first ``value`` that facts of that kind have in the source."""
    return next((_value_column(ref) for ref in _refs(source, kind) if "value" in ref.head.columns), None)


def _value_column(ref: FactRef) -> int:
    return ref.offset + ref.head.columns.index("value")


def _loss_column(source: Source) -> int | None:
    """The total loss; in a step written by the user, the only loss that there is."""
    refs = [ref for ref in _refs(source, "LossComputed") if "value" in ref.head.columns]
    total = [ref for ref in refs if ("loss", "total") in ref.head.fields]
    chosen = total[:1] or (refs if len(refs) == 1 else [])
    return _value_column(chosen[0]) if chosen else None


def _metrics(steps: Calls) -> list[str]:
    """Names of metrics that follow the steps; the mean of the loss is none of them."""
    refs = (ref for source in steps.sources for ref in _refs(source, "MetricUpdated"))
    names = (dict(ref.head.fields).get("metric") for ref in refs)
    return list(dict.fromkeys(str(name) for name in names if name != "loss"))


def _metric_column(name: str) -> Any:
    def find(source: Source) -> int | None:
        refs = (ref for ref in _refs(source, "MetricUpdated") if ("metric", name) in ref.head.fields)
        return next((_value_column(ref) for ref in refs if "value" in ref.head.columns), None)

    return find


def _gradients(steps: Calls) -> list[Curve]:
    series: dict[str, dict[int, float]] = {}
    for place, fields in steps.kept("GradientComputed"):
        norm = fields.get("norm")
        if isinstance(norm, int | float) or norm in ("nan", "inf", "-inf"):
            series.setdefault(str(fields.get("weight")), {}).setdefault(place + 1, float(norm))
    return [
        Curve(weight, "step", tuple(points), tuple(points.values()), "gradient")
        for weight, points in series.items()
    ]


def epoch_curves(columns: Columns) -> list[Curve]:
    """What was in the logs at each epoch's end; a further fit goes on where one has ended."""
    epochs = columns.calls(_is_epoch)
    numbers = _epoch_numbers(epochs)
    keys = dict.fromkeys(key for source in epochs.sources for key in _logged(source))
    curves = []
    for key in keys:
        found, values = epochs.column(lambda source, key=key: _logged(source).get(key))  # type: ignore[misc]
        last = dict(zip(numbers[found].tolist(), values.tolist(), strict=True))
        curves.append(Curve(key, "epoch", tuple(last), tuple(last.values()), _kind_of(key)))
    return curves


def _kind_of(key: str) -> str:
    if key in ("lr", "learning_rate"):
        return "rate"
    return "loss" if "loss" in key else "metric"


def _logged(source: Source) -> dict[str, int]:
    """The columns of the logs that an epoch's end writes, and callbacks then: the last word on each key."""
    found = {}
    for ref, labels in facts_below(source.node):
        by_callback = any(label_method(label) == "on_epoch_end" for label in labels)
        if ref.head.kind == "LogsWritten" and (not labels or by_callback) and "value" in ref.head.columns:
            found[str(dict(ref.head.fields).get("key"))] = _value_column(ref)
    return found


def _epoch_numbers(epochs: Calls) -> Places:
    """The number of each epoch, from 1, over all fits."""
    _, indexes = epochs.column(lambda source: source.node.number)
    numbers = np.zeros(len(indexes), "int64")
    last, earlier, expected = 0, 0, 0
    for place, number in enumerate(indexes.tolist()):
        index = int(number) if math.isfinite(number) else expected
        if index != expected:  # another fit; `initial_epoch` goes on by itself
            earlier = max(0, last - index)
        numbers[place] = last = earlier + index + 1
        expected = index + 1
    return numbers


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
