"""What can be asserted of a run's calls; a failure shows where they first are not as they should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from ..diff import Diff, compare
from ..diff.lines import lines_of
from ..query import Matches, find, find_in, parse
from ..query.language import Query
from ..trace.run import Run
from ..trace.span import Span
from .sketch import around, beside, sketch

__all__ = [
    "assert_called",
    "assert_count",
    "assert_nested",
    "assert_never",
    "assert_order",
    "assert_same_calls",
]

LINES: Final = 25
"""Lines of a difference that a message shows."""


def assert_called(run: Run, query: str) -> None:
    """See that a query finds something."""
    matches = find(run, query)
    if not matches:
        raise AssertionError(f"{query!r} is never called: {matches.instead}")


def assert_never(run: Run, query: str) -> None:
    """See that a query finds nothing."""
    first = find(run, query).first()
    if first is not None:
        times = _times(find(run, query).count())
        raise AssertionError(
            f"{query!r} is called {times}, and should never be; first here:\n{around(first)}"
        )


def assert_count(run: Run, query: str, count: int) -> None:
    """See that a query finds so many calls."""
    matches = find(run, query)
    found = matches.count()
    if found == count:
        return
    if not found:
        raise AssertionError(f"{query!r} is called 0 times, not {_times(count)}: {matches.instead}")
    # where there are too many, the first that is too many is the place to look at
    place = min(count, found - 1) if found > count else found - 1
    what = "the first that is too many" if found > count else "the last one"
    head = f"{query!r} is called {_times(found)}, not {_times(count)}; {what}:"
    raise AssertionError(f"{head}\n{around(matches[place])}")


def assert_order(run: Run, *queries: str, within: str | None = None) -> None:
    """See that the first call that each query finds begins after that of the query before."""
    if len(queries) < 2:
        raise TypeError("assert_order takes two queries or more")
    if within is None:
        _check_order(queries, [find(run, query) for query in queries], "")
        return
    scopes = find(run, within)
    if not scopes:
        raise AssertionError(f"{within!r} is never called: {scopes.instead}")
    for scope in scopes:
        _check_order(queries, [find_in(scope, query) for query in queries], f" in {scope.path}")


def _check_order(queries: Sequence[str], found: Sequence[Matches], where: str) -> None:
    firsts: list[Span] = []
    for query, matches in zip(queries, found, strict=True):
        first = matches.first()
        if first is None:
            raise AssertionError(f"{query!r} is never called{where}: {matches.instead}")
        firsts.append(first)
    for place, (one, other) in enumerate(pairwise(firsts)):
        if not one.before(other):
            expected, calls = queries[place + 1], queries[place]
            what = "is the same call as" if one == other else "comes before"
            expectations = [f"{number}. {query}" for number, query in enumerate(queries, 1)]
            notes = {span: f"{number}." for number, span in enumerate(firsts, 1)}
            shown = beside("expected", expectations, "found", sketch(notes))
            raise AssertionError(f"{expected!r} {what} {calls!r}{where}, and should come after it:\n{shown}")


def assert_nested(run: Run, outer: str, inner: str) -> None:
    """See that every call that `inner` finds is in one that `outer` finds."""
    inside = _combined(parse(outer), parse(inner))
    matches, nested = find(run, inner), Matches(inside, find(run, inner).scopes)
    if not matches:
        raise AssertionError(f"{inner!r} is never called: {matches.instead}")
    if matches.count() == nested.count():
        return
    good = iter(nested)
    within = next(good, None)
    for span in matches:
        if span != within:
            raise AssertionError(f"{inner!r} is called outside of {outer!r}:\n{around(span)}")
        within = next(good, None)


def _combined(outer: Query, inner: Query) -> Query:
    """A query for what `inner` finds anywhere in what `outer` finds."""
    paths = [
        (*around_, *(replace(step, combinator=" ") if not place else step for place, step in enumerate(path)))
        for around_ in outer.paths
        for path in inner.paths
    ]
    return Query(f"{outer.text} {inner.text}", tuple(paths))


def assert_same_calls(run: Run, other: Run) -> None:
    """See that two runs make the same calls in the same order; facts, names and times do not count."""
    diff = compare(other, run)
    if not _calls_differ(diff):
        return
    lines = [line.text for line in lines_of(diff, context=2) if line.kind not in ("fact", "head")]
    head = "the calls are not those of the other run (+ is called here alone, - is missing here):"
    more = [f"... and {len(lines) - LINES:,} lines more"] if len(lines) > LINES else []
    raise AssertionError("\n".join([head, *islice(lines, LINES), *more]))


def _calls_differ(diff: Diff) -> bool:
    """Whether more than facts is different."""
    marks = ("added", "removed", "moved", "left")
    roots = any(lane.root.mark in marks for lane in diff.lanes)
    return roots or any(
        entry.mark in marks or entry.counts is not None or entry.endings is not None for entry in diff.entries
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
