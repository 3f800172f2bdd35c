"""A query's steps by number, and sets of steps as integers with a bit for each."""

from __future__ import annotations

from collections.abc import Iterator

from .filters import is_positional
from .language import Filter, Query

__all__ = ["Steps", "bits_of"]


def bits_of(steps: int) -> Iterator[int]:
    """The numbers of the steps in a set."""
    while steps:
        lowest = steps & -steps
        yield lowest.bit_length() - 1
        steps ^= lowest


class Steps:
    """A query's steps by number.

    Attributes:
        filters: of each step.
        places: of each step, how many filters there are up to the last that asks for a place.
        final: the last steps of the paths.
        child, deep, later, next: steps that follow the one before with that combinator.
        outermost, anywhere: first steps, by where they may fit.
        placed: steps that ask for a place among siblings.
    """

    def __init__(self, query: Query) -> None:
        self.filters: list[tuple[Filter, ...]] = []
        self.places: list[int] = []
        self.final = self.child = self.deep = self.later = self.next = 0
        self.outermost = self.anywhere = self.placed = 0
        for path in query.paths:
            for place, step in enumerate(path):
                bit = 1 << len(self.filters)
                self.filters.append(step.filters)
                if place == 0:
                    self.outermost |= bit
                    self.anywhere |= bit * (step.combinator != ">")
                else:
                    self.child |= bit * (step.combinator == ">")
                    self.deep |= bit * (step.combinator == " ")
                    self.later |= bit * (step.combinator == "~")
                    self.next |= bit * (step.combinator == "+")
                asking = [number for number, one in enumerate(step.filters, 1) if is_positional(one)]
                self.places.append(max(asking, default=0))
                self.placed |= bit * bool(asking)
            self.final |= 1 << (len(self.filters) - 1)

    def below(self, fitting: int, deep: int) -> tuple[int, int]:
        """`base` and `deep` of what is in a call, from the steps that it fits and its own `deep`."""
        following = fitting << 1
        below = deep | following & self.deep
        return below | following & self.child, below
