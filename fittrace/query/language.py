"""What a query says, once it is read.

A query is one path or several, each a row of steps; a step is what one call has to be, and how
it stands to the call that the step before found::

    query       path {"," path}
    path        [">"] step {combinator step}
    combinator  ">" a child | " " or ">>" anything inside | "+" the next sibling | "~" a later sibling
    step        label {filter}, or filters alone
    label       a word, in which * and ? stand for any characters, or "a text" for itself
    filter      "#" name | ":" Class | ":first" | ":last" | ":nth(" integer ")" | "[" condition "]"
    condition   integer | [integer] ":" [integer] | name [operator value]
    operator    "=" "!=" "~" "!~" "<" "<=" ">" ">="

``docs/find-and-assert.md`` explains each with examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from typing import Any, Final, Literal

__all__ = [
    "ATTRIBUTES",
    "Combinator",
    "Filter",
    "Indexed",
    "Labelled",
    "Named",
    "Nth",
    "OfClass",
    "OfFact",
    "Query",
    "Step",
    "Text",
    "Value",
    "Where",
]

Combinator = Literal[" ", ">", "+", "~"]

ATTRIBUTES: Final = {
    "name": "text",
    "class": "text",
    "method": "text",
    "label": "text",
    "symbol": "text",
    "stage": "text",
    "lane": "text",
    "error": "text",
    "duration": "seconds",
    "start": "seconds",
    "depth": "number",
    "failed": "flag",
    "finished": "flag",
    "fact": "fact",
}
"""What a condition can ask of a call, and what it is compared with."""

_TRUTH: Final = {"true": True, "false": False, "none": None}


@dataclass(frozen=True)
class Text:
    """What a name has to be: itself where it was quoted, else a word in which * and ? stand for anything."""

    text: str
    quoted: bool = False

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.text) + r"\Z" if self.quoted else translate(self.text))

    def fits(self, name: str | None) -> bool:
        """Whether that name is meant."""
        return name is not None and self._pattern.match(name) is not None


@dataclass(frozen=True)
class Value:
    """The right side of a condition.

    Attributes:
        text: as it was written.
        number: the number in it, in seconds where it has a unit of time; None where it is none.
    """

    text: Text
    number: float | None = None

    def equals(self, found: Any) -> bool:
        """Whether a field holds this."""
        if not self.text.quoted and self.text.text.lower() in _TRUTH and not isinstance(found, str):
            return found is _TRUTH[self.text.text.lower()]
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return self.number is not None and found == self.number
        return found is not None and self.text.fits(str(found))

    def is_in(self, found: Any) -> bool:
        """Whether what a field holds, as a text, has this somewhere in it."""
        return found is not None and self.text.text in str(found)


Operator = Literal["=", "!=", "~", "!~", "<", "<=", ">", ">="]

_ORDERED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


@dataclass(frozen=True)
class Asked:
    """An operator and what it compares with."""

    operator: Operator
    value: Value

    def of(self, found: Any) -> bool:
        """Whether that is so of what was found; a comparison by size is true of numbers alone."""
        if self.operator in ("=", "!="):
            return self.value.equals(found) == (self.operator == "=")
        if self.operator in ("~", "!~"):
            return self.value.is_in(found) == (self.operator == "~")
        if not isinstance(found, (int, float)) or isinstance(found, bool):
            return False
        return bool(_ORDERED[self.operator](found, self.value.number))

    def of_numbers(self, numbers: Any) -> Any:
        """The same of an array of numbers, one by one; only where `compares_numbers`."""
        return _ORDERED[self.operator](numbers, self.value.number)

    @property
    def compares_numbers(self) -> bool:
        """Whether it can be asked of many numbers at once."""
        return self.operator in _ORDERED and self.value.number is not None


@dataclass(frozen=True)
class Labelled:
    """By label: method alone, ``Class.method``, ``Class.`` or a function's name."""

    text: Text

    def fits(self, label: str) -> bool:
        """Whether a call with that label is meant."""
        if self.text.fits(label):
            return True
        owner, dot, method = label.rpartition(".")
        if self.text.quoted or not dot:
            return False
        if self.text.text.endswith("."):
            return Text(self.text.text[:-1]).fits(owner)
        return "." not in self.text.text and self.text.fits(method)


@dataclass(frozen=True)
class Named:
    """By the instance's name."""

    text: Text


@dataclass(frozen=True)
class OfClass:
    """By the runtime class."""

    text: Text


@dataclass(frozen=True)
class Indexed:
    """Iterations by number, counted from 1, both ends included; from the end where negative."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Nth:
    """The n-th, from 1, of the siblings that what comes before it describes; from the end where negative."""

    place: int


@dataclass(frozen=True)
class Where:
    """By something else that every call has, see `ATTRIBUTES`."""

    name: str
    asked: Asked | None = None


@dataclass(frozen=True)
class OfFact:
    """Calls that state a fact: of a kind, or one with a field like that."""

    kind: Text
    field: str | None = None
    asked: Asked | None = None


Filter = Labelled | Named | OfClass | Indexed | Nth | Where | OfFact


@dataclass(frozen=True)
class Step:
    """What one call has to be.

    Attributes:
        combinator: how it stands to what the step before found; of the first, ``">"`` for the outermost.
        filters: all of which have to fit, in order.
        begin, end: where it stands in the query.
    """

    combinator: Combinator
    filters: tuple[Filter, ...]
    begin: int = 0
    end: int = 0


@dataclass(frozen=True)
class Query:
    """A query that was read.

    Attributes:
        text: as it was written.
        paths: of which one has to fit.
    """

    text: str
    paths: tuple[tuple[Step, ...], ...]

    def step_text(self, step: Step) -> str:
        """A step as it was written."""
        return self.text[step.begin : step.end]
