"""The plan of a search: those parts of the folded tree in which a query can find something.

Each step of a query has a number, and a set of steps is an integer with a bit for each.  What a
call has to be depends on what was found around it, so a plan is made top down: with `base`, the
steps that the calls of a list may fit, and `deep`, those that may fit at any depth below.  The
same pattern under the same steps is planned once, however often the run repeats it.

A plan knows structures only.  It says of a step that it fits (`sure`) or that the call itself
has to be asked (`maybe`: a duration, an index, a value of a fact, a place among siblings).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..trace.codes import REPEAT, CallSite
from ..trace.parse import CallNode, FoldNode
from ..trace.trees import Root, Trees
from .filters import Structure, is_positional, known, stage_of_node
from .language import Labelled, Named, Nth, OfClass
from .planned import Entry, Member, Siblings
from .steps import Steps, bits_of

__all__ = ["Plan"]


@dataclass(slots=True)
class _Task:
    """A list that is to be planned."""

    member: Member | None
    node: CallNode
    base: int
    deep: int
    building: bool
    kinds: frozenset[str] = field(default_factory=frozenset)


class Plan:
    """The plan of a query for one lane, or for what is in one call.

    Args:
        steps: the query's steps.
        trees: the recording's trees.
        root: the lane.
        node: the call in which to search, or the lane's root.
        building: whether that call belongs to the building.

    Attributes:
        lists: every list that was planned.
        top: what is in the call; None where nothing can be found.
    """

    def __init__(self, steps: Steps, trees: Trees, root: Root, node: CallNode, *, building: bool) -> None:
        self.steps, self._trees = steps, trees
        self._lane = root.lane, root.name
        self._planned: dict[tuple[int, int, int, bool, int], Member] = {}
        self.lists: list[Siblings] = []
        self._known: dict[tuple[CallSite | None, int], bool] = {}
        self._tasks: list[_Task] = []
        top = Member(Structure(node, "", self._lane))
        self._tasks.append(_Task(top, node, steps.outermost, steps.anywhere, building))
        while self._tasks:
            self._plan(self._tasks.pop())
        self._look_back()
        self._prune()
        self.top = top.inside if top.inside is not None and top.inside.live else None

    def _plan(self, task: _Task) -> None:
        """Plan a list, and have planned what is in its calls."""
        assert task.member is not None
        new: list[tuple[Member, bool]] = []
        siblings = self._siblings(task, new)
        self.lists.append(siblings)
        task.member.inside = siblings
        base = self._spread(siblings, task.base)
        siblings.linked = bool(base & ~task.base)
        for step in bits_of(base & self.steps.placed):
            self._settle(siblings, step)
        for entry in self._folds(siblings):
            self._share(entry, base, task, siblings)
        for member, building in new:
            fitting = member.sure | member.maybe
            below, deep = self.steps.below(fitting, task.deep)
            node = member.at.node
            if below and node.children:
                self._tasks.append(_Task(member, node, below, deep, building, task.kinds))

    def _siblings(self, task: _Task, new: list[tuple[Member, bool]]) -> Siblings:
        """The list with nothing left out; `new` gets its calls, and whether they belong to the building."""
        siblings = Siblings([])
        for place, child in enumerate(task.node.children):
            kinds = task.kinds
            fold, node = (
                (child, self._trees.of_pattern(child.pattern))
                if isinstance(child, FoldNode)
                else (None, child)
            )
            if fold is not None:
                kinds = self._loose_kinds(fold.pattern)
            if node.site == REPEAT:
                inner = _Task(None, node, 0, 0, task.building, kinds)
                siblings.entries.append(Entry(place, fold, None, self._siblings(inner, new)))
                continue
            stage = stage_of_node(node, building=task.building)
            member = Member(Structure(node, stage, self._lane, kinds))
            siblings.entries.append(Entry(place, fold, member))
            if fold is None:
                new.append((member, stage == "build"))
        return siblings

    def _folds(self, siblings: Siblings) -> Iterator[Entry]:
        for entry in siblings.entries:
            if entry.again is not None:
                yield from self._folds(entry.again)
            elif entry.fold is not None:
                yield entry

    def _share(self, entry: Entry, base: int, task: _Task, siblings: Siblings) -> None:
        """Plan the iterations of a fold, once for all folds of the pattern that have the same steps."""
        assert entry.fold is not None
        assert entry.member is not None
        key = entry.fold.pattern, base, task.deep, task.building, id(siblings) if siblings.linked else 0
        shared = self._planned.get(key)
        if shared is not None:
            entry.member = shared
            return
        member = self._planned[key] = entry.member
        below, deep = self.steps.below(member.sure | member.maybe, task.deep)
        if below:
            kinds = frozenset(member.at.kinds)
            building = member.at.stage == "build"
            self._tasks.append(_Task(member, member.at.node, below, deep, building, kinds))

    def _spread(self, siblings: Siblings, base: int) -> int:
        """Ask the calls of the list, also for the steps that siblings lead to; gives all steps asked."""
        steps, members = self.steps, list(siblings.members())
        while True:
            found = 0
            for member in members:
                self._ask(member, base)
                found |= member.sure | member.maybe
            spread = base | found << 1 & (steps.later | steps.next)
            if spread == base:
                return base
            base = spread

    def _ask(self, member: Member, base: int) -> None:
        for step in bits_of(base & ~member.asked):
            bit = 1 << step
            if not self._may_begin(step, member.at):
                continue
            ranked, answer = self._fits(step, member.at)
            member.ranked |= bit * ranked
            member.sure |= bit * (answer is True)
            member.maybe |= bit * (answer is None)
        member.asked |= base

    def _may_begin(self, step: int, at: Structure) -> bool:
        """Whether the step's first filter may fit; remembered by what is called, for the calls are many."""
        first = self.steps.filters[step][0]
        if not isinstance(first, (Labelled, Named, OfClass)):
            return True
        key = at.node.site, step
        answer = self._known.get(key)
        if answer is None:
            answer = self._known[key] = known(first, at) is True
        return answer

    def _fits(self, step: int, at: Structure) -> tuple[bool, bool | None]:
        """Whether calls of a structure count as the step's siblings, and whether they fit it."""
        sure, ranked = True, False
        for filter_ in self.steps.filters[step]:
            fits = known(filter_, at)
            if fits is False:
                return ranked, False
            sure = sure and fits is True
            ranked = ranked or is_positional(filter_)
        return ranked, True if sure else None

    def _settle(self, siblings: Siblings, step: int) -> None:
        """Say once for all which calls of a list have the places that a step asks for, if structures tell."""
        bit = 1 << step
        if any(entry.again is not None for entry in siblings.entries):
            return
        ranked = [(entry.fold, entry.member) for entry in siblings.entries if entry.member is not None]
        ranked = [(fold, member) for fold, member in ranked if member.ranked & bit]
        if any(fold is not None for fold, _ in ranked):
            return
        members = [member for _, member in ranked]
        left = members
        for filter_ in self.steps.filters[step]:
            if isinstance(filter_, Nth):
                place = filter_.place - 1 if filter_.place > 0 else len(left) + filter_.place
                left = left[place : place + 1] if place >= 0 else []
                continue
            answers = [known(filter_, member.at) for member in left]
            if None in answers:
                return
            left = [member for member, answer in zip(left, answers, strict=True) if answer]
        for member in members:
            member.maybe &= ~bit
            member.ranked &= ~bit
            member.sure |= bit * any(member is one for one in left)

    def _loose_kinds(self, number: int) -> frozenset[str]:
        """Kinds of fact that some iterations of a pattern state and others do not keep."""
        recording = self._trees.recording
        codes = {
            detail.code
            for details in recording.patterns[number].details.values()
            for detail in details
            if not detail.own_event
        }
        return frozenset(getattr(recording.entries[code], "kind", "") for code in codes)

    def _look_back(self) -> None:
        """From what can be found to what leads there."""
        owners: dict[int, list[Siblings]] = {}
        for siblings in self.lists:
            for member in siblings.members():
                owners.setdefault(id(member.inside), []).append(siblings)
        todo = list(self.lists)  # the last ones first: what is in a call is planned after the call
        while todo:
            siblings = todo.pop()
            if self._looked_at(siblings):
                todo += owners.get(id(siblings), ())

    def _looked_at(self, siblings: Siblings) -> bool:
        """Look once at what leads from a list to something found; whether there is more than before."""
        steps = self.steps
        down, linked = steps.child | steps.deep, steps.later | steps.next
        live, certain = siblings.live, siblings.certain
        while True:
            before = live
            for member in siblings.members():
                inside = member.inside.live if member.inside is not None else 0
                ends = steps.final | (inside & down | live & linked) >> 1
                member.good = (member.sure | member.maybe) & ends
                live |= member.good | inside & (steps.deep | steps.anywhere)
                certain = certain and not member.maybe & (live | steps.placed)
                if member.inside is not None and inside:
                    certain = certain and member.inside.certain
            if live == before:
                break
        changed = (live, certain) != (siblings.live, siblings.certain)
        siblings.live, siblings.certain = live, certain
        return changed

    def _prune(self) -> None:
        """Leave out what leads to nothing."""
        for siblings in self.lists:
            self._keep(siblings, siblings)
        for siblings in self.lists:
            for member in siblings.members():
                if member.inside is not None and not member.inside.live:
                    member.inside = None

    def _keep(self, siblings: Siblings, whole: Siblings) -> None:
        """Keep what matters of a list, or of a repeat in the list `whole`."""
        kept: list[Entry] = []
        gap = False
        for entry in siblings.entries:
            if entry.again is not None:
                self._keep(entry.again, whole)
            if self._matters(entry, whole):
                entry.gap, gap = gap, False
                kept.append(entry)
            else:
                gap = True
        siblings.entries, siblings.gap = kept, gap
        siblings.live, siblings.linked, siblings.certain = whole.live, whole.linked, whole.certain

    def _matters(self, entry: Entry, whole: Siblings) -> bool:
        if entry.member is None:
            return entry.again is not None and bool(entry.again.entries)
        inside = entry.member.inside is not None and entry.member.inside.live
        return bool(entry.member.good or inside or entry.member.ranked & whole.live)
