"""What lines of a difference say, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .entry import Entry, Mark
from .facts import FactChange

__all__ = ["Words", "place_text", "seconds_text", "value_text"]

_LENGTH: Final = 72
"""Characters of a value at most."""
_PLACES: Final = 4
"""Places of a path that are told in full."""


class Words:
    """The words, in English; who says them in another language says these methods anew."""

    def no_difference(self, calls: int) -> str:
        """Nothing differs."""
        return f"No difference: {calls:,} calls in both runs."

    def summary(self, counts: Mapping[Mark, int], before: int, after: int) -> str:
        """``"2 added, 1 moved; 861 calls before, 879 after"``."""
        told = ", ".join(f"{count:,} {mark}" for mark, count in counts.items() if count)
        calls = f"{before:,} calls before, {after:,} after"
        return f"{told}; {calls}" if told else calls

    def first(self, sign: str, path: str) -> str:
        """Where the runs part."""
        return f"first: {sign} {path or 'outside of all calls'}"

    def thread(self, name: str) -> str:
        """The head of a lane's tree."""
        return f"thread {name}"

    def same(self, count: int) -> str:
        """How many calls in a row are the same and not shown."""
        return f"⋯ {count:,} the same"

    def alike(self, where: str) -> str:
        """What differs here was told earlier."""
        return f"the same differs as in {where} above"

    def inside(self, calls: int) -> str:
        """How many calls are in one that are not shown."""
        return f"{calls:,} call{'s' * (calls != 1)} inside"

    def more_facts(self, count: int) -> str:
        """How many facts are not shown."""
        return f"{count:,} more facts differ"

    def each(self, time: str) -> str:
        """A time of which there are several."""
        return f"{time} each"

    def ending(self, exception: str) -> str:
        """How a call ended; the exception's type is empty where it returned."""
        return f"ended by {exception}" if exception else "returned"

    def within(self, *, up: bool, arrived: bool) -> str:
        """A move among the calls of one parent."""
        return f"moved {'up' if up else 'down'} {'to' if arrived else 'from'} here"

    def moved_from(self, place: str) -> str:
        """A move from another parent; its path is empty for the outermost calls."""
        return f"moved from {place or 'the outermost calls'}"

    def moved_to(self, place: str) -> str:
        """A move to another parent."""
        return f"moved to {place or 'the outermost calls'}"

    def notes(self, entry: Entry) -> Iterator[str]:
        """What there is to say of an entry itself, facts aside."""
        if entry.counts is not None:
            yield "×{:,} → ×{:,}".format(*entry.counts)
        elif entry.side.count > 1:
            yield f"×{entry.side.count:,}"
        if entry.endings is not None:
            yield " → ".join(map(self.ending, entry.endings))
        if entry.elsewhere is not None:
            yield self._move(entry, entry.elsewhere)

    def _move(self, entry: Entry, other: Entry) -> str:
        arrived = entry.mark == "moved"
        if other.parent is not None and other.parent is entry.parent:
            left, moved = (other, entry) if arrived else (entry, other)
            return self.within(up=moved.place < left.place, arrived=arrived)
        place = place_text(other.parent) if other.parent is not None else ""
        return self.moved_from(place) if arrived else self.moved_to(place)

    def fact(self, change: FactChange) -> str:
        """``"WeightCreated dense/kernel:0: shape (784, 512) → (64, 512)"``."""
        head = f"{change.kind} {change.subject}".strip()
        said = []
        for field, before, after in change.fields:
            name = field.replace("_", " ")
            if change.mark == "changed":
                said.append(f"{name} {value_text(before)} → {value_text(after)}")
            elif before is not None or after is not None:
                said.append(f"{name} {value_text(after if before is None else before)}")
        return f"{head}: {', '.join(said)}" if said else head


def place_text(entry: Entry) -> str:
    """The entry's path; of a long one its begin and its end."""
    places = entry.path.split(" > ")
    if len(places) <= _PLACES:
        return entry.path
    return " > ".join([places[0], "…", *places[2 - _PLACES :]])


def value_text(value: Any) -> str:
    """A field's value: shapes as tuples, arrays as type, shape and dtype."""
    text = _value(value)
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if _is_array(value):
        return " ".join(_value(part) for part in value if part is not None)
    if isinstance(value, list | tuple):
        inner = ", ".join("?" if item is None else _value(item) for item in value)
        return f"({inner},)" if len(value) == 1 and not isinstance(value[0], list | tuple) else f"({inner})"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_value(item)}" for key, item in value.items()) or "none"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_array(value: Any) -> bool:
    """Type, shape and dtype of an array, as a rule keeps them."""
    return (
        isinstance(value, list | tuple)
        and len(value) == 3
        and isinstance(value[0], str)
        and (value[1] is None or isinstance(value[1], list | tuple))
        and (value[2] is None or isinstance(value[2], str))
    )


def seconds_text(seconds: float) -> str:
    """``"3.21 ms"``."""
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{max(0.0, seconds) / 1e-9:.3g} ns"
