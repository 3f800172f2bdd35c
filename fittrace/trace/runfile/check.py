"""Checking a recording from a file, which may come from anywhere, before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..codes import EXIT, FAILED, CallSite, Entry, FactHead, PatternRef
from ..facts import RESERVED
from ..pattern import ROW_HEAD, Detail, Pattern
from ..rundata import LaneEvents, Recording
from ..trees import Trees
from .layout import require

__all__ = ["checked"]


def checked(recording: Recording) -> Recording:
    """The recording, of which every part can be read.

    Raises:
        ValueError: it does not fit together.
    """
    entries, patterns = recording.entries, recording.patterns
    for pattern in patterns:
        _check_pattern(pattern, entries)
    require(bool(recording.lanes), "there is no lane")
    for lane in recording.lanes:
        _check_lane(lane, entries, len(patterns))
    trees = Trees(recording)
    met = trees.met(*(trees.of_lane(lane) for lane in recording.lanes))
    require(
        all(count <= patterns[number].occurrences for number, count in met.items()),
        "more iterations were folded than there are",
    )
    return recording


def _check_pattern(pattern: Pattern, entries: Sequence[Entry]) -> None:
    codes = pattern.codes
    require(len(codes) == len(pattern.first) == len(pattern.sums) > 1, "a pattern is cut short")
    depths = _depths(codes, pattern.counts, entries, pattern.number)
    require(0 not in depths[:-1] and depths[-1] == 0, "a pattern is not one span")
    first = entries[codes[0]]
    require(isinstance(first, CallSite) and first.loop, "a pattern is not a loop's")
    require(pattern.width - ROW_HEAD == _numbers_of(codes, entries), "numbers of facts are missing")
    _check_details(pattern.details, entries)


def _check_lane(lane: LaneEvents, entries: Sequence[Entry], patterns: int) -> None:
    require(len(lane.events) % 2 == 0, "a lane's events are cut short")
    codes, counts = lane.events[::2], dict(enumerate(lane.events[1::2]))
    _depths(codes, counts, entries, patterns)
    require(len(lane.numbers) >= _numbers_of(codes, entries), "numbers of facts are missing")
    _check_details(lane.details, entries)


def _depths(
    codes: Sequence[int], counts: Mapping[int, int], entries: Sequence[Entry], patterns: int
) -> list[int]:
    """How many calls are open after each event; codes exist, and folds stand for patterns before."""
    depth, depths = 0, []
    for position, code in enumerate(codes):
        if code in (EXIT, FAILED):
            depth -= 1
            require(depth >= 0, "a call ends that never began")
        else:
            require(0 <= code < len(entries), "a code is not in the table")
            entry = entries[code]
            depth += isinstance(entry, CallSite)
            if isinstance(entry, PatternRef):
                require(0 <= entry.pattern < patterns, "a fold stands for a pattern that is not there")
                require(counts.get(position, 0) > 0, "a fold has no count")
        depths.append(depth)
    return depths


def _check_details(details: Sequence[Detail], entries: Sequence[Entry]) -> None:
    for detail in details:
        require(0 <= detail.code < len(entries), "a fact has no kind")
        head = entries[detail.code]
        require(isinstance(head, FactHead), "a fact's kind is something else")
        require(isinstance(detail.fields, dict), "a fact's fields are not a mapping")
        require(RESERVED.isdisjoint(detail.fields), "a fact's field has a name that is taken")


def _numbers_of(codes: Sequence[int], entries: Sequence[Entry]) -> int:
    """How many numbers the events have between them."""
    heads = (entries[code] for code in codes if code >= 0)
    return sum(len(head.columns) if isinstance(head, FactHead) else _is_iteration(head) for head in heads)


def _is_iteration(entry: Entry) -> bool:
    return isinstance(entry, CallSite) and entry.loop
