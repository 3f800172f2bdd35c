"""Alignment: where the iterations of a repeat begin, and which ones before it are the same loop's.

The first iteration of a loop makes other calls than those after it (it builds layers, makes
slots), so what comes again and again begins in the second one, or in the middle of the first:
whichever of its calls happen to be the same already.  But all iterations call the same callees,
in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Alignment", "Head", "aligned"]

Head = int | tuple[int]
"""What is called, whatever it does inside: an outermost call's code; of a fold, its loop's in a tuple."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How iterations lie in a row of calls.

    Attributes:
        shift: how many calls after the place that was asked about an iteration begins.
        leads: where the iterations before that begin, in order.
    """

    shift: int
    leads: tuple[int, ...]


def aligned(heads: Sequence[Head], goes_on: Sequence[bool], begin: int, length: int) -> Alignment:
    """How the iterations of a repeat lie.

    Args:
        heads: calls in a row, those before the repeat and the repeat itself.
        goes_on: of each, whether it is a fold that goes on with the loop before it.
        begin: where the repeat was seen to begin.
        length: calls of an iteration.
    """
    period = list(heads[begin : begin + length])
    fewest, found = 0, Alignment(0, ())
    for shift in range(length // 2 + 1):  # more than half of an iteration tells that it is one
        leads, strange = [begin], 0
        wanted = period[shift:]
        while before := _before(heads, goes_on, leads[0], wanted, length // 2):
            leads.insert(0, before[0])
            strange += before[1]
            wanted = period[shift:] + period[:shift]
        if len(leads) > 1:
            begins = leads[0]
            strange += sum(head in period for head in heads[max(0, begins - length) : begins])
            if not found.leads or strange < fewest:
                fewest, found = strange, Alignment(shift, tuple(leads[:-1]))
    return found


def _before(
    heads: Sequence[Head], goes_on: Sequence[bool], end: int, wanted: Sequence[Head], most: int
) -> tuple[int, int] | None:
    """Where those calls begin that stand before `end`, and how many others are between them.

    None where they are not there, or more than `most` others are.
    """
    place, others = end, 0
    for head in reversed(wanted):
        place -= 1
        while place >= 0 and heads[place] != head:
            if isinstance(heads[place], tuple) or others == most:
                return None
            place, others = place - 1, others + 1
        if place < 0:
            return None
        while place > 0 and goes_on[place] and heads[place - 1] == heads[place]:
            place -= 1  # a loop is a fold for each structure that its iterations have
    return place, others
