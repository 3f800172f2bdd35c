"""A lane: the calls of one thread of execution, as a flat list that folds itself.

Events are appended in pairs, a code and an argument: a call's begin with its time,
its end with its time, a fact, or a run of folded iterations with their count.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import get_ident
from typing import TYPE_CHECKING, Any

from .catalogue import CallFailed, ExceptionRaised
from .codes import EXIT, FAILED, CallSite, Entry, FactHead
from .exceptions import raised_by_call
from .facts import Fact
from .loops import Loops
from .pattern import Detail
from .reduction import columns_of, fields_of, reduce_structure, reduce_values
from .rules import config_of
from .rundata import Raised
from .whose import Owned

if TYPE_CHECKING:
    from .recorder import Recorder

__all__ = ["Lane"]


class Lane(Owned):
    """Events, numbers and details of one thread; see the module's docstring.

    Args:
        recorder: the recorder of the run that the lane belongs to.
        name: what the lane is called, ``"main"`` for the thread that records.

    Attributes:
        codes: a hook's codes, see `CodeTable.by_site`.
        loops: the loops under way.
        reads_values: whether the elements of arrays are looked at.
    """

    def __init__(self, recorder: Recorder, name: str) -> None:
        super().__init__(recorder)
        self.name = name
        self.table = table = recorder.table
        self.codes = table.by_site
        self.clock = recorder.clock
        self.events: list[int] = []
        self.extend = self.events.extend
        self.numbers: list[float] = []
        self.details: list[Detail] = []
        self.loops = Loops(
            self.events, self.numbers, self.details, table, recorder.patterns, self.clock, recorder.lock
        )
        self.loops.keep_all = recorder.values == "all"
        self.reads_values = recorder.values != "none"
        self._raised: Raised | None = None
        self._own_super: dict[tuple[int, int], bool] = {}

    # A call's begin and end are appended by the hooks themselves; here is what
    # they do only once, or only when something goes wrong.

    def open_calls(self) -> Iterator[tuple[int, int]]:
        """Position and code of each call under way, innermost first."""
        events, is_call = self.events, self.table.is_call
        closed = 0
        for position in range(len(events) - 2, -1, -2):
            code = events[position]
            if code < 0:
                closed += 1
            elif is_call[code]:
                if closed:
                    closed -= 1
                else:
                    yield position, code

    def is_own_super(self, code: int) -> bool:
        """Whether the call under way is the one that `code` is the super-implementation of."""
        entries, last = self.table.entries, self.events[-2] if self.events else EXIT
        if last >= 0 and self.table.is_call[last]:
            outer = last
        else:
            innermost = next(self.open_calls(), None)
            if innermost is None:
                return False
            _, outer = innermost
        answer = self._own_super.get((outer, code))
        if answer is None:
            answer = self._own_super[outer, code] = _same_call(entries[outer], entries[code])
        return answer

    def fail(self, code: int, begin: int, error: BaseException) -> None:
        """End the call with `code` that began at `begin` by an exception, and whatever is open in it.

        Nothing where it has ended already, when Ctrl-C came between its end and its return.
        """
        if not any(call == code and self.events[place + 1] == begin for place, call in self.open_calls()):
            return
        self.loops.settle()
        self._state_exception(error)
        for position, innermost in self.open_calls():
            is_last = innermost == code and self.events[position + 1] == begin
            self.loops.forget(position)
            now = self.clock()
            self.extend((FAILED, now))
            if is_last:
                self._keep_arguments()
                return

    def _keep_arguments(self) -> None:
        """State what the call that has just failed was given; not where it fails again and again."""
        kind, _, hook = sys.exc_info()  # the exception itself may not let anybody look at it
        if kind is None or hook is None or not issubclass(kind, Exception):
            return
        if issubclass(kind, RecursionError) or not self.reads_values or self.loops.repeating():
            return
        if self.events[-2] != FAILED:  # folded just now
            return
        frame = hook.tb_frame.f_locals
        given = {name: value for name, value in frame.items() if name != "self" and name[:2] != "__"}
        if isinstance(frame, dict):
            frame.clear()  # before Python 3.13 a copy, which would keep the exception alive
        if given:
            kept = reduce_values(CallFailed, {"arguments": given}, elements=True)
            code = self._code_of(CallFailed, ())
            self.details.append(Detail(len(self.events) // 2 - 1, code, kept, own_event=False))

    def _state_exception(self, error: BaseException) -> None:
        """State the exception, unless it comes from the call that failed just now and is stated there."""
        left = self.loops.take_left()
        raised, before = raised_by_call(error), self._raised
        last = (left[-1] if left else len(self.events)) - 2
        for position in left:  # the loops were left by the exception
            self.events[position] = FAILED
        if raised != before or last < 0 or self.events[last] != FAILED:
            # no rules: nothing to be reduced, and room on the stack is short after an endless recursion
            kept = {"message": raised.message, "where": list(raised.where)}
            self._keep(ExceptionRaised, (raised.type,), [], kept, reduced=True)
        self._raised = raised

    def state(self, kind: type[Fact], given: dict[str, Any]) -> None:
        """Record a fact; an exception in a rule costs that field, never the training."""
        if get_ident() != self.thread:
            lane = self.here()
            if lane is not None:
                lane.state(kind, given)
            return
        if kind.novel_only and self.loops.repeating():
            return
        structural, numbers = reduce_structure(kind, given)
        self._keep(kind, structural, numbers, given, reduced=False)

    def _keep(
        self,
        kind: type[Fact],
        structural: tuple[Any, ...],
        numbers: list[float],
        given: dict[str, Any],
        *,
        reduced: bool,
    ) -> None:
        """Record a fact whose structure is reduced; its values are, where they are new and not yet."""
        code = self._code_of(kind, structural)
        if kind.novel_only:
            columns = zip(columns_of(kind, structural), numbers, strict=True)
            kept = {name: config_of(kind.rules[name].restore(number)) for name, number in columns}
            kept |= given if reduced else reduce_values(kind, given, elements=self.reads_values)
            self.details.append(Detail(len(self.events) // 2, code, kept, own_event=False))
            return
        self.numbers += numbers
        self.events += (code, 0)
        is_novel = reduced or (kind.value_rules and not self.loops.repeating())
        if is_novel and self.events[-2] == code:  # else it was folded just now
            position = len(self.events) // 2 - 1
            kept = given if reduced else reduce_values(kind, given, elements=self.reads_values)
            self.details.append(Detail(position, code, kept, own_event=True))

    def _code_of(self, kind: type[Fact], structural: tuple[Any, ...]) -> int:
        code = self.table.by_fact.get((kind, structural))
        if code is None:
            head = FactHead(kind.kind, fields_of(kind, structural), columns_of(kind, structural))
            code = self.table.by_fact[kind, structural] = self.table.code_of(head)
        return code


def _same_call(outer: Entry, inner: Entry) -> bool:
    return (
        isinstance(outer, CallSite)
        and isinstance(inner, CallSite)
        and (outer.label, outer.name) == (inner.label, inner.name)
    )
