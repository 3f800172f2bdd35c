"""Loops: iterations under way, where they begin and where they end.

When an iteration ends, it is folded (:mod:`fittrace.trace.folding`), so that a lane stays
short however long the training.

Spans nest, generators need not: somebody can hold a loop's generator and go on with it
after the call that began it has returned, or from inside another call.  The iteration
is then taken to have ended where it had to for the spans to nest.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

from .clock import Clock
from .codes import EXIT, CodeTable
from .folding import Folding, Iteration
from .pattern import Detail, Pattern
from .repeats import Repeats

__all__ = ["Loops"]


class Loops:
    """The loops of one lane.

    Args:
        events, numbers, details: the lane's own lists.
        table: the run's code table.
        patterns: the run's patterns; new ones are appended.
        clock: gives the time of an event in nanoseconds.
        lock: held while a fold replaces events, so that a writer sees whole states.

    Attributes:
        keep_all: whether the values of every iteration are kept.
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
        self._table, self._clock, self._lock = table, clock, lock
        self._folding = Folding(events, numbers, details, table, patterns, lock)
        self._iterations = self._folding.iterations
        self._repeats = Repeats(self._folding)
        self.keep_all = False
        self._expected: dict[int, Pattern | None] = {}
        self._left: list[int] = []

    # Iterations begin and end.  No function is called between the lines that belong
    # together: only between calls does a signal's exception (Ctrl-C) or another thread
    # come in, so that either finds all of a change or nothing of it.

    def begin(self, code: int, index: int, *, first: bool, last: bool = False) -> Iteration:
        """Open the span of a loop's next iteration.

        Args:
            code: the loop's code.
            index: the loop's own index of the iteration.
            first: whether the loop begins with it.
            last: whether the loop is known to end with it, so that its values are kept
                although it may repeat others.
        """
        self.settle()
        self._left.clear()
        told = self.keep_all or (last and not self.repeating())
        pattern = None if told else self._expected.get(code)
        place = len(self._events)
        iteration = Iteration(
            code,
            first,
            place,
            len(self._numbers),
            len(self._details),
            len(self._folding.places),
            pattern.codes if pattern is not None else None,
            told,
            quiet=not told and self._folding.structures.is_full(code),
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
        known = pattern if pattern is not None and pattern.codes == codes else None
        self._expected[iteration.code] = self._folding.fold(iteration, known, codes, times)
        self._left.clear()

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
        self.repeating()

    def repeating(self) -> bool:
        """Whether what is under way has so far made the very calls of something earlier.

        That is the innermost iteration, or the outermost call where there is none.
        """
        if not self._iterations:
            return not self.keep_all and self._repeats.repeating()
        return self._folding.structures.still_repeats(self._iterations[-1], self._events)

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
            self._folding.places[:] = [fold + 2 * (fold >= position) for fold in self._folding.places]
            iteration.open = False
            self._iterations.remove(iteration)
        for other in self._iterations:
            other.expected = None
            if other.event >= position:
                other.event += 2
                other.scanned += 2
        self._left.clear()
