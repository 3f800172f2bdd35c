"""Calls: what exports tell of a run, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..report.redact import redacted_fact
from ..trace import Fact
from ..trace.codes import CallSite
from ..trace.parse import CallNode
from ..trace.span import facts_of, raised_in
from ..trace.trees import Occurrence

if TYPE_CHECKING:
    from ..trace.ending import Raised

__all__ = ["Call", "Inside", "Loose"]


@dataclass(frozen=True, slots=True)
class Inside:
    """How what is in a node is told.

    Attributes:
        occurrence: where its times and numbers come from.
        level: loops around it.
        estimated: whether its times are a mean.
        bare: whether only the iterations folded in it are told.
    """

    occurrence: Occurrence
    level: int
    estimated: bool
    bare: bool


@dataclass(slots=True, eq=False)
class Call:
    """A call, an iteration of a loop, or iterations in a row that are summed up.

    Times are whole nanoseconds since the run's begin, and nest: a call lies within its
    parent and begins when the calls before it have ended.

    Attributes:
        number: its place among all that is told, from 0.
        lane: the place of its lane among the run's.
        depth: how many calls enclose it.
        parent: the one that encloses it, None for the outermost.
        site: what was called.
        stage: the stage of training it belongs to, ``"forward"``.
        begin, end: nanoseconds since the run's begin.
        index: the loop's own index of an iteration, from 0; None for a call.
        epoch, step: the indexes of the innermost epoch and step it stands in, itself included.
        estimated: whether its times are the mean over the iterations that made the same calls.
        redacted: whether its facts and its exception are told without values and texts.
        left_out: calls and iterations in it that are not told.
        count: iterations it stands for; 1 for one, and for a call.
        latest: when the last of its own calls told so far ended.
    """

    number: int
    lane: int
    depth: int
    parent: Call | None
    site: CallSite
    stage: str
    begin: int
    end: int
    index: int | None
    epoch: int | None
    step: int | None
    estimated: bool
    node: CallNode = field(repr=False)
    occurrence: Occurrence = field(repr=False)
    inside: Inside | None = field(repr=False)
    redacted: bool = False
    left_out: int = 0
    count: int = 1
    latest: int = 0

    @property
    def title(self) -> str:
        """What it is called: ``Dense.call``, ``step 17`` (counted from 1), ``step: 900 more``."""
        if self.count > 1:
            return f"{self.site.label}: {self.count:,} more"
        return self.site.label if self.index is None else f"{self.site.label} {self.index + 1}"

    @property
    def facts(self) -> list[Fact]:
        """The facts stated in the call itself; none of iterations that are summed up."""
        if self.count > 1 or not self.node.facts:
            return []
        found = facts_of(self.node, self.occurrence, None)
        return [redacted_fact(fact) for fact in found] if self.redacted else found

    @property
    def failed(self) -> bool:
        """Whether an exception ended it."""
        return self.node.failed

    @property
    def finished(self) -> bool:
        """False where the run stopped inside."""
        return self.node.end is not None

    @property
    def raised(self) -> str | None:
        """The exception that ended it, with its message where it has one; None where it returned."""
        found = self.exception if self.failed else None
        if found is None:
            return None
        return f"{found.type}: {found.message}" if found.message else found.type

    @property
    def exception(self) -> Raised | None:
        """The exception that ended the call, None where it returned."""
        call: Call | None = self
        while call is not None and call.failed:
            found = raised_in(call.node, call.occurrence)
            if found is not None:
                return replace(found, message="", where=()) if self.redacted else found
            call = call.parent  # stated there, by what left the loop
        return None


@dataclass(frozen=True, slots=True)
class Loose:
    """A fact stated outside any call.

    Attributes:
        lane: the place of its lane.
        at: nanoseconds since the run's begin.
        fact: the fact.
    """

    lane: int
    at: int
    fact: Fact
