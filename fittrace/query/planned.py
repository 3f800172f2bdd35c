"""What a plan consists of: lists of calls, those that matter to a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..trace.parse import FoldNode
from .filters import Structure

__all__ = ["Entry", "Member", "Siblings"]


@dataclass(slots=True, eq=False)
class Member:
    """A call among its siblings, or what a fold repeats.

    Attributes:
        at: its structure.
        asked: the steps that were looked at.
        sure, maybe: those that it fits, and those of which the call itself has to be asked.
        ranked: those that it may be counted for, where they ask for a place among siblings.
        good: those it may fit that lead to something found.
        inside: what is in it, None where nothing can be found there.
    """

    at: Structure
    sure: int = 0
    maybe: int = 0
    asked: int = 0
    ranked: int = 0
    good: int = 0
    inside: Siblings | None = None


@dataclass(slots=True, eq=False)
class Entry:
    """A place in a list of calls.

    Attributes:
        place: which of the children it is.
        fold: the fold that stands there, None for a call.
        member: the call, or an iteration of the fold; None for a repeat, whose calls are `again`.
        again: the calls of a repeat, which count as siblings of those around it.
        gap: whether there are siblings before it that the plan leaves out.
    """

    place: int
    fold: FoldNode | None
    member: Member | None
    again: Siblings | None = None
    gap: bool = False


@dataclass(slots=True, eq=False)
class Siblings:
    """What is in a call, as far as it matters.

    Attributes:
        entries: the places that matter.
        live: the steps that lead to something found, if one gets here with them.
        linked: whether what one of them fits says something about those after it.
        certain: whether nothing here or below has to be asked.
        gap: whether there are siblings after the last entry that the plan leaves out.
    """

    entries: list[Entry]
    live: int = 0
    linked: bool = False
    certain: bool = True
    gap: bool = False

    def members(self) -> Iterator[Member]:
        """The calls, those of repeats among them."""
        for entry in self.entries:
            if entry.again is not None:
                yield from entry.again.members()
            elif entry.member is not None:
                yield entry.member
