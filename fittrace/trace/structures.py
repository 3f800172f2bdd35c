"""Structures: what is known of a lane's iterations and calls, and how much is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, Protocol, TypeVar

__all__ = ["ORDER_LIMIT", "STRUCTURE_LIMIT", "Begun", "Structure", "Structures"]

STRUCTURE_LIMIT: Final = 256
"""Structures kept of one loop; what is none of them is then told by its length and index alone."""
ORDER_LIMIT: Final = 1024
"""Times that the structures of one loop take turns in order; from there on they are only counted."""


class Structure(Protocol):
    """What spans that make the same calls have in common."""

    @property
    def codes(self) -> list[int]:
        """Event codes, from begin to end."""
        ...

    @property
    def counts(self) -> dict[int, int]:
        """How many iterations the fold at a place among them stands for."""
        ...


class Begun(Protocol):
    """A span that is under way.

    Attributes:
        event: where its events begin.
        expected: codes of the structure that it is expected to have, None once it has another.
        quiet: whether nothing is kept of its values in any case.
        checked: how many events were already compared with `expected`.
    """

    event: int
    expected: list[int] | None
    quiet: bool
    checked: int


S = TypeVar("S", bound=Structure)


class Structures(Generic[S]):
    """Structures by their first code and by all there is in them."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], S] = {}
        self._by_first: dict[int, list[S]] = {}

    def __len__(self) -> int:
        """How many are known."""
        return len(self._known)

    def find(self, codes: Sequence[int], counts: dict[int, int]) -> S | None:
        """The structure with those codes and those counts of folded iterations."""
        return self._known.get((tuple(codes), tuple(counts.values())))

    def add(self, structure: S) -> None:
        """Know one more."""
        self._by_first.setdefault(structure.codes[0], []).append(structure)
        self._known[tuple(structure.codes), tuple(structure.counts.values())] = structure

    def is_full(self, first: int) -> bool:
        """Whether no more structures that begin with that code are to be kept."""
        return len(self._by_first.get(first, ())) >= STRUCTURE_LIMIT

    def latest(self, first: int) -> S | None:
        """The structure with that first code that was found last."""
        known = self._by_first.get(first)
        return known[-1] if known else None

    def still_repeats(self, begun: Begun, events: list[int]) -> bool:
        """Whether a span under way has so far made the calls of a structure that is known."""
        expected = begun.expected
        if expected is None:
            return begun.quiet
        begin, end = begun.checked, len(events)
        if begin != end:
            first = (begin - begun.event) // 2
            if events[begin:end:2] != expected[first : first + (end - begin) // 2]:
                begun.expected = self._going_on(events[begun.event :: 2])
            begun.checked = end
            return begun.expected is not None or begun.quiet
        return True

    def _going_on(self, begun: list[int]) -> list[int] | None:
        """Codes of a structure that begins with those codes, the latest found first."""
        for structure in reversed(self._by_first.get(begun[0], ())):
            if structure.codes[: len(begun)] == begun:
                return structure.codes
        return None
