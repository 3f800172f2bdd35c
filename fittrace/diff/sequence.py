"""Two sequences side by side: which item of the one is which of the other, in order.

Each item has two numbers: a fine one (equal: the same all through) and a coarse one
(equal: may be paired).  Time grows with the length, not with its square: exact where
what is left to decide is small, by counted occurrences where it is not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

__all__ = ["matched"]

EXACT: Final = 4096
"""Pairs of items that are looked at one by one, in a stretch without an anchor."""
_FINE: Final = 3
_COARSE: Final = 2

Pairs = list[tuple[int, int]]
Stretch = tuple[int, int, int, int]
"""A part of both: begin and end in the first, begin and end in the second."""


def matched(
    fine_a: Sequence[int], coarse_a: Sequence[int], fine_b: Sequence[int], coarse_b: Sequence[int]
) -> Pairs:
    """Pairs of places, rising in both; those that are equal all through before those that only may be."""
    whole = (0, len(fine_a), 0, len(fine_b))
    ends, middle = _ends(fine_a, fine_b, whole)
    found = ends
    for stretch in _between(_anchors(fine_a, fine_b, middle), middle, found):
        more, rest = _ends(coarse_a, coarse_b, stretch) if _is_large(stretch) else ([], stretch)
        found += more
        for part in _between(_anchors(coarse_a, coarse_b, rest), rest, found):
            if not _is_large(part):
                found += _exact(fine_a, coarse_a, fine_b, coarse_b, part)
    return sorted(found)


def _is_large(stretch: Stretch) -> bool:
    begin_a, end_a, begin_b, end_b = stretch
    return (end_a - begin_a) * (end_b - begin_b) > EXACT


def _ends(a: Sequence[int], b: Sequence[int], stretch: Stretch) -> tuple[Pairs, Stretch]:
    """The pairs at both ends of a stretch that are equal, and what is left between them."""
    begin_a, end_a, begin_b, end_b = stretch
    found = []
    while begin_a < end_a and begin_b < end_b and a[begin_a] == b[begin_b]:
        found.append((begin_a, begin_b))
        begin_a, begin_b = begin_a + 1, begin_b + 1
    while begin_a < end_a and begin_b < end_b and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
        found.append((end_a, end_b))
    return found, (begin_a, end_a, begin_b, end_b)


def _anchors(a: Sequence[int], b: Sequence[int], stretch: Stretch) -> Pairs:
    """In a large stretch: n-th occurrences with n-th occurrences, as many as are in order."""
    if not _is_large(stretch):
        return []
    begin_a, end_a, begin_b, end_b = stretch
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(end_b - 1, begin_b - 1, -1):
        places[b[place]].append(place)
    pairs = [(place, places[a[place]].pop()) for place in range(begin_a, end_a) if places[a[place]]]
    return _rising(pairs)


def _rising(pairs: Pairs) -> Pairs:
    """The longest part of the pairs, which rise in their first place, that rises in the second as well."""
    tails: list[int] = []
    tail_pairs: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(tail_pairs[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        tail_pairs[at : at + 1] = [number]
    found, number = [], tail_pairs[-1] if tail_pairs else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _between(anchors: Pairs, stretch: Stretch, found: Pairs) -> list[Stretch]:
    """The stretches between the anchors, which join what was found."""
    found += anchors
    begin_a, end_a, begin_b, end_b = stretch
    stretches = []
    for place_a, place_b in [*anchors, (end_a, end_b)]:
        if begin_a < place_a and begin_b < place_b:
            stretches.append((begin_a, place_a, begin_b, place_b))
        begin_a, begin_b = place_a + 1, place_b + 1
    return stretches


def _exact(
    fine_a: Sequence[int],
    coarse_a: Sequence[int],
    fine_b: Sequence[int],
    coarse_b: Sequence[int],
    stretch: Stretch,
) -> Pairs:
    """The pairs of a small stretch that are worth most together."""
    begin_a, end_a, begin_b, end_b = stretch
    width = end_b - begin_b
    worth = [[0] * (width + 1) for _ in range(end_a - begin_a + 1)]
    for row in range(end_a - begin_a - 1, -1, -1):
        here, below = worth[row], worth[row + 1]
        fine, coarse = fine_a[begin_a + row], coarse_a[begin_a + row]
        for column in range(width - 1, -1, -1):
            best = max(below[column], here[column + 1])
            if coarse == coarse_b[begin_b + column]:
                paired = _FINE if fine == fine_b[begin_b + column] else _COARSE
                best = max(best, below[column + 1] + paired)
            here[column] = best
    found, row, column = [], 0, 0
    while row < end_a - begin_a and column < width:
        if worth[row][column] == worth[row + 1][column]:
            row += 1
        elif worth[row][column] == worth[row][column + 1]:
            column += 1
        else:
            found.append((begin_a + row, begin_b + column))
            row, column = row + 1, column + 1
    return found
