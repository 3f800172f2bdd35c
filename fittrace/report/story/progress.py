"""Progress: how far a training came, its epochs and steps counted as far as they were finished."""

from __future__ import annotations

from dataclasses import dataclass

from ...trace import Node
from .reading import nearest_entry

__all__ = ["Progress", "progress_of"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training came.

    Attributes:
        asked: epochs that it was to have; None where the recording does not tell.
        begun: epochs that were begun.
        whole: epochs that came to their end with all their steps.
        steps: steps that came to their end, those of all epochs.
        last: the number of the epoch, from 1, that was left before its end; None where none was.
        last_steps: steps that came to their end in it.
        is_over: whether the training came to its own end.
    """

    asked: int | None
    begun: int
    whole: int
    steps: int
    last: int | None
    last_steps: int
    is_over: bool

    @property
    def ended(self) -> int:
        """Epochs that came to their end, with all their steps or without."""
        return self.begun - (1 if self.last is not None and not self.is_over else 0)

    @property
    def is_regular(self) -> bool:
        """Whether every epoch that was begun had all its steps, so that one may multiply."""
        return self.is_over and self.last is None

    @property
    def is_short(self) -> bool:
        """Whether there were fewer epochs than were asked for."""
        return self.asked is not None and self.begun < self.asked


def progress_of(fit: Node, steps_each: int | None) -> Progress:
    """How far a training came.

    Args:
        fit: its call.
        steps_each: how many steps an epoch has; None where that is not known.
    """
    epochs = [node for node in fit.children if node.loop and node.label == "epoch"]
    whole = steps = last_steps = 0
    last = None
    for epoch in epochs:
        own = _steps_in(epoch)
        steps += own * epoch.count
        if _ended(epoch) and (steps_each is None or own >= steps_each):
            whole += epoch.count
        else:
            last, last_steps = (epoch.last or 0) + 1, own
    asked = next((fact for fact in fit.facts if fact.kind == "FitConfigured"), None)
    planned = None if asked is None or asked.epochs is None else asked.epochs - (asked.initial_epoch or 0)
    return Progress(
        planned, sum(epoch.count for epoch in epochs), whole, steps, last, last_steps, _ended(fit)
    )


def _steps_in(epoch: Node) -> int:
    """Steps of one epoch that came to their end."""
    steps = [node for node in epoch.walk() if node.loop and node.label == "step"]
    entry = nearest_entry(epoch)
    return sum(node.count for node in steps if _ended(node) and nearest_entry(node) is entry)


def _ended(node: Node) -> bool:
    return node.finished and not node.failed
