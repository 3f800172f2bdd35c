"""Loops: iterations under way, and how they are folded.

When an iteration ends, its events are looked up among the patterns seen so far and
replaced by a reference, so that a lane stays short however long the training.

Spans nest, generators need not: somebody can hold a loop's generator and go on with it
after the call that began it has returned, or from inside another call.  The iteration
is then taken to have ended where it had to for the spans to nest.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import numpy as np

from .clock import Clock
from .codes import EXIT, CodeTable, PatternRef
from .pattern import ROW_HEAD, Detail, Pattern

__all__ = ["Iteration", "Loops"]


@dataclass(slots=True, eq=False)
class Iteration:
    """A loop's iteration that is under way.

    Attributes:
        code: the loop's code.
        first: whether it is the first one of its loop.
        event, number, detail, fold: lengths of the lane's lists when it began.
        expected: codes of the pattern it is expected to repeat, None once it did not.
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
    checked: int
    scanned: int
    depth: int = 0
    open: bool = True


class Loops:
    """The loops of one lane.

    Args:
        events, numbers, details: the lane's own lists.
        table: the run's code table.
        patterns: the run's patterns; new ones are appended.
        clock: gives the time of an event in nanoseconds.
        lock: held while a fold replaces events, so that a writer sees whole states.
    """

    def __init__(
        self,
        events: list[int],
        numbers: list[float],
        details: list[Detail],
        table: CodeTable,
        patterns: list[Pattern],
        clock: Clock,
        lock: AbstractContextManager[object],
    ) -> None:
        self._events, self._numbers, self._details = events, numbers, details
        self._table, self._patterns, self._clock, self._lock = table, patterns, clock, lock
        self._folds: list[int] = []
        self._by_structure: dict[tuple[tuple[int, ...], tuple[int, ...]], Pattern] = {}
        self._expected: dict[int, Pattern | None] = {}
        self._iterations: list[Iteration] = []
        self._left: list[int] = []

    # Iterations begin and end.  No function is called between the lines that belong
    # together: only between calls does a signal's exception (Ctrl-C) or another thread
    # come in, so that either finds all of a change or nothing of it.

    def begin(self, code: int, index: int, *, first: bool) -> Iteration:
        """Open the span of a loop's next iteration; `first` where the loop begins with it."""
        self.settle()
        self._left.clear()
        pattern = self._expected.get(code)
        place = len(self._events)
        iteration = Iteration(
            code,
            first,
            place,
            len(self._numbers),
            len(self._details),
            len(self._folds),
            pattern.codes if pattern is not None else None,
            checked=place,
            scanned=place,
        )
        now = self._clock()
        self._iterations += (iteration,)
        self._numbers += (index,)
        self._events += (code, now)
        return iteration

    def end(self, iteration: Iteration) -> None:
        """Close the span and fold it; nothing where it is closed already."""
        if not iteration.open:
            return
        codes = [*self._events[iteration.event :: 2], EXIT]
        pattern = self._expected.get(iteration.code)
        if pattern is None or pattern.codes != codes:  # as a pattern, it would have ended well
            if not self._ends_here(iteration):
                return
            codes = [*self._events[iteration.event :: 2], EXIT]
        times = [*self._events[iteration.event + 1 :: 2], self._clock()]
        counts = {
            (position - iteration.event) // 2: self._events[position + 1]
            for position in self._folds[iteration.fold :]
        }
        known = pattern is not None and pattern.codes == codes and pattern.counts == counts
        if not known:
            pattern = self._by_structure.get(_structure(codes, counts))
            known = pattern is not None
        folded = self._fold(iteration, pattern, codes, times, counts)
        self._expected[iteration.code] = folded if known else None

    def leave(self, iteration: Iteration) -> None:
        """Close the span of an iteration that its loop was left from.

        Whether by a ``break`` or by an exception is not known here, so it is not
        folded: should the enclosing call turn out to have failed, so did this.
        """
        begin = len(self._events)
        if iteration.open and self._ends_here(iteration):
            self._close(EXIT)
            self._left += range(begin, len(self._events), 2)

    def take_left(self) -> list[int]:
        """Positions of the events that have just ended iterations by leaving them; asked once."""
        expected = len(self._events)
        taken = []
        while self._left and self._left[-1] == expected - 2:
            expected = self._left.pop()
            taken.append(expected)
        self._left.clear()
        return taken

    def forget(self, position: int) -> None:
        """The span that began there is being ended by somebody else."""
        if self._iterations and self._iterations[-1].event == position:
            self._iterations.pop().open = False

    def settle(self) -> None:
        """End the iterations whose enclosing call has returned while their loop is still held."""
        while self._iterations:
            innermost = self._iterations[-1]
            position = self._end_of(innermost)
            if position is None:
                return
            self._insert_end(innermost, position)

    def stop(self) -> None:
        """The recording ends; a loop that somebody goes on with changes nothing any more."""
        self.settle()
        for iteration in self._iterations:
            iteration.open = False
        self._iterations.clear()

    def repeating(self) -> bool:
        """Whether the iteration under way has so far made the very calls of the last ones."""
        if not self._iterations:
            return False
        iteration = self._iterations[-1]
        expected = iteration.expected
        if expected is None:
            return False
        begin, end = iteration.checked, len(self._events)
        if begin != end:
            first = (begin - iteration.event) // 2
            if self._events[begin:end:2] != expected[first : first + (end - begin) // 2]:
                iteration.expected = None
                return False
            iteration.checked = end
        return True

    # Folding

    def _fold(
        self,
        iteration: Iteration,
        known: Pattern | None,
        codes: list[int],
        times: Sequence[int],
        counts: dict[int, int],
    ) -> Pattern:
        """Replace the iteration's events by one more count of its pattern."""
        events, folds = self._events, self._folds
        numbers = self._numbers[iteration.number :]
        row = array("d", (times[0], times[-1] - times[0], *numbers))
        offsets = np.array(times, dtype=np.int64) - times[0]
        with self._lock:
            pattern = known or Pattern(
                len(self._patterns),
                codes,
                counts,
                list(times),
                self._details_of(iteration),
                ROW_HEAD + len(numbers),
                np.zeros(len(codes)),
            )
            code = self._table.code_of(PatternRef(pattern.number))
            structure = _structure(codes, counts) if known is None else None
            end = iteration.event
            goes_on = not iteration.first and iteration.fold and folds[iteration.fold - 1] == end - 2
            # from here on no calls, as said above
            if structure is not None:
                self._patterns += (pattern,)
                self._by_structure[structure] = pattern
            pattern.rows += row
            pattern.sums += offsets
            pattern.occurrences += 1
            iteration.open = False
            del self._iterations[-1]
            del events[end:]
            del self._numbers[iteration.number :]
            del self._details[iteration.detail :]
            del folds[iteration.fold :]
            if goes_on and events[end - 2] == code:
                events[end - 1] += 1
            else:
                folds += (end,)
                events += (code, 1)
        self._left.clear()
        return pattern

    def _details_of(self, iteration: Iteration) -> list[Detail]:
        begin = iteration.event // 2
        return [replace(kept, position=kept.position - begin) for kept in self._details[iteration.detail :]]

    # Where spans end

    def _close(self, how: int) -> None:
        """End the innermost iteration's span here and now."""
        now = self._clock()
        self._events += (how, now)
        self._iterations[-1].open = False
        del self._iterations[-1]

    def _end_of(self, iteration: Iteration) -> int | None:
        """Where the events have ended the iteration's span, None where it is open.

        The end of a call that encloses the iteration, which nothing had ended before,
        is the first event too many.
        """
        events, is_call, depth = self._events, self._table.is_call, iteration.depth
        for position in range(iteration.scanned, len(events), 2):
            code = events[position]
            if code < 0:
                depth -= 1
                if depth == 0:
                    return position
            elif is_call[code]:
                depth += 1
        iteration.scanned, iteration.depth = len(events), depth
        return None

    def _ends_here(self, iteration: Iteration) -> bool:
        """Whether the span is open to be ended now; what else is open in it, is ended first."""
        self.settle()
        if not iteration.open:
            return False
        inner = [one for one in self._iterations if one.event > iteration.event]
        call = self._call_under_way(iteration, {one.event for one in inner})
        if call is None:
            for _ in inner:
                self._close(EXIT)
            return True
        # asked for by a call inside the iteration: it must have ended before that call began
        for one in reversed([iteration, *inner]):
            if one.event < call:
                self._insert_end(one, call)
        return False

    def _call_under_way(self, iteration: Iteration, loops: set[int]) -> int | None:
        """Where the first call began that is open in the iteration; `loops` are not calls."""
        path: list[int] = []
        for position in range(iteration.event + 2, len(self._events), 2):
            code = self._events[position]
            if code < 0:
                path.pop()
            elif self._table.is_call[code]:
                path.append(position)
        return next((position for position in path if position not in loops), None)

    def _insert_end(self, iteration: Iteration, position: int) -> None:
        """End the iteration's span before the event at `position`."""
        with self._lock:
            self._events[position:position] = (EXIT, self._events[position + 1])
            for place, kept in enumerate(self._details):
                if kept.position >= position // 2 + (not kept.own_event):
                    self._details[place] = replace(kept, position=kept.position + 1)
            self._folds[:] = [fold + 2 * (fold >= position) for fold in self._folds]
            iteration.open = False
            self._iterations.remove(iteration)
        for other in self._iterations:
            other.expected = None
            if other.event >= position:
                other.event += 2
                other.scanned += 2
        self._left.clear()


def _structure(codes: Sequence[int], counts: dict[int, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(codes), tuple(counts.values())
