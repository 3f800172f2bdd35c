"""Counting from structure alone: what a pattern holds is counted once, however often it is repeated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .planned import Member, Siblings
from .steps import Steps

__all__ = ["Tally"]

_Key = tuple[Siblings, int, int]
"""A list of calls, and the steps with which one comes to it."""


@dataclass(slots=True)
class _Sum:
    """What a list comes to.

    Attributes:
        own: found among its own calls.
        parts: how often what is in them comes.
        later, next: the steps that siblings so far have led to.
    """

    own: int = 0
    parts: Counter[_Key] = field(default_factory=Counter)
    later: int = 0
    next: int = 0


class Tally:
    """Counts what is found in lists of which nothing has to be asked.

    Args:
        steps: the query's steps.
    """

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._counted: dict[_Key, int] = {}

    def of(self, siblings: Siblings, base: int, deep: int) -> int:
        """How many are found in a list that is certain.

        Args:
            siblings: the list.
            base: the steps that its calls may fit.
            deep: those that may fit at any depth below.
        """
        sums: dict[_Key, _Sum] = {}
        asked = (siblings, base, deep)
        todo = [asked]
        while todo:
            key = todo[-1]
            if key not in sums:
                sums[key] = self._sum(*key)
            missing = [part for part in sums[key].parts if part not in self._counted]
            if missing:
                todo += missing
                continue
            todo.pop()
            parts = sums[key].parts.items()
            self._counted[key] = sums[key].own + sum(self._counted[part] * count for part, count in parts)
        return self._counted[asked]

    def of_member(self, member: Member, mask: int, deep: int) -> int:
        """How many are found in a call and below, itself included, where its structure says all."""
        fitting = mask & member.sure
        base, below = self._steps.below(fitting, deep)
        found = 1 if fitting & self._steps.final else 0
        if member.inside is not None and base & member.inside.live:
            found += self.of(member.inside, base, below)
        return found

    def _sum(self, siblings: Siblings, base: int, deep: int) -> _Sum:
        sum_ = _Sum()
        self._add_all(sum_, siblings, base, deep, 1)
        return sum_

    def _add_all(self, sum_: _Sum, siblings: Siblings, base: int, deep: int, times: int) -> None:
        for entry in siblings.entries:
            if entry.gap:
                sum_.next = 0
            turns = entry.fold.count if entry.fold is not None else 1
            while turns:
                before = sum_.later, sum_.next
                # where siblings lead to nothing, or nothing new any more, all turns come to the same
                at_once = turns if not siblings.linked else 1
                self._turn(sum_, entry.again or entry.member, base, deep, times * at_once)
                turns -= at_once
                if turns and before == (sum_.later, sum_.next):
                    self._turn(sum_, entry.again or entry.member, base, deep, times * turns)
                    turns = 0
        if siblings.gap:
            sum_.next = 0

    def _turn(self, sum_: _Sum, what: Siblings | Member | None, base: int, deep: int, times: int) -> None:
        if isinstance(what, Siblings):
            self._add_all(sum_, what, base, deep, times)
        elif what is not None:
            self._add(sum_, what, base, deep, times)

    def _add(self, sum_: _Sum, member: Member, base: int, deep: int, times: int) -> None:
        steps = self._steps
        fitting = (base | sum_.later | sum_.next) & member.sure
        sum_.later |= fitting << 1 & steps.later
        sum_.next = fitting << 1 & steps.next
        sum_.own += times if fitting & steps.final else 0
        inner, below = steps.below(fitting, deep)
        if member.inside is not None and inner & member.inside.live:
            sum_.parts[member.inside, inner, below] += times
