"""Loops side by side: iterations in a row, as each run folded them, with those of the other run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .item import Item

__all__ = ["Part", "Stretch", "iterations_beside"]


@dataclass(slots=True)
class Part:
    """Iterations in a row out of those that one node stands for; a call is one of its own.

    Attributes:
        item: the node.
        skipped: how many of the node's iterations come before.
        count: how many there are.
    """

    item: Item
    skipped: int = 0
    count: int = 1


@dataclass(slots=True)
class Stretch:
    """Iterations of one run with those of the other; None where it has none."""

    before: Part | None
    after: Part | None


def iterations_beside(before: Sequence[Item], after: Sequence[Item]) -> list[Stretch]:
    """Pair the iterations of a loop with those of the other run's loop.

    From both ends as long as they are the same; what is left by the groups they were
    folded into where there are as many, else one by one in order.

    Args:
        before: groups of iterations, one after the other.
        after: those of the other run.
    """
    todo = (
        deque(Part(item, 0, item.count) for item in before),
        deque(Part(item, 0, item.count) for item in after),
    )
    head: list[Stretch] = []
    tail: list[Stretch] = []
    _take(todo, head, _same_all_through, from_end=False)
    _take(todo, tail, _same_all_through, from_end=True)
    if not _have_groups_alike(todo):
        _take(todo, tail, _same_calls_of_groups, from_end=True)
        _take(todo, head, _same_calls, from_end=False)
        _take(todo, tail, _same_calls, from_end=True)
    if _have_groups_alike(todo):
        middle = [Stretch(*pair) for pair in zip(*todo, strict=True)]
    else:
        middle = []
        _take(todo, middle, lambda *_: True, from_end=False)
        middle += [Stretch(part, None) for part in todo[0]] + [Stretch(None, part) for part in todo[1]]
    return _joined([*head, *middle, *reversed(tail)])


def _parts(items: Sequence[Item]) -> deque[Part]:
    return deque(Part(item, 0, item.count) for item in items)


def _have_groups_alike(todo: tuple[deque[Part], deque[Part]]) -> bool:
    """Whether both have as many groups, all of them whole: the same ones, but for what is in them."""
    return len(todo[0]) == len(todo[1]) and all(_is_whole(part) for side in todo for part in side)


def _is_whole(part: Part) -> bool:
    return part.count == part.item.count


def _same_all_through(before: Part, after: Part) -> bool:
    return before.item.inner == after.item.inner


def _same_calls(before: Part, after: Part) -> bool:
    return before.item.calls == after.item.calls


def _same_calls_of_groups(before: Part, after: Part) -> bool:
    """The same calls, in groups of one iteration: a last step of fewer rows is the other run's last step."""
    return _same_calls(before, after) and before.item.count == after.item.count == 1


def _take(
    todo: tuple[deque[Part], deque[Part]],
    found: list[Stretch],
    same: Callable[[Part, Part], bool],
    *,
    from_end: bool,
) -> None:
    """Move iterations from one end into `found` while those of both runs are the same."""
    end = -1 if from_end else 0
    before, after = todo
    while before and after and same(before[end], after[end]):
        count = min(before[end].count, after[end].count)
        found.append(Stretch(*(_cut(side, count, from_end=from_end) for side in todo)))


def _cut(parts: deque[Part], count: int, *, from_end: bool) -> Part:
    """Take that many iterations from the part at an end."""
    part = parts[-1 if from_end else 0]
    part.count -= count
    if from_end:
        taken = Part(part.item, part.skipped + part.count, count)
    else:
        taken = Part(part.item, part.skipped, count)
        part.skipped += count
    if not part.count:
        parts.pop() if from_end else parts.popleft()
    return taken


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours that were cut from the same iterations, together again."""
    found: list[Stretch] = []
    for stretch in stretches:
        if found and _belong(found[-1], stretch):
            found[-1] = Stretch(_sum(found[-1].before, stretch.before), _sum(found[-1].after, stretch.after))
        else:
            found.append(stretch)
    return found


def _belong(one: Stretch, next_: Stretch) -> bool:
    """Whether two neighbours were cut from the same groups.

    What one run has more of belongs to iterations that call the same in both.
    """
    shared = _go_on(one.before, next_.before), _go_on(one.after, next_.after)
    if False in shared or shared == (None, None):
        return False
    if None not in shared:
        return True
    pair = one if one.before is not None and one.after is not None else next_
    return pair.before is not None and pair.after is not None and _same_calls(pair.before, pair.after)


def _go_on(one: Part | None, next_: Part | None) -> bool | None:
    """Whether the second part follows on the first one and is the same; None where there are no two."""
    if one is None or next_ is None:
        return None
    begins = one.item.node.first, next_.item.node.first
    if one.item is next_.item or begins[0] is None or begins[1] is None:
        return one.item is next_.item and one.skipped + one.count == next_.skipped
    ends_at = begins[0] + one.skipped + one.count
    return one.item.inner == next_.item.inner and ends_at == begins[1] + next_.skipped


def _sum(one: Part | None, next_: Part | None) -> Part | None:
    if one is None or next_ is None:
        return one or next_
    return Part(one.item, one.skipped, one.count + next_.count)
