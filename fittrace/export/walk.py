"""Walks: a run's calls in order, folded repeats unfolded as they are read, as far as a limit has room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ..query.stages import stage_key
from ..report.redact import RedactedRun, redacted_fact
from ..trace import Fact
from ..trace.codes import REPEAT, CallSite
from ..trace.parse import FOLDED, CallNode, FoldNode
from ..trace.span import index_of, read_fact
from ..trace.trees import Occurrence, Trees
from .calls import Call, Inside, Loose
from .detail import Budget
from .times import LONGEST, lane_end, nanoseconds

if TYPE_CHECKING:
    from ..trace import Run
    from ..trace.rundata import LaneEvents

__all__ = ["REDACTED", "Walk"]

REDACTED: Final = ("Values of the data and what is derived from them, texts and paths: the run is redacted.",)
"""What is said of the export of a redacted run."""


class Walk:
    """One walk through all lanes of a run, a parent before its children.

    Args:
        run: the run, which may still go on: it is told as it is now.
        limit: how many calls and iterations are told, see `fittrace.export.detail`; None for all.

    Attributes:
        lanes: the names of the lanes.
        redacted: whether facts and exceptions are told without values and texts.
        budget: what was told, and of how much.
        bare: iterations that were told by their time alone.
        summed: iterations that were summed up.
    """

    def __init__(self, run: Run, limit: int | None) -> None:
        recording = run.recording
        self._trees = Trees(recording)
        self._events = [recording.snapshot(place) for place in range(len(recording.lanes))]
        self._roots = [self._trees.of_lane(lane) for lane in self._events]
        self.redacted = isinstance(run, RedactedRun)
        self.lanes = run.lanes if self.redacted else [lane.name for lane in self._events]
        self.budget = Budget(self._trees, self._roots, limit)
        self.bare = self.summed = 0
        self._met: Counter[int] = Counter()
        self._stages: dict[tuple[int, bool], str] = {}
        self._lane = self._end = self._latest = 0

    def __iter__(self) -> Iterator[Call | Loose]:
        """What is told of all lanes, one after the other."""
        for place, (lane, root) in enumerate(zip(self._events, self._roots, strict=True)):
            self._lane, self._end, self._latest = place, lane_end(self._trees, root, lane), 0
            yield from self._told(root, lane)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Sentences on what the limit left out, and what redacting did."""
        return self._missing() + (REDACTED if self.redacted else ())

    def _missing(self) -> tuple[str, ...]:
        budget = self.budget
        missing = budget.whole - budget.told
        if not missing:
            return ()
        of_whole = f"{missing:,} of {budget.whole:,} calls and iterations, for a limit of {budget.limit:,}"
        hows = ((self.bare, "told by their time alone"), (self.summed, "summed up or not told"))
        parts = [f"{count:,} are {how}" for count, how in hows if count]
        if not parts:
            return (f"{of_whole}: those that came last.",)
        return (f"{of_whole}; of the repeated iterations {' and '.join(parts)}.",)

    def _told(self, root: CallNode, lane: LaneEvents) -> Iterator[Call | Loose]:
        inside = Inside(self._trees.lane_occurrence(lane), 0, estimated=False, bare=False)
        # a stack of our own: calls may nest deeper than Python lets generators nest
        path = [self._children(root, inside, None)]
        while path:
            item = next(path[-1], None)
            if item is None:
                path.pop()
                continue
            yield item
            if isinstance(item, Call) and item.inside is not None:
                path.append(self._children(item.node, item.inside, item))

    def _children(self, node: CallNode, inside: Inside, above: Call | None) -> Iterator[Call | Loose]:
        """What stands in a node."""
        if inside.bare:
            for fold in _folds_in(node):
                yield from self._iterations(fold, inside, above)
            return
        loose = self._loose(node, inside.occurrence) if above is None else iter(())
        waiting = next(loose, None)
        for place, child in enumerate(node.children):
            while waiting is not None and waiting[0] <= place:
                yield Loose(self._lane, self._latest, waiting[1])
                waiting = next(loose, None)
            if isinstance(child, FoldNode):
                yield from self._iterations(child, inside, above)
            elif self.budget.take():
                yield self._call(child, inside.occurrence, above, inside, estimated=inside.estimated)
        while waiting is not None:
            yield Loose(self._lane, self._latest, waiting[1])
            waiting = next(loose, None)

    def _loose(self, node: CallNode, occurrence: Occurrence) -> Iterator[tuple[int, Fact]]:
        """The facts stated in no call, each with how many calls came before."""
        for ref in node.facts:
            fact = read_fact(ref, occurrence, None)
            if fact is not None:
                yield ref.after, redacted_fact(fact) if self.redacted else fact

    def _iterations(self, fold: FoldNode, around: Inside, above: Call | None) -> Iterator[Call | Loose]:
        """The iterations one by one, as far as they may be told; then the rest as one."""
        pattern = fold.pattern
        size = self.budget.sizes.of_pattern(pattern)
        for done in range(fold.count):
            place = self._met[pattern]
            if size.is_told and not self.budget.take_time(around.level):
                yield from self._sum(fold, done, around.level, above)
                return
            told = self.budget.take_inside(pattern, around.level, first=place == 0)
            if not (told or size.is_told):
                yield from self._sum(fold, done, around.level, above)
                return
            self._met[pattern] += 1
            root, occurrence = self._trees.of_iteration(pattern, place)
            inside = Inside(occurrence, around.level + size.is_told, estimated=place > 0, bare=not told)
            if root.site == REPEAT:
                yield from self._children(root, inside, above)
                continue
            self.bare += not told
            left_out = 0 if told else self.budget.extra(pattern)
            yield self._call(root, occurrence, above, inside, estimated=False, left_out=left_out)
        self.budget.pass_fold(around.level)

    def _sum(self, fold: FoldNode, done: int, level: int, above: Call | None) -> Iterator[Call]:
        """One slice for the iterations from `done` on, where there is room for it."""
        pattern, rest = fold.pattern, fold.count - done
        place = self._met[pattern]
        self._met[pattern] += rest
        for inner, count in self._trees.met_inside(pattern).items():
            self._met[inner] += count * rest
        self.summed += rest
        if not self.budget.take_sum(level):
            return
        root, occurrence = self._trees.of_iteration(pattern, place)
        left_out = rest * self.budget.sizes.of_pattern(pattern).whole
        call = self._call(root, occurrence, above, None, estimated=False, left_out=left_out)
        _, last = self._trees.of_iteration(pattern, place + rest - 1)
        assert root.end is not None  # a folded iteration has ended
        call.end = nanoseconds(last.begin_of(root.end), call.begin, self._end if above is None else above.end)
        call.count = rest
        self._passed(call, above)
        yield call

    def _call(
        self,
        node: CallNode,
        occurrence: Occurrence,
        above: Call | None,
        inside: Inside | None,
        *,
        estimated: bool,
        left_out: int = 0,
    ) -> Call:
        site = node.site
        assert site is not None  # only a lane's root has none
        least, greatest = (self._latest, self._end) if above is None else (above.latest, above.end)
        begin = nanoseconds(occurrence.begin_of(node.begin), least, greatest)
        end = greatest if node.end is None else nanoseconds(occurrence.begin_of(node.end), begin, greatest)
        index = index_of(node, occurrence)
        if index is not None and not 0 <= index < LONGEST:
            index = None  # a damaged file may hold any number
        call = Call(
            self.budget.slices - 1,
            self._lane,
            0 if above is None else above.depth + 1,
            above,
            site,
            self._stage(site, above),
            begin,
            end,
            index,
            None if above is None else above.epoch,
            None if above is None else above.step,
            estimated,
            node,
            occurrence,
            inside,
            self.redacted,
            left_out,
            latest=begin,
        )
        if call.index is not None:
            if site.label == "epoch":
                call.epoch = call.index
            elif site.label == "step":
                call.step = call.index
        self._passed(call, above)
        return call

    def _passed(self, call: Call, above: Call | None) -> None:
        """What comes after the call in the same node begins when it has ended."""
        if above is None:
            self._latest = call.end
        else:
            above.latest = call.end

    def _stage(self, site: CallSite, above: Call | None) -> str:
        """The stage of a call, found once for each callee inside and outside of the building."""
        key = id(site), above is not None and above.stage == "build"
        found = self._stages.get(key)
        if found is None:
            found = self._stages[key] = stage_key(site.symbol, site.label, building=key[1])
        return found


def _folds_in(node: CallNode) -> list[FoldNode]:
    """The folds in a node, at any depth of calls, in order."""
    found: list[FoldNode] = []
    todo = list(reversed(node.children))
    while todo:
        child = todo.pop()
        if isinstance(child, FoldNode):
            found.append(child)
        elif FOLDED in child.kinds:
            todo.extend(reversed(child.children))
    return found
