"""One element of one weight, followed through the first updates with its numbers.

The recording holds the element's gradients and values; the optimizer's memory of it is reckoned
here by the rule, and the value that the rule gives is held against the recorded one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from ...trace import Fact, Run
from .updaterules import RULES, Memory, State, rule_of

__all__ = ["Followed", "Update", "followed_of"]

UPDATES: Final = 3
"""Updates through which the element is followed."""
SEARCHED: Final = 2000
"""Updates among which their learning rates are looked for."""
PRECISION: Final = 2e-6
"""How far the rule, in double precision, may be from the recorded value, as a share of the values."""
STEP_PRECISION: Final = 2e-4
"""The same as a share of the change: single precision leaves 1 - 0.999 four digits."""


@dataclass(frozen=True, slots=True)
class Update:
    """What one update made of the element.

    Attributes:
        number: which update of the optimizer it was, from 1.
        before: the element before the update.
        shrunk: the element after weight decay; the same where there is none.
        rate: the learning rate; None where the run does not tell.
        memory: what the optimizer remembers of the element afterwards, by the name in the rule;
            empty where no rule explains the values.
    """

    number: int
    before: float
    shrunk: float
    gradient: float
    after: float
    rate: float | None
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
        rule: name of the rule in `RULES` that explains the numbers; empty where none does.
        reason: why none does: ``"optimizer"`` (it is none of Keras's), ``"earlier"`` (it had made
            updates before, whose memory the run does not hold), ``"settings"`` (they are not known)
            or ``"other"`` (something else changed the weight as well).
        settings: the optimizer's settings that the rule needs.
        decay: the weight decay, 0 where there is none.
    """

    optimizer: str
    weight: str
    place: int
    updates: tuple[Update, ...]
    rule: str
    reason: str
    settings: Mapping[str, float]
    decay: float

    @property
    def same_rate(self) -> bool:
        """Whether every update shown has the learning rate of the first one."""
        return len({update.rate for update in self.updates}) == 1

    @property
    def clipped(self) -> str:
        """The setting by which gradients are clipped before the rule sees them, empty where none is."""
        names = ("clipnorm", "global_clipnorm", "clipvalue")
        return next((name for name in names if self.settings.get(name)), "")

    def share_moved(self, norm: float | None, shape: Sequence[Any] | None) -> float | None:
        """The share of the weight's numbers that moved, had each moved as far as this one or not at all.

        Args:
            norm: of what the first update changed in the weight, L2.
            shape: the weight's.

        Returns:
            A share from 0 to 1; None where the run does not tell, or where decay moves every number.
        """
        step = self.updates[0].change
        known = shape is not None and all(isinstance(length, int) and length for length in shape)
        if not norm or not step or shape is None or not known or self.decay:
            return None
        return min(1.0, (norm / step) ** 2 / int(math.prod(shape)))


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
    before, optimizer = facts[0].before, _class_of(facts[0])
    if not _is_number(before) or not isinstance(facts[0].place, int):
        return None
    settings = facts[0].settings if isinstance(facts[0].settings, Mapping) else {}
    numbers = {name: float(value) for name, value in settings.items() if _is_number(value)}
    turns = _turns(run, facts, numbers.get("learning_rate"))
    rule = rule_of(optimizer, settings)
    reason = "" if rule and settings else "settings" if rule else "optimizer"
    for decay in dict.fromkeys((numbers.get("weight_decay", 0.0), 0.0)):  # not every weight decays
        updates = None if reason else _by_rule(facts, turns, float(before), rule, numbers, decay)
        if updates is not None:
            break
    if updates is None and not reason:
        reason = "earlier" if turns[0][0] > 1 else "other"
    return Followed(
        optimizer,
        str(facts[0].weight),
        facts[0].place,
        updates or tuple(_as_recorded(facts, turns, float(before))),
        "" if reason else rule,
        reason,
        numbers,
        0.0 if reason else decay,
    )


def _class_of(fact: Fact) -> str:
    """The optimizer's class; its name may be any."""
    owner, _, method = fact.span.label.rpartition(".") if fact.span is not None else ("", "", "")
    return owner if owner and method == "apply_gradients" else str(fact.optimizer)


def _turns(run: Run, facts: Sequence[Fact], rate: float | None) -> list[tuple[int, float | None]]:
    """Which update of the optimizer each one is, from 1, and its learning rate."""
    found: dict[float, tuple[int, float | None]] = {}
    wanted = [fact.span.start if fact.span is not None else math.nan for fact in facts]
    for resolved in islice(run.facts("LearningRateResolved"), SEARCHED):
        apply = resolved.span.parent if resolved.span is not None else None
        if apply is not None and apply.start in wanted:
            iteration, value = resolved.iteration, resolved.value
            number = iteration + 1 if isinstance(iteration, int) else len(found) + 1
            found[apply.start] = number, float(value) if _is_number(value) else rate
            if len(found) == len(wanted):
                break
    return [found.get(start, (number, rate)) for number, start in enumerate(wanted, 1)]


def _by_rule(
    facts: Sequence[Fact],
    turns: Sequence[tuple[int, float | None]],
    before: float,
    rule: str,
    settings: Mapping[str, float],
    decay: float,
) -> tuple[Update, ...] | None:
    """The updates; None where the rule gives other values than were recorded."""
    updates: list[Update] = []
    memory: Memory = {}
    for fact, (number, rate) in zip(facts, turns, strict=True):
        if rate is None:
            return None
        kept = 1 - rate * decay
        if not updates:  # what is recorded as the first value is what decay left of it
            before = before / kept if kept else math.nan
        shrunk, gradient, after = before * kept, float(fact.gradient), float(fact.after)
        try:
            reckoned, memory = RULES[rule](State(shrunk, gradient, rate, number, memory, settings))
        except (ArithmeticError, ValueError, KeyError):
            return None
        room = PRECISION * max(abs(before), abs(after)) + STEP_PRECISION * abs(after - shrunk)
        if not abs(reckoned - after) <= room:
            return None
        updates.append(Update(number, before, shrunk, gradient, after, rate, memory))
        before = after
    return tuple(updates)


def _as_recorded(
    facts: Sequence[Fact], turns: Sequence[tuple[int, float | None]], before: float
) -> Iterator[Update]:
    for fact, (number, rate) in zip(facts, turns, strict=True):
        yield Update(number, before, before, float(fact.gradient), float(fact.after), rate, {})
        before = float(fact.after)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
