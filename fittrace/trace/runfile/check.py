"""Checking a recording from a file, which may come from anywhere, before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..codes import EXIT, FAILED, CallSite, Entry, FactHead, PatternRef
from ..facts import RESERVED
from ..pattern import ROW_HEAD, Detail, Pattern
from ..rundata import LaneEvents, Recording
from ..source import LONGEST_SOURCE, MOST_SOURCES, Source
from ..trees import Trees
from .fields import check_fields, check_head
from .layout import require

__all__ = ["checked"]

DEEPEST: Final = 10_000
"""Calls inside each other at most, far more than Python has room for."""
MOST_KINDS: Final = 1_000
"""Kinds of fact at most."""
MOST_EVENTS: Final = 10**10
"""Events of all iterations at most, unfolded."""
LONGEST_NAME: Final = 4_096
"""Characters in what a call is named at most."""


def checked(recording: Recording) -> Recording:
    """The recording, of which every part can be read.

    Raises:
        ValueError: it does not fit together.
    """
    entries, patterns = recording.entries, recording.patterns
    _check_times(recording)
    _check_entries(entries)
    _check_sources(recording.sources)
    events = sum(len(pattern.codes) * pattern.occurrences for pattern in patterns)
    require(events <= MOST_EVENTS, f"it has more than {MOST_EVENTS:,} events")
    below: list[int] = []
    for pattern in patterns:
        below.append(_check_pattern(pattern, entries, below))
    require(bool(recording.lanes), "there is no lane")
    for lane in recording.lanes:
        _check_lane(lane, entries, below)
    trees = Trees(recording)
    met = trees.met(*(trees.of_lane(lane) for lane in recording.lanes))
    require(
        all(count <= patterns[number].occurrences for number, count in met.items()),
        "more iterations were folded than there are",
    )
    return recording


def _check_times(recording: Recording) -> None:
    times = (recording.origin, recording.ending.nanoseconds)
    require(all(abs(time) < 2**63 for time in times), "a time is out of all bounds")


def _check_entries(entries: Sequence[Entry]) -> None:
    kinds = set()
    for entry in entries:
        if isinstance(entry, CallSite):
            names = (entry.symbol, entry.label, entry.name or "")
            require(
                max(map(len, names)) <= LONGEST_NAME, f"a name is longer than {LONGEST_NAME:,} characters"
            )
        elif isinstance(entry, FactHead):
            check_head(entry)
            kinds.add(entry.kind)
    require(len(kinds) <= MOST_KINDS, f"it has more than {MOST_KINDS:,} kinds of fact")


def _check_sources(sources: Sequence[Source]) -> None:
    require(len(sources) <= MOST_SOURCES, f"it has more than {MOST_SOURCES:,} sources")
    for source in sources:
        texts = (source.symbol, source.file, source.text)
        require(all(isinstance(text, str) for text in texts), "a source is not a text")
        require(max(map(len, texts[:2])) <= LONGEST_NAME, "a source's name is too long")
        require(len(source.text) <= LONGEST_SOURCE, f"a source has more than {LONGEST_SOURCE:,} characters")
        require(type(source.line) is int, "a source begins at no line of a file")
        require(0 <= source.line < 2**31, "a source begins at no line of a file")
        require(type(source.whole) is bool, "a source is neither whole nor cut")


def _check_pattern(pattern: Pattern, entries: Sequence[Entry], below: Sequence[int]) -> int:
    """How deep its calls nest.

    Args:
        pattern: the pattern.
        entries: the code table.
        below: how deep the calls of each pattern before it nest.
    """
    codes = pattern.codes
    require(len(codes) == len(pattern.first) == len(pattern.sums) > 1, "a pattern is cut short")
    depths, deepest = _depths(codes, pattern.counts, entries, below)
    require(0 not in depths[:-1] and depths[-1] == 0, "a pattern is not one span")
    first = entries[codes[0]]
    require(isinstance(first, CallSite) and first.loop, "a pattern is not a loop's")
    require(pattern.rows.width - ROW_HEAD == _numbers_of(codes, entries), "numbers of facts are missing")
    for details in pattern.details.values():
        _check_details(details, entries)
    return deepest


def _check_lane(lane: LaneEvents, entries: Sequence[Entry], below: Sequence[int]) -> None:
    require(len(lane.events) % 2 == 0, "a lane's events are cut short")
    codes, counts = lane.events[::2], dict(enumerate(lane.events[1::2]))
    _depths(codes, counts, entries, below)
    require(len(lane.numbers) >= _numbers_of(codes, entries), "numbers of facts are missing")
    _check_details(lane.details, entries)


def _depths(
    codes: Sequence[int], counts: Mapping[int, int], entries: Sequence[Entry], below: Sequence[int]
) -> tuple[list[int], int]:
    """How many calls are open after each event, and the most of them with what is folded inside.

    Codes exist, and folds stand for patterns before.
    """
    depth, depths, deepest = 0, [], 0
    for position, code in enumerate(codes):
        inside = 0
        if code in (EXIT, FAILED):
            depth -= 1
            require(depth >= 0, "a call ends that never began")
        else:
            require(0 <= code < len(entries), "a code is not in the table")
            entry = entries[code]
            depth += isinstance(entry, CallSite)
            if isinstance(entry, PatternRef):
                require(0 <= entry.pattern < len(below), "a fold stands for a pattern that is not there")
                require(counts.get(position, 0) > 0, "a fold has no count")
                inside = below[entry.pattern]
        depths.append(depth)
        deepest = max(deepest, depth + inside)
    require(deepest <= DEEPEST, f"its calls nest more than {DEEPEST:,} deep")
    return depths, deepest


def _check_details(details: Sequence[Detail], entries: Sequence[Entry]) -> None:
    for detail in details:
        require(0 <= detail.code < len(entries), "a fact has no kind")
        head = entries[detail.code]
        if not isinstance(head, FactHead):
            raise ValueError("a fact's kind is something else")
        require(isinstance(detail.fields, dict), "a fact's fields are not a mapping")
        require(RESERVED.isdisjoint(detail.fields), "a fact's field has a name that is taken")
        check_fields(head.kind, detail.fields)


def _numbers_of(codes: Sequence[int], entries: Sequence[Entry]) -> int:
    """How many numbers the events have between them."""
    heads = (entries[code] for code in codes if code >= 0)
    return sum(len(head.columns) if isinstance(head, FactHead) else _is_iteration(head) for head in heads)


def _is_iteration(entry: Entry) -> bool:
    return isinstance(entry, CallSite) and entry.loop
