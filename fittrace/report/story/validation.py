"""Validation: the evaluations inside a training."""

from __future__ import annotations

from dataclasses import dataclass

from ...trace import Fact, Node
from .reading import facts_in, named
from .story import Story

__all__ = ["ValidationStory", "validation_of"]


@dataclass(frozen=True, slots=True)
class ValidationStory:
    """What is known of a training's validation.

    Attributes:
        times: how often it was done.
        steps: rows and steps of the data; None where the run does not tell.
        logs: what the first one gave.
        reused: whether the data handler was made once for several of them.
    """

    times: int
    steps: Fact | None
    logs: dict[str, float]
    reused: bool


def validation_of(story: Story) -> ValidationStory | None:
    """The validation of the first training, None where it has none."""
    fit = story.fit
    done = list(named(fit.node, "evaluate")) if fit is not None else []
    if fit is None or not done:
        return None
    times = sum(node.times for node in done)
    handlers = sum(node.times for node in named(fit.node, "get_data_handler")) - 1
    steps = facts_in(fit.node, "StepsInferred")
    return ValidationStory(times, steps[1] if len(steps) > 1 else None, _logs(done[0]), handlers < times)


def _logs(evaluate: Node) -> dict[str, float]:
    return {
        str(fact.key): fact.value
        for fact in facts_in(evaluate, "LogsWritten")
        if fact.callback == "evaluate" and fact.value is not None
    }
