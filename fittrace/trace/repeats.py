"""Repeats: calls outside of all loops that come again and again, folded as the loop they are.

A training loop written by hand (``train_on_batch`` in a ``for``, a tape over slices of an
array) is no loop to the recorder: what it sees are outermost calls in a row.  When the
same calls have come `TIMES` times in a row, they become iterations of a loop "repeat",
and whatever goes on like that is counted in.  So is what came before and calls the same
callees in the same order: the loop's first iteration, which builds what later ones find.

Looked at is what lies between loops: while an iteration is under way, nothing is done here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from .alignment import Head, aligned
from .codes import EXIT, REPEAT, PatternRef
from .folding import Folding
from .pattern import ROW_HEAD, Detail, Pattern
from .rows import Rows
from .structures import Structures
from .timesums import TimeSums
from .units import CallStructure, OpenCall, Unit

if TYPE_CHECKING:
    import numpy.typing as npt

    _Added = tuple["array[float]", npt.NDArray[np.float64], list[int]]

__all__ = ["TIMES", "Repeats"]

TIMES: Final = 8
"""How often the same calls have to come in a row."""
LONGEST: Final = 32
"""Calls that one repeat can consist of."""

_position = attrgetter("position")

"""Rows, the times that a pattern's sums grow by, and the times of the first row."""


class Repeats:
    """Looks at the outermost calls of one lane.

    Args:
        folding: the lane's folding, whose lists are looked at and changed.
    """

    def __init__(self, folding: Folding) -> None:
        self._folding = folding
        self._structures: Structures[CallStructure] = Structures()
        self._units: list[Unit] = []
        self._open: OpenCall | None = None
        self._scanned, self._number, self._depth = 0, 0, 0
        self._passed: Counter[int] = Counter()

    def repeating(self) -> bool:
        """Whether the outermost call under way has so far made the very calls of an earlier one."""
        self._scan()
        return self._open is not None and self._structures.still_repeats(self._open, self._folding.events)

    def _scan(self) -> None:
        """Look at the events that have come since the last time."""
        folding = self._folding
        events, is_call = folding.events, folding.table.is_call
        while self._scanned < len(events):
            begin, code, number = self._scanned, events[self._scanned], self._number
            if code < 0:
                self._scanned += 2
                self._depth -= 1
                if self._depth == 0 and self._open is not None:
                    call, self._open = self._open, None
                    self._ended(call.event, call.number)
                continue
            entry, opened = folding.table.entries[code], self._open
            if is_call[code] and self._depth == 0:
                opened = self._opened(begin, code)
            # together and without calls, or Ctrl-C would leave the scan at a wrong depth
            self._scanned += 2
            self._number += folding.table.widths[code]
            self._depth += is_call[code]
            self._open = opened
            if isinstance(entry, PatternRef):
                starts, ends, index = self._pass(entry.pattern, events[begin + 1])
                if self._depth == 0:
                    head = (folding.patterns[entry.pattern].codes[0],)
                    fold = code, events[begin + 1]
                    self._add(Unit(fold, head, begin, number, starts, ends, goes_on=index > 0))
            elif self._depth == 0:
                self._ended(begin, number)

    def _opened(self, begin: int, code: int) -> OpenCall:
        """An outermost call with that code begins there."""
        known = self._structures.latest(code)
        expected = None if known is None else known.codes
        return OpenCall(begin, self._number, expected, self._structures.is_full(code), begin)

    def _pass(self, number: int, count: int) -> tuple[int, int, float]:
        """Count iterations that the scan has come by.

        Returns:
            When the first began and the last ended (ns), and the index of the first.
        """
        rows = self._folding.patterns[number].rows
        first = min(self._passed[number], len(rows) - 1)
        last = min(first + count, len(rows)) - 1
        todo = [(number, count)]
        while todo:
            number, count = todo.pop()
            self._passed[number] += count
            pattern = self._folding.patterns[number]
            for inside, times in pattern.counts.items():
                entry = self._folding.table.entries[pattern.codes[inside]]
                if isinstance(entry, PatternRef):
                    todo.append((entry.pattern, count * times))
        begun = rows.row(first)
        return int(begun[0]), int(sum(rows.row(last)[:ROW_HEAD])), begun[ROW_HEAD]

    def _ended(self, begin: int, number: int) -> None:
        """A call or a fact that began there has ended where the scan is."""
        events = self._folding.events
        codes, counts = self._part(begin, self._scanned)
        known = self._structures.find(codes, counts)
        if known is None:
            if self._structures.is_full(codes[0]):
                self._thin_out(begin, number, codes)
                return
            known = CallStructure(codes, counts, len(self._structures))
            self._structures.add(known)
        if len(codes) == 1:
            starts = ends = self._units[-1].ends if self._units else 0
        else:
            starts, ends = events[begin + 1], events[self._scanned - 1]
        self._add(Unit(known.number, codes[0], begin, number, starts, ends))

    def _add(self, unit: Unit) -> None:
        """One more unit; folded where it repeats what was before."""
        self._units.append(unit)
        try:
            if not self._absorb():
                self._fold()
        except BaseException:  # Ctrl-C, on which the training may go on; the places may no longer fit
            self._units.clear()
            raise
        del self._units[: -LONGEST * (TIMES + 1)]

    def _part(self, begin: int, end: int) -> tuple[list[int], dict[int, int]]:
        """Codes of the events between, and how many iterations the folds among them stand for."""
        events, places = self._folding.events, self._folding.places
        inside = places[bisect_left(places, begin) : bisect_left(places, end)]
        return events[begin:end:2], {(place - begin) // 2: events[place + 1] for place in inside}

    def _absorb(self) -> bool:
        """Count the last units in with the repeat before them, where they go on with it."""
        units = self._units
        for length in range(1, min(LONGEST, len(units) - 1) + 1):
            fold = units[-length - 1]
            if len(fold.period) != length:
                continue
            if fold.period == self._structures_of(length) and self._add_to(fold, length):
                return True
            if fold.heads == tuple(unit.head for unit in units[-length:]) and self._may_be_new():
                self._fold_alike([len(units) - length, len(units)], fold.next)
                return True
        return False

    def _structures_of(self, last: int) -> tuple[int | tuple[int, int], ...]:
        return tuple(unit.structure for unit in self._units[-last:])

    def _may_be_new(self) -> bool:
        """Whether one more structure of repeats is worth knowing."""
        return not self._folding.structures.is_full(self._folding.table.code_of(REPEAT))

    def _add_to(self, fold: Unit, length: int) -> bool:
        """Count the last units in with the fold; False where they are not what they were."""
        folding, events = self._folding, self._folding.events
        code, count = events[fold.event : fold.event + 2]
        entry = folding.table.entries[code]
        assert isinstance(entry, PatternRef)
        pattern = folding.patterns[entry.pattern]
        codes, counts = self._part(self._units[-length].event, self._scanned)
        if pattern.codes[1:-1] != codes or list(pattern.counts.values()) != list(counts.values()):
            return False
        added = self._rows([len(self._units) - length, len(self._units)], fold.next)
        pattern.rows.seal()
        self._replace((fold.event, fold.number), self._end, (code, count + 1), (), pattern, added)
        fold.structure, fold.ends, fold.next = (code, count + 1), self._units[-1].ends, fold.next + 1
        del self._units[-length:]
        return True

    def _fold(self) -> None:
        """Fold the last units where they are `TIMES` times the same."""
        units = self._units
        for length in range(1, min(LONGEST, len(units) // TIMES) + 1):
            if units[-1].structure == units[-1 - length].structure:
                last = self._structures_of(length * TIMES)
                if last == last[:length] * TIMES and self._fold_periods(length):
                    return

    def _fold_periods(self, length: int) -> bool:
        """Fold the last units, `TIMES` times `length`, and the iterations before that are the same loop's.

        Returns:
            False where they are not what they were, and where an iteration begins later.
        """
        units, begin = self._units, len(self._units) - length * TIMES
        bounds = list(range(begin, len(units) + 1, length))
        parts = self._parts(bounds)
        if any(part != parts[0] for part in parts) or units[begin].starts == 0:
            return False
        rows = [unit.head for unit in units], [unit.goes_on for unit in units]
        alignment = aligned(*rows, begin, length)
        if alignment.shift:
            last = self._structures_of(length * (TIMES + 1))
            if last != last[:length] * (TIMES + 1):
                return False
        elif alignment.leads and self._may_be_new() and all(units[it].starts for it in alignment.leads):
            parts = self._parts([*alignment.leads, begin]) + parts
            bounds = [*alignment.leads, *bounds]
        heads = tuple(rows[0][-length:])
        goes_on = bounds[0] > 0 and units[bounds[0] - 1].heads == heads
        self._fold_all(bounds, parts, units[bounds[0] - 1].next if goes_on else 0, heads)
        return True

    def _parts(self, bounds: Sequence[int]) -> list[tuple[list[int], dict[int, int]]]:
        """What iterations consist of that begin with the units at those places."""
        return [self._part(*between) for between in pairwise(self._at(place)[0] for place in bounds)]

    def _fold_all(
        self,
        bounds: list[int],
        parts: Sequence[tuple[list[int], dict[int, int]]],
        index: int,
        heads: tuple[Head, ...],
    ) -> None:
        """Fold iterations, those in a row together that make the same calls.

        Args:
            bounds: the places of the units that they begin with, and where the last one ends.
            parts: what they consist of.
            index: of the first one.
            heads: what is called in the last one.
        """
        while parts:
            same = next((turn for turn, part in enumerate(parts) if part != parts[0]), len(parts))
            made = self._fold_alike(bounds[: same + 1], index)
            made.heads = heads
            less, index = bounds[same] - bounds[0] - 1, index + same
            bounds, parts = [place - less for place in bounds[same:]], parts[same:]

    def _fold_alike(self, bounds: Sequence[int], index: int) -> Unit:
        """Fold iterations that make the same calls; bounds and index as above."""
        folding, units = self._folding, self._units
        (begin, number), (end, until) = self._at(bounds[0]), self._at(bounds[-1])
        codes, counts = self._part(begin, self._at(bounds[1])[0])
        codes = [folding.table.code_of(REPEAT), *codes, EXIT]
        counts = {place + 1: count for place, count in counts.items()}
        added = self._rows(bounds, index)
        pattern = folding.structures.find(codes, counts)
        is_new = pattern is None
        if pattern is None:
            details = {0: self._details_between(begin, self._at(bounds[1])[0])}
            rows = Rows(len(added[0]) // (len(bounds) - 1))
            new, sums = len(folding.patterns), TimeSums(np.zeros(len(codes)))
            pattern = Pattern(new, codes, counts, added[2], details, sums, rows)
        pattern.rows.seal()
        fold = folding.table.code_of(PatternRef(pattern.number)), len(bounds) - 1
        folded = units[bounds[0] : bounds[-1]]
        last = folded[bounds[-2] - bounds[0] :]
        made = Unit(
            fold,
            (codes[0],),
            begin,
            number,
            folded[0].starts,
            folded[-1].ends,
            tuple(unit.structure for unit in last),
            tuple(unit.head for unit in last),
            index + fold[1],
            goes_on=index > 0,
        )
        self._replace((begin, number), (end, until), fold, (), pattern, added)
        if is_new:
            folding.structures.add(pattern)
        units[bounds[0] : bounds[-1]] = [made]
        for unit in units[bounds[0] + 1 :]:
            unit.event, unit.number = unit.event - (end - begin - 2), unit.number - (until - number)
        return made

    @property
    def _end(self) -> tuple[int, int]:
        """Where the scan is among the events, and among the numbers."""
        return self._scanned, self._number

    def _at(self, place: int) -> tuple[int, int]:
        """Where a unit's events and numbers begin; after the last unit, where the scan is."""
        if place == len(self._units):
            return self._end
        return self._units[place].event, self._units[place].number

    def _rows(self, bounds: Sequence[int], index: int) -> _Added:
        """What iterations add to their pattern; bounds and index as above."""
        events, numbers, units = self._folding.events, self._folding.numbers, self._units
        rows, offsets = array("d"), np.zeros(0)
        told: list[int] = []
        for turn, (first, after) in enumerate(pairwise(bounds), index):
            (begin, number), (end, until) = self._at(first), self._at(after)
            starts, ends = units[first].starts, units[after - 1].ends
            rows += array("d", (starts, ends - starts, turn, *numbers[number:until]))
            arguments = [starts, *events[begin + 1 : end : 2], ends]
            since = np.array(arguments, dtype=np.float64) - starts
            offsets, told = (offsets + since, told) if told else (since, arguments)
        return rows, offsets, told

    def _details_between(self, begin: int, end: int) -> list[Detail]:
        details, shift = self._folding.details, begin // 2 - 1
        first, last = (bisect_left(details, place // 2, key=_position) for place in (begin, end))
        return [replace(kept, position=kept.position - shift) for kept in details[first:last]]

    def _replace(
        self,
        begins: tuple[int, int],
        ends: tuple[int, int],
        kept: tuple[int, ...],
        numbers: tuple[float, ...],
        pattern: Pattern | None = None,
        added: _Added | None = None,
    ) -> None:
        """Put other events in the place of those that the scan has come by.

        Args:
            begins: where the events begin that go, and their numbers.
            ends: where they end.
            kept: the events that come.
            numbers: the numbers that come.
            pattern: what is folded into.
            added: what it grows by.
        """
        folding, (begin, number), (end, until) = self._folding, begins, ends
        events, details, places = folding.events, folding.details, folding.places
        less = end - begin - len(kept)
        first, last = (bisect_left(details, place // 2, key=_position) for place in (begin, end))
        moved = [replace(detail, position=detail.position - less // 2) for detail in details[last:]]
        first_fold, last_fold = bisect_left(places, begin), bisect_left(places, end)
        entries = folding.table.entries
        folds = [place for place in range(0, len(kept), 2) if kept[place] >= 0]
        folds = [begin + place for place in folds if isinstance(entries[kept[place]], PatternRef)]
        folds += [place - less for place in places[last_fold:]]
        new = () if pattern is None or pattern.occurrences else (pattern,)
        rows, offsets = (array("d"), np.zeros(0)) if added is None else added[:2]
        scanned, counted = self._scanned - less, self._number - (until - number) + len(numbers)
        with folding.lock:
            # from here on no calls, and no loops: Ctrl-C finds all of it, or nothing
            folding.patterns += new
            if pattern is not None:
                pattern.rows.tail += rows
                pattern.sums.whole += offsets
            events[begin:end] = kept
            folding.numbers[number:until] = numbers
            details[first:] = moved
            places[first_fold:] = folds
            self._scanned, self._number = scanned, counted
        if pattern is not None:
            pattern.rows.seal()

    def _thin_out(self, begin: int, number: int, codes: list[int]) -> None:
        """Keep of a call only when it began and ended, and what is folded in it, counted by pattern."""
        events, end = self._folding.events, self._scanned
        inside, numbers = self._folding.thinned(begin, end, codes)
        kept = (*events[begin : begin + 2], *inside, *events[end - 2 : end])
        self._replace((begin, number), self._end, kept, tuple(numbers))
