"""One element of one weight, followed through the first updates with its numbers.

The recording holds the element's gradients and values; the optimizer's memory of it is reckoned
here by the rule, and the value that the rule gives is held against the recorded one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...trace import Fact, Run

__all__ = ["Followed", "Update", "followed_of"]

UPDATES: Final = 3
"""Updates through which the element is followed."""
PRECISION: Final = 2e-6
"""How far the rule, in double precision, may be from the recorded value, as a share of the values."""


@dataclass(frozen=True, slots=True)
class Update:
    """What one update made of the element.

    Attributes:
        number: which update it was, from 1.
        memory: what the optimizer remembers of the element afterwards, by the name in the rule;
            empty where the rule is not one of those told here.
    """

    number: int
    before: float
    gradient: float
    after: float
    memory: Mapping[str, float]

    @property
    def change(self) -> float:
        """What was added."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Followed:
    """An element and its first updates.

    Attributes:
        weight: the weight's name.
        place: the element's index in C order.
        rule: name of the rule that explains the numbers: ``"SGD"``, ``"Momentum"``, ``"RMSprop"``,
            ``"Adam"``; empty where none does (another optimizer, clipping, weight decay).
        settings: the optimizer's settings that the rule needs.
    """

    optimizer: str
    weight: str
    place: int
    updates: tuple[Update, ...]
    rule: str
    settings: Mapping[str, float]


def followed_of(run: Run) -> Followed | None:
    """The element that the recording follows; None where it follows none."""
    facts: list[Fact] = []
    for fact in run.facts("WeightFollowed"):
        if facts and (fact.weight, fact.place) != (facts[0].weight, facts[0].place):
            continue
        facts.append(fact)
        if len(facts) == UPDATES:
            break
    if not facts or not all(_is_number(fact.gradient) and _is_number(fact.after) for fact in facts):
        return None
    before = facts[0].before
    if not _is_number(before) or not isinstance(facts[0].place, int):
        return None
    settings = facts[0].settings if isinstance(facts[0].settings, Mapping) else {}
    numbers = {name: float(value) for name, value in settings.items() if _is_number(value)}
    rule = _rule_of(str(facts[0].optimizer), settings)
    updates = _updates(facts, float(before), _RULES[rule](numbers) if rule else None)
    if updates is None:  # something else changed the weight as well
        rule, updates = "", _updates(facts, float(before), None)
    return Followed(
        str(facts[0].optimizer), str(facts[0].weight), facts[0].place, updates or (), rule, numbers
    )


def _updates(facts: list[Fact], before: float, rule: _Rule | None) -> tuple[Update, ...] | None:
    """The updates; None where the rule gives other values than were recorded."""
    updates: list[Update] = []
    memory: dict[str, float] = {}
    for number, fact in enumerate(facts, 1):
        if rule is not None:
            try:
                step, memory = rule(float(fact.gradient), memory, number)
            except (ArithmeticError, ValueError):
                return None
            room = PRECISION * max(abs(before), abs(fact.after), abs(step))
            if not abs(before - step - fact.after) <= room:
                return None
        updates.append(Update(number, before, float(fact.gradient), float(fact.after), dict(memory)))
        before = float(fact.after)
    return tuple(updates)


_Rule = Callable[[float, Mapping[str, float], int], tuple[float, dict[str, float]]]
"""From gradient, memory and the update's number to what is subtracted, and the memory afterwards."""


def _rule_of(optimizer: str, settings: Mapping[str, Any]) -> str:
    """The rule of the optimizer as it is set; empty where that is none of those told here."""
    if settings.get("use_ema") or settings.get("weight_decay"):
        return ""
    if optimizer == "SGD" and not settings.get("nesterov"):
        return "Momentum" if settings.get("momentum") else "SGD"
    if optimizer == "RMSprop" and not settings.get("centered") and not settings.get("momentum"):
        return "RMSprop"
    return "Adam" if optimizer == "Adam" and not settings.get("amsgrad") else ""


def _sgd(settings: Mapping[str, float]) -> _Rule:
    rate = settings.get("learning_rate", math.nan)
    return lambda gradient, memory, number: (rate * gradient, {})


def _momentum(settings: Mapping[str, float]) -> _Rule:
    rate, momentum = (settings.get(name, math.nan) for name in ("learning_rate", "momentum"))

    def rule(gradient: float, memory: Mapping[str, float], number: int) -> tuple[float, dict[str, float]]:
        m = momentum * memory.get("m", 0.0) - rate * gradient
        return -m, {"m": m}

    return rule


def _rmsprop(settings: Mapping[str, float]) -> _Rule:
    names = ("learning_rate", "rho", "epsilon")
    rate, rho, epsilon = (settings.get(name, math.nan) for name in names)

    def rule(gradient: float, memory: Mapping[str, float], number: int) -> tuple[float, dict[str, float]]:
        v = rho * memory.get("v", 0.0) + (1 - rho) * gradient**2
        return rate * gradient / math.sqrt(v + epsilon), {"v": v}

    return rule


def _adam(settings: Mapping[str, float]) -> _Rule:
    names = ("learning_rate", "beta_1", "beta_2", "epsilon")
    rate, beta_1, beta_2, epsilon = (settings.get(name, math.nan) for name in names)

    def rule(gradient: float, memory: Mapping[str, float], number: int) -> tuple[float, dict[str, float]]:
        m = beta_1 * memory.get("m", 0.0) + (1 - beta_1) * gradient
        v = beta_2 * memory.get("v", 0.0) + (1 - beta_2) * gradient**2
        corrected = rate * math.sqrt(1 - beta_2**number) / (1 - beta_1**number)
        return corrected * m / (math.sqrt(v) + epsilon), {"m": m, "v": v}

    return rule


_RULES: Final[Mapping[str, Callable[[Mapping[str, float]], _Rule]]] = {
    "SGD": _sgd,
    "Momentum": _momentum,
    "RMSprop": _rmsprop,
    "Adam": _adam,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
