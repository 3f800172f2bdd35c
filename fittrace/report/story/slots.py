"""What an optimizer keeps of its own: its slots beside the weights, and how it is set."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .reading import facts_in
from .story import Story

__all__ = ["SlotTable", "settings_of", "slots_of"]

ROWS: Final = 24
"""Weights whose slots are listed at most."""


@dataclass(frozen=True, slots=True)
class SlotTable:
    """The slots of an optimizer.

    Attributes:
        kinds: their names, in order of appearance.
        rows: each weight with the shape of its slot of each kind; None where it has none.
        count: how many slots there are.
        numbers: how many numbers they hold together.
    """

    kinds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Sequence[Any] | None, ...]], ...]
    count: int
    numbers: int

    @property
    def weights(self) -> int:
        """How many weights have slots."""
        return len(self.rows)

    @property
    def shown(self) -> tuple[tuple[str, tuple[Sequence[Any] | None, ...]], ...]:
        """The rows that are listed."""
        return self.rows[:ROWS]


def slots_of(story: Story) -> SlotTable | None:
    """The slots that the first training's optimizer made, None where it made none."""
    if not story.slots:
        return None
    kinds = tuple(dict.fromkeys(str(fact.slot) for fact in story.slots))
    found: dict[str, dict[str, Sequence[Any]]] = {}
    for fact in story.slots:
        found.setdefault(str(fact.weight), {})[str(fact.slot)] = fact.shape or ()
    rows = tuple((weight, tuple(own.get(kind) for kind in kinds)) for weight, own in found.items())
    return SlotTable(kinds, rows, len(story.slots), sum(_size(fact.shape) for fact in story.slots))


def settings_of(story: Story) -> Mapping[str, Any]:
    """How the optimizer of the first step was set; empty where the run does not tell."""
    steps = story.fit.step_nodes if story.fit is not None else story.by_hand
    facts = facts_in(steps[0], "WeightFollowed") if steps else []
    found = facts[0].settings if facts else None
    if not isinstance(found, Mapping):
        return {}
    return {name: value for name, value in found.items() if _is_setting(name, value)}


def _is_setting(name: str, value: Any) -> bool:
    """Whether it is a number, a flag or a schedule: a run file may say anything."""
    return (
        value is None
        or isinstance(value, int | float)
        or (name == "learning_rate" and isinstance(value, Mapping))
    )


def _size(shape: Any) -> int:
    if not isinstance(shape, list | tuple):
        return 0
    return math.prod(length if isinstance(length, int) else 0 for length in shape)
