"""From a query's text to its steps: one function a rule of the grammar.

Written by hand: the grammar has eight rules and no recursion, and its errors, each with words of
its own, are the larger part; a parser library would be one more dependency and write none of them.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, cast

from ..trace import Fact
from .language import (
    ATTRIBUTES,
    Asked,
    Combinator,
    Filter,
    Indexed,
    Labelled,
    Named,
    Nth,
    OfClass,
    OfFact,
    Operator,
    Query,
    Step,
    Text,
    Value,
    Where,
)
from .scan import INTEGER, Scanner, number_in
from .stages import STAGE_KEYS

__all__ = ["MOST_STEPS", "parse"]

MOST_STEPS: Final = 12_000
"""Steps that a query can have: some more than calls can nest in a recording, for their paths."""
LONGEST: Final = 4_000_000
"""Characters that a query can have."""

_WORD: Final = re.compile(r"[\w.*?]+")
_NAME: Final = re.compile(r"[\w.*?/-]+")
_CONDITION: Final = re.compile(r"[A-Za-z_]\w*(?:\.\w+)?")
_OPERATOR: Final = re.compile(r"!=|!~|<=|>=|==|=|~|<|>")
_BARE: Final = re.compile(r"[^\s\]\"]+")
_COMBINATORS: Final = {">>": " ", ">": ">", "+": "+", "~": "~"}


@lru_cache(maxsize=64)
def parse(query: str) -> Query:
    """Read a query.

    Raises:
        QueryError: the query does not follow the grammar; the message points at the mistake.
    """
    return _Reader(query).query()


class _Reader(Scanner):
    """Reads a query, a method for each rule of the grammar."""

    def query(self) -> Query:
        if len(self.text) > LONGEST:
            raise self.error(f"a query has at most {LONGEST:,} characters", LONGEST)
        paths = [self.path()]
        while self.takes(","):
            paths.append(self.path())
        if self.at < len(self.text):
            raise self.error(f"{self.text[self.at]!r} is not expected here")
        if sum(map(len, paths)) > MOST_STEPS:
            raise self.error(f"a query has at most {MOST_STEPS} steps")
        return Query(self.text, tuple(paths))

    def path(self) -> tuple[Step, ...]:
        combinator = self.combinator()
        if combinator in ("+", "~"):
            raise self.error(f"{combinator!r} stands between two steps; there is none before it", self.at - 1)
        steps = [self.step(combinator or " ")]
        while (following := self.combinator()) is not None or self.more():
            steps.append(self.step(following or " "))
        return tuple(steps)

    def combinator(self) -> Combinator | None:
        for sign, meaning in _COMBINATORS.items():
            if self.takes(sign):
                return cast(Combinator, meaning)
        return None

    def more(self) -> bool:
        """Whether another step begins here."""
        return self.at < len(self.text) and self.text[self.at] != ","

    def step(self, combinator: Combinator) -> Step:
        self.skip()
        begin = self.at
        filters: list[Filter] = []
        label = self.name(_WORD)
        if label is not None:
            filters.append(Labelled(label))
        while (following := self.filter()) is not None:
            filters.append(following)
        if not filters:
            if self.more():
                raise self.error(f"a call is expected here, not {self.text[self.at]!r}")
            raise self.error("a call is expected here: a label like fit or Dense.call, or * for any")
        return Step(combinator, tuple(filters), begin, self.at)

    def filter(self) -> Filter | None:
        """A filter, which follows without a space."""
        sign = self.text[self.at : self.at + 1]
        if sign not in ("#", ":", "["):
            return None
        self.at += 1
        if sign == "#":
            name = self.name(_NAME)
            if name is None:
                raise self.error("the name of an instance is expected after '#'")
            return Named(name)
        return self.position() if sign == ":" else self.condition()

    def position(self) -> Filter:
        begin = self.at
        word = self.name(_WORD)
        if word is None:
            raise self.error("first, last, nth(2) or the name of a class is expected after ':'")
        if word.text in ("first", "last") and not word.quoted:
            return Nth(1 if word.text == "first" else -1)
        if word.text == "nth" and not word.quoted:
            return Nth(self.nth())
        if word.quoted or word.text[0].isupper() or word.text[0] in "_*?":
            return OfClass(word)
        raise self.error(
            f"there is no ':{word.text}'{_nearest(word.text, ('first', 'last', 'nth'))}; "
            "the positions are :first, :last and :nth(2)",
            begin,
        )

    def nth(self) -> int:
        self.expect("(", "':nth' takes a number, as in :nth(2)")
        begin = self.at
        place = self.integer()
        if place is None:
            raise self.error("a number is expected, 1 for the first, -1 for the last")
        if place == 0:
            raise self.error("positions are counted from 1, or from -1 backwards; there is no 0", begin)
        self.expect(")", "')' is missing")
        return place

    def condition(self) -> Filter:
        self.skip()
        if self.text[self.at : self.at + 1] == ":" or INTEGER.match(self.text, self.at):
            found: Filter = self.index()
        else:
            found = self.attribute()
        self.expect("]", "']' is missing")
        return found

    def index(self) -> Indexed:
        first = self.counted()
        last = self.counted() if self.takes(":") else first
        return Indexed(first, last)

    def counted(self) -> int | None:
        self.skip()
        begin = self.at
        number = self.integer()
        if number == 0:
            raise self.error("iterations are counted from 1, as on the page; [-1] is the last", begin)
        return number

    def attribute(self) -> Filter:
        begin = self.at
        match = _CONDITION.match(self.text, begin)
        if match is None:
            raise self.error(
                "a number like [2], a range like [2:5] or a condition like [stage=build] is expected"
            )
        name, self.at = match.group(), match.end()
        if name[0].isupper():
            return self.of_fact(name, begin)
        kind = ATTRIBUTES.get(name)
        if kind is None:
            near = _nearest(name, ATTRIBUTES)
            raise self.error(f"a call has no {name!r}{near}; a fact's kind begins with a capital", begin)
        value_begin, asked = self.asked()
        if asked is None:
            if kind != "flag" and name != "error":
                raise self.error(f"'=' or another operator is expected after {name!r}")
            return Where(name)
        if kind == "flag":
            raise self.error(f"[{name}] is compared with nothing", value_begin)
        if kind == "fact":
            if asked.operator != "=":
                raise self.error(f"[fact=...] knows no {asked.operator!r}", value_begin)
            return OfFact(asked.value.text)
        self.check_value(name, kind, asked, value_begin)
        return Where(name, asked)

    def check_value(self, name: str, kind: str, asked: Asked, begin: int) -> None:
        """See that an attribute can be compared with the value."""
        if kind == "text" and asked.operator[0] in "<>":
            raise self.error(f"{name!r} is a text, which {asked.operator!r} does not compare", begin)
        if kind != "text" and asked.value.number is None:
            example = "2ms" if kind == "seconds" else "2"
            raise self.error(f"{name!r} is compared with a number, as in [{name}>{example}]", begin)
        known = name == "stage" and asked.operator in ("=", "!=")
        if known and not any(asked.value.text.fits(stage) for stage in STAGE_KEYS):
            raise self.error(f"there is no such stage; the stages are {', '.join(STAGE_KEYS)}", begin)

    def of_fact(self, name: str, begin: int) -> OfFact:
        kind, _, field = name.partition(".")
        rules = Fact.kinds[kind].rules if kind in Fact.kinds else None
        if field and rules is not None and field not in rules:
            near = _nearest(field, rules) or f"; it has {', '.join(rules)}"
            raise self.error(f"{kind} has no field {field!r}{near}", begin + len(kind) + 1)
        _, asked = self.asked()
        if asked is not None and not field:
            raise self.error(f"a field is compared, as in [{kind}.value>0.5]", begin)
        return OfFact(Text(kind, quoted=True), field or None, asked)

    def asked(self) -> tuple[int, Asked | None]:
        """An operator and its value, and where the value begins."""
        self.skip()
        match = _OPERATOR.match(self.text, self.at)
        if match is None:
            return self.at, None
        self.at = match.end()
        self.skip()
        begin = self.at
        text = self.name(_BARE)
        if text is None:
            raise self.error(f"a value is expected after {match.group()!r}")
        operator = cast(Operator, match.group().replace("==", "="))
        number = None if text.quoted else number_in(text.text)
        if operator[0] in "<>" and number is None:
            raise self.error(f"{match.group()!r} compares with a number", begin)
        return begin, Asked(operator, Value(text, number))


def _nearest(word: str, known: object) -> str:
    near = get_close_matches(word, list(cast("dict[str, object]", known)), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""
