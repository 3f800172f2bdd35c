"""Folding: a finished iteration's events become one more count of its pattern.

There is an end to what is kept.  A loop whose iterations never make the same calls has
`STRUCTURE_LIMIT` structures told call by call, the rest by their length and index (as is
an iteration with more numbers than `WIDEST`); and
structures that take turns without end are told in order `ORDER_LIMIT` times, then only
counted.  A fact says so in either case.

No function is called between the lines that belong together: only between calls does a
signal's exception (Ctrl-C) or another thread come in, so that either finds all of a
change or nothing of it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import numpy as np

from .catalogue import OrderNotKept, StructureNotKept
from .codes import EXIT, CallSite, CodeTable, FactHead, PatternRef
from .packing import WIDEST
from .pattern import ROW_HEAD, Detail, Pattern
from .rows import Rows
from .structures import ORDER_LIMIT, STRUCTURE_LIMIT, Structures
from .timesums import TimeSums

__all__ = ["Folding", "Iteration"]


@dataclass(slots=True, eq=False)
class Iteration:
    """A loop's iteration that is under way.

    Attributes:
        code: the loop's code.
        first: whether it is the first one of its loop.
        event, number, detail, fold: lengths of the lane's lists when it began.
        expected: codes of the pattern it is expected to repeat, None once it did not.
        told: whether its values are kept although it may repeat others.
        quiet: whether nothing is kept of its values even where it repeats nothing.
        checked: how many events were already compared with `expected`.
        scanned: how many events were already looked at for the end of its span.
        depth: spans open at `scanned`, its own included.
        open: False once its span has ended.
    """

    code: int
    first: bool
    event: int
    number: int
    detail: int
    fold: int
    expected: list[int] | None
    told: bool
    quiet: bool
    checked: int
    scanned: int
    depth: int = 0
    open: bool = True


class Folding:
    """Replaces the events of one lane's iterations.

    Args:
        events, numbers, details: the lane's own lists.
        table: the run's code table.
        patterns: the run's patterns; new ones are appended.
        lock: held while events are replaced, so that a writer sees whole states.

    Attributes:
        events, numbers, details, table, patterns, lock: as given.
        places: where in the events the folds are.
        iterations: those under way, innermost last.
        structures: the patterns of this lane.
    """

    def __init__(
        self,
        events: list[int],
        numbers: list[float],
        details: list[Detail],
        table: CodeTable,
        patterns: list[Pattern],
        lock: AbstractContextManager[object],
    ) -> None:
        self.events, self.numbers, self.details = events, numbers, details
        self.table, self.patterns, self.lock = table, patterns, lock
        self.places: list[int] = []
        self.iterations: list[Iteration] = []
        self.structures: Structures[Pattern] = Structures()
        self._turns: dict[int, int] = {}
        self._fold_codes: dict[int, int] = {}

    def fold(
        self, iteration: Iteration, known: Pattern | None, codes: list[int], times: list[int]
    ) -> Pattern | None:
        """End the innermost iteration and count it among those of its pattern.

        Args:
            iteration: the iteration; it makes the calls of `codes`.
            known: the pattern it is known to have.
            codes: its event codes, from its begin to its end.
            times: the arguments of the events.

        Returns:
            The pattern where it was there already, None where it is new, and where the
            iteration could not be folded.
        """
        numbers = self.numbers[iteration.number :]
        counts = self._counts(iteration)
        if known is None or known.counts != counts:
            known = self.structures.find(codes, counts)
            if known is None and (iteration.quiet or len(numbers) > WIDEST - ROW_HEAD):
                if counts:
                    self._thin_out(iteration, codes, times)
                    return None
                numbers = [numbers[0], STRUCTURE_LIMIT, self._calls_in(codes)]
                codes, times = [codes[0], self._not_kept(codes[0]), EXIT], [times[0], 0, times[-1]]
                known = self.structures.find(codes, counts)
        row = array("d", (times[0], times[-1] - times[0], *numbers))
        with self.lock:
            pattern = known
            if pattern is None:
                new = len(self.patterns)
                rows = Rows(ROW_HEAD + len(numbers))
                pattern = Pattern(new, codes, counts, times, {}, TimeSums(np.zeros(len(codes))), rows)
                self._fold_codes[new] = self.table.code_of(PatternRef(new))
            pattern.rows.seal()
            pattern.sums.settle()
            details = self._details_of(iteration) if known is None or iteration.told else None
            self._replace(iteration, pattern, details, row, array("q", times))
        if known is None:
            self.structures.add(pattern)
        return known

    def _replace(
        self,
        iteration: Iteration,
        pattern: Pattern,
        details: list[Detail] | None,
        row: array[float],
        times: array[int],
    ) -> None:
        events, places = self.events, self.places
        code = self._fold_codes[pattern.number]
        occurrence, end = pattern.occurrences, iteration.event
        goes_on = not iteration.first and iteration.fold and places[iteration.fold - 1] == end - 2
        same = self._same_before(end, code, iteration.code) if goes_on else None
        turns = self._turns.get(iteration.code, 0) + 1 if goes_on else 1
        limit = self._code_of_limit(iteration.code) if turns == ORDER_LIMIT else 0
        # from here on no calls, as said above
        if not occurrence:
            self.patterns += (pattern,)
        if details is not None:
            pattern.details[occurrence] = details
        pattern.rows.tail += row
        pattern.sums.pending += times
        iteration.open = False
        del self.iterations[-1]
        del events[end:]
        del self.numbers[iteration.number :]
        del self.details[iteration.detail :]
        del places[iteration.fold :]
        if same is not None:
            events[same + 1] += 1
        elif turns == ORDER_LIMIT:
            self._turns[iteration.code] = turns
            self.numbers += (ORDER_LIMIT,)
            places += (end + 2,)
            events += (limit, 0, code, 1)
        else:
            self._turns[iteration.code] = turns
            places += (end,)
            events += (code, 1)

    def _same_before(self, end: int, code: int, loop: int) -> int | None:
        """Where the fold is that one more iteration is counted in: the last one, or any where order ended."""
        events = self.events
        if events[end - 2] == code:
            return end - 2
        if self._turns.get(loop, 0) < ORDER_LIMIT:
            return None
        entries = self.table.entries
        for position in range(end - 4, -1, -2):
            if events[position] == code:
                return position
            if events[position] < 0 or not isinstance(entries[events[position]], PatternRef):
                return None
        return None

    def _thin_out(self, iteration: Iteration, codes: list[int], times: list[int]) -> None:
        """End the innermost iteration and keep only what is folded in it."""
        begin = iteration.event
        inside, numbers = self.thinned(begin, len(self.events), codes)
        kept = (codes[0], times[0], *inside, EXIT, times[-1])
        numbers = [self.numbers[iteration.number], *numbers]
        places = [begin + place for place in range(4, len(kept) - 2, 2)]
        with self.lock:
            self.events[begin:] = kept
            self.numbers[iteration.number :] = numbers
            del self.details[iteration.detail :]
            self.places[iteration.fold :] = places
            iteration.open = False
            del self.iterations[-1]

    def thinned(self, begin: int, end: int, codes: list[int]) -> tuple[list[int], list[float]]:
        """What is kept inside a span that is not told: how many iterations there were by pattern.

        Args:
            begin: where the span begins in the events.
            end: where it has ended.
            codes: the span's event codes.

        Returns:
            The events, and their numbers.
        """
        folded: dict[int, int] = {}
        for place in self.places[bisect_left(self.places, begin) : bisect_left(self.places, end)]:
            code = self.events[place]
            folded[code] = folded.get(code, 0) + self.events[place + 1]
        kept = [self._not_kept(codes[0]), 0]
        for fold in folded.items():
            kept += fold
        return kept, [STRUCTURE_LIMIT, self._calls_in(codes)]

    def _counts(self, iteration: Iteration) -> dict[int, int]:
        """How many iterations the folds inside stand for, by their place among the iteration's events."""
        begin, events = iteration.event, self.events
        return {(place - begin) // 2: events[place + 1] for place in self.places[iteration.fold :]}

    def _details_of(self, iteration: Iteration) -> list[Detail]:
        begin = iteration.event // 2
        return [replace(kept, position=kept.position - begin) for kept in self.details[iteration.detail :]]

    def _calls_in(self, codes: Sequence[int]) -> int:
        """Calls among the events; iterations are none."""
        entries = (self.table.entries[code] for code in codes if code >= 0)
        return sum(isinstance(entry, CallSite) and not entry.loop for entry in entries)

    def _not_kept(self, loop: int) -> int:
        fields = (("loop", self._label(loop)),)
        return self.table.code_of(FactHead(StructureNotKept.kind, fields, ("limit", "calls")))

    def _code_of_limit(self, loop: int) -> int:
        return self.table.code_of(FactHead(OrderNotKept.kind, (("loop", self._label(loop)),), ("limit",)))

    def _label(self, loop: int) -> str | None:
        entry = self.table.entries[loop]
        return entry.label if isinstance(entry, CallSite) else None
