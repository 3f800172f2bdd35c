"""Facts side by side: what of a fact is compared, and what has become of the facts of a call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from ..trace import Fact
from ..trace.rules import CONFIG, COUNT, NAME, Family
from .names import Names
from .sequence import matched

__all__ = ["FactChange", "Told", "changes_between", "told_of"]

_VALUES: Final = frozenset(
    {
        ("ExceptionRaised", "where"),  # lines of files
        ("LearningRateResolved", "iteration"),  # counts on through the run
        ("LogsMissed", "value"),
        ("OperationTaped", "inputs"),  # as the layers' own shapes say
        ("OperationTaped", "output"),
        ("WeightFollowed", "before"),
        ("WeightFollowed", "place"),
        ("WeightFollowed", "settings"),
    }
)
"""Fields that follow from values or from what other facts say; compared where values are."""


_NAMED: Final[dict[str, tuple[str, ...]]] = {}
"""What `_named_in` has found, by kind."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a call that is in one of two runs alone, or says something else in the other.

    Attributes:
        mark: ``"added"``, ``"removed"``, or ``"changed"`` where both runs have it.
        kind: the fact's kind, ``"WeightCreated"``.
        subject: what it is about, ``"dense/kernel:0"``; empty where it names nothing.
        fields: each field that differs, with its value before and after; of a fact that is
            in one run alone all fields, None for the other.
    """

    mark: Literal["added", "removed", "changed"]
    kind: str
    subject: str
    fields: tuple[tuple[str, Any, Any], ...]

    def mirrored(self) -> FactChange:
        """The same, seen from the other run."""
        other = {"added": "removed", "removed": "added", "changed": "changed"}
        swapped = tuple((field, after, before) for field, before, after in self.fields)
        return FactChange(other[self.mark], self.kind, self.subject, swapped)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, ready to be compared.

    Attributes:
        fact: the fact.
        names: its kind and whatever it names; what is about the same has the same.
        fields: the fields that are compared, by their names.
    """

    fact: Fact
    names: tuple[Hashable, ...]
    fields: tuple[tuple[str, Hashable], ...]


def told_of(facts: Sequence[Fact], names: Names, *, values: bool) -> tuple[Told, ...]:
    """The facts of a call, ready to be compared; `values` takes in numbers and elements of arrays."""
    return tuple(_told(fact, names, values) for fact in facts)


def _told(fact: Fact, names: Names, values: bool) -> Told:
    fields = [
        (name, names.within(getattr(fact, name)))
        for name in fact.rules
        if _is_compared(fact, name, values=values)
    ]
    named = _named_in(type(fact))
    return Told(fact, (fact.kind, *(value for name, value in fields if name in named)), tuple(fields))


def _named_in(kind: type[Fact]) -> tuple[str, ...]:
    """The fields that say what a fact of that kind is about: a name, and a key or an attribute of that."""
    known = _NAMED.get(kind.kind)
    if known is None:
        names = [name for name, rule in kind.rules.items() if rule is NAME]
        known = (*names[:1], *(name for name in names[1:] if name in ("attribute", "key")))
        _NAMED[kind.kind] = known
    return known


def _is_compared(fact: Fact, name: str, *, values: bool) -> bool:
    if values:
        return True
    rule = fact.rules[name]
    if (fact.kind, name) in _VALUES:
        return False
    if rule.family is Family.STATE:
        value = getattr(fact, name)
        return isinstance(value, bool) or not isinstance(value, int | float)
    return rule.family is Family.STRUCTURAL or rule is COUNT or rule is CONFIG


def changes_between(before: Sequence[Told], after: Sequence[Told], *, novel: bool) -> tuple[FactChange, ...]:
    """What differs between the facts of a call and those of its counterpart.

    Facts that name the same belong together, then those of one kind in their order.

    Args:
        before: facts of the one.
        after: facts of the other.
        novel: whether both calls tell what is told of new structures alone.
    """
    if not novel:
        before, after = ([told for told in side if not told.fact.novel_only] for side in (before, after))
    codes: dict[tuple[Hashable, ...], int] = {}
    coded = [[codes.setdefault(told.names, len(codes)) for told in side] for side in (before, after)]
    pairs = dict(matched(coded[0], coded[0], coded[1], coded[1]))
    rest = [place for place in range(len(after)) if place not in set(pairs.values())]
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    for place in reversed(rest):
        by_kind[after[place].fact.kind].append(place)
    for place, told in enumerate(before):
        if place not in pairs and by_kind[told.fact.kind]:
            pairs[place] = by_kind[told.fact.kind].pop()
    found = [
        _change(told, after[pairs[place]]) if place in pairs else _alone(told, "removed")
        for place, told in enumerate(before)
    ]
    taken = set(pairs.values())
    found += [_alone(told, "added") for place, told in enumerate(after) if place not in taken]
    return tuple(change for change in found if change is not None)


def _change(before: Told, after: Told) -> FactChange | None:
    if before.fields == after.fields:
        return None
    others = dict(after.fields)
    both_kept = before.fact.kept and after.fact.kept
    fields = tuple(
        (name, getattr(before.fact, name), getattr(after.fact, name))
        for name, value in before.fields
        if name in others
        and others[name] != value
        and (both_kept or before.fact.rules[name].family is not Family.VALUE)
    )
    return FactChange("changed", before.fact.kind, _subject(before, after), fields) if fields else None


def _alone(told: Told, mark: Literal["added", "removed"]) -> FactChange:
    named = _named_in(type(told.fact))
    values = [(name, getattr(told.fact, name)) for name, _ in told.fields if name not in named]
    fields = tuple(
        (name, value, None) if mark == "removed" else (name, None, value) for name, value in values
    )
    return FactChange(mark, told.fact.kind, _subject(told), fields)


def _subject(*sides: Told) -> str:
    """What the fact names, where all sides agree on it: the name itself, not what it is compared by."""
    if len({side.names for side in sides}) > 1:
        return ""
    fact = sides[0].fact
    texts = (getattr(fact, name) for name in _named_in(type(fact)))
    return " ".join(text for text in texts if isinstance(text, str))
