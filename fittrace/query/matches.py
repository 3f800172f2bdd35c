"""What a query finds: a sequence that is read as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, overload

from ..trace.span import Span
from ..trace.trees import Trees
from .language import Query
from .parse import parse
from .search import Scope, Search
from .stages import stage_key
from .steps import Steps

if TYPE_CHECKING:
    from ..trace.run import Run

__all__ = ["Matches", "find", "find_in", "line_of"]

SHOWN: Final = 10
"""Calls that a `repr` shows."""


class Matches(Sequence[Span]):
    """The calls that a query describes, in the order in which they began, lane by lane.

    Nothing is unfolded before it is asked for, and nothing is kept: going through the matches
    again searches again.  `count` looks at repeats once where the query allows.

    Attributes:
        query: the query.
        scopes: where it is asked.
    """

    def __init__(self, query: Query, scopes: Sequence[Scope]) -> None:
        self.query = query
        self.scopes, self._steps = scopes, Steps(query)
        self._searches: dict[int, Search] = {}

    def __iter__(self) -> Iterator[Span]:
        return self._from(0)

    def count(self, value: object = None) -> int:
        """How many there are; with a call, how often it is among them."""
        if value is not None:
            return super().count(value)
        return sum(self._search(place).count() for place in range(len(self.scopes)))

    def first(self) -> Span | None:
        """The first one, None where nothing fits."""
        return next(iter(self), None)

    def __len__(self) -> int:
        return self.count()

    def __bool__(self) -> bool:
        return self.first() is not None

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> list[Span]: ...

    def __getitem__(self, index: int | slice) -> Span | list[Span]:
        """One of them by its place, or a list of some."""
        if isinstance(index, slice):
            places = range(*index.indices(len(self)))
            if places.step > 0:
                return list(
                    islice(self._from(places.start), 0, max(0, places.stop - places.start), places.step)
                )
            return [self[place] for place in places]
        place = index if index >= 0 else index + len(self)
        span = next(self._from(place), None) if place >= 0 else None
        if span is None:
            raise IndexError(f"there are {len(self):,} matches of {self.query.text!r}, and no [{index}]")
        return span

    @property
    def instead(self) -> str:
        """Where nothing fits, a sentence on what is there instead; else an empty text."""
        from .hints import hint

        return "" if self else hint(self.query, self.scopes)

    def _from(self, place: int) -> Iterator[Span]:
        """The matches without the first `place`."""
        for number in range(len(self.scopes)):
            search = self._new_search(number)
            if place:
                count = self._search(number).count()
                if count <= place:
                    place -= count
                    continue
            yield from search.spans(place)
            place = 0

    def _search(self, number: int) -> Search:
        search = self._searches.get(number)
        if search is None:
            search = self._searches[number] = self._new_search(number)
        return search

    def _new_search(self, number: int) -> Search:
        scope = self.scopes[number]
        return Search(self._steps, scope, building=is_building(scope.span))

    def __repr__(self) -> str:
        """The query, how many there are, and the first of them a line each."""
        lines = [line_of(span) for span in islice(self, SHOWN)]
        if not lines:
            return f"<no matches of {self.query.text!r}: {self.instead}>"
        more = ["  ..."] if self.count() > SHOWN else []
        matches = "match" if self.count() == 1 else "matches"
        head = f"<{self.count():,} {matches} of {self.query.text!r}>"
        return "\n".join([head, *(f"  {line}" for line in lines), *more])


def find(run: Run, text: str) -> Matches:
    """The calls of a run that a query describes, see `Run.find`."""
    query, trees = parse(text), Trees(run.recording)
    return Matches(query, [Scope(trees, trees.root(lane)) for lane in range(len(run.lanes))])


def find_in(span: Span, text: str) -> Matches:
    """Those in a call."""
    return Matches(parse(text), [Scope(span.trees, span.root, span)])


def is_building(span: Span | None) -> bool:
    """Whether a call belongs to the building of a model, see `stage_key`."""
    chain = []
    while span is not None:
        chain.append(span.site)
        span = span.parent
    building = False
    for site in reversed(chain):
        building = stage_key(site.symbol, site.label, building=building) == "build"
    return building


def line_of(span: Span) -> str:
    """A call and where it stands, on a line: ``fit > epoch 2 > step 3 > Dense.call  dense_1  0.21 ms``."""
    names = []
    above: Span | None = span
    while above is not None:
        names.append(above.label if above.index is None else f"{above.label} {above.index + 1}")
        above = above.parent
    return " > ".join(reversed(names)) + (f"  {span.name}" if span.name else "")
