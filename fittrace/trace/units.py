"""Units: what a lane consists of outside of loops, as far as it matters for what repeats."""

from __future__ import annotations

from dataclasses import dataclass

from .alignment import Head

__all__ = ["CallStructure", "OpenCall", "Unit"]


@dataclass(frozen=True, slots=True)
class CallStructure:
    """What an outermost call consists of, and a number for it."""

    codes: list[int]
    counts: dict[int, int]
    number: int


@dataclass(slots=True)
class Unit:
    """An outermost call that has ended, a fact outside of any, or what is folded there.

    Attributes:
        structure: the number of its structure; of a fold, its code and count.
        head: what is called.
        event, number: where its events and numbers begin.
        starts, ends: when it began and ended (ns); of a fact, when what came before it ended.
        period, heads: of a fold made here, the structures and the heads that it repeats.
        next: of such a fold, the index of the iteration that would come next.
        goes_on: of any fold, whether its first iteration is not the first of the loop.
    """

    structure: int | tuple[int, int]
    head: Head
    event: int
    number: int
    starts: int
    ends: int
    period: tuple[int | tuple[int, int], ...] = ()
    heads: tuple[Head, ...] = ()
    next: int = 0
    goes_on: bool = False


@dataclass(slots=True)
class OpenCall:
    """The outermost call under way; as an `Iteration`, as far as repeating goes."""

    event: int
    number: int
    expected: list[int] | None
    quiet: bool
    checked: int
