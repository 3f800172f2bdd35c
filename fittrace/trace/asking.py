"""What a run can be asked: which calls it made, and whether they are those that there should be."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ..query import Matches
    from ..report.logs import LogsFlow
    from .run import Run

__all__ = ["Asking"]

__tracebackhide__ = True
"""For pytest: a failing test shows the line that asks, not those in here."""


class Asking:
    """The questions; `Run` has them all.

    What answers is imported when it is asked: the recorder does not depend on how its runs are
    queried.
    """

    def find(self, query: str) -> Matches:
        """The calls that a query describes, of all lanes, in order; read as they are asked for.

        ::

            run.find("fit > epoch[2] > step[3] *.call")
            run.find("train_step[duration>2ms]").count()

        The language is described in ``docs/find-and-assert.md``.

        Raises:
            QueryError: the query does not follow the grammar; the message points at the mistake.
        """
        found: Matches = import_module("fittrace.query").find(self, query)
        return found

    def assert_called(self, query: str) -> None:
        """See that a query finds a call.

        Raises:
            AssertionError: it finds none; the message says what is there instead.
            QueryError: the query does not follow the grammar.
        """
        self._see("called", query)

    def assert_never(self, query: str) -> None:
        """See that a query finds no call.

        Raises:
            AssertionError: it finds one; the message shows where.
            QueryError: the query does not follow the grammar.
        """
        self._see("never", query)

    def assert_count(self, query: str, count: int) -> None:
        """See that a query finds `count` calls.

        Raises:
            AssertionError: it finds more or fewer.
            QueryError: the query does not follow the grammar.
        """
        self._see("count", query, count)

    def assert_order(self, *queries: str, within: str | None = None) -> None:
        """See that calls come in an order: the first of each query begins after the first of the one before.

        ::

            run.assert_order("on_epoch_begin", "on_train_batch_begin", "train_step", "on_train_batch_end")

        Args:
            *queries: two or more.
            within: look into each call that this query finds, one by one, rather than into the whole run.

        Raises:
            AssertionError: they come in another order, or one of them does not come at all.
            QueryError: a query does not follow the grammar.
        """
        self._see("order", *queries, within=within)

    def assert_nested(self, outer: str, inner: str) -> None:
        """See that every call that `inner` finds is, at any depth, in one that `outer` finds.

        Raises:
            AssertionError: one is not, or `inner` finds none.
            QueryError: a query does not follow the grammar.
        """
        self._see("nested", outer, inner)

    def assert_same_calls(self, other: Run) -> None:
        """See that the run makes the calls of another one, in its order; facts and times do not count.

        Raises:
            AssertionError: it does not; the message shows the difference as a tree.
        """
        self._see("same_calls", other)

    def logs_flow(self) -> LogsFlow:
        """Who wrote, read and missed each key of the `logs` that callbacks are handed.

        ::

            flow = run.logs_flow()
            flow["lr"].readers, flow.warnings

        `warnings` has a sentence for each read of what was not there, reads before writes first.
        """
        flow: LogsFlow = import_module("fittrace.report.logs").logs_flow_of(self)
        return flow

    def _see(self, what: str, *arguments: Any, **options: Any) -> None:
        asserting = import_module("fittrace.asserting")
        try:
            getattr(asserting, f"assert_{what}")(cast("Run", self), *arguments, **options)
        except AssertionError as error:
            raise error.with_traceback(None) from None
