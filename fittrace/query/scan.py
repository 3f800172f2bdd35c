"""Names, numbers and signs in the text of a query, one after the other."""

from __future__ import annotations

import re
from typing import Final

from ..errors import QueryError
from .language import Text

__all__ = ["INTEGER", "Scanner", "number_in"]

_SPACE: Final = re.compile(r"\s*")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
INTEGER: Final = re.compile(r"[-+]?[0-9]{1,15}(?![\w.])")
"""A whole number that a float holds."""
_NUMBER: Final = re.compile(
    r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:e([-+]?[0-9]{1,4}))?(ns|us|µs|ms|s|min)?\Z"
)
_POWERS: Final = {"ns": -9, "us": -6, "µs": -6, "ms": -3}


class Scanner:
    """Reads a text from its beginning to its end.

    Attributes:
        text: the text.
        at: where it is read from.
    """

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def name(self, word: re.Pattern[str]) -> Text | None:
        """A quoted text or a word."""
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            return Text(re.sub(r"\\(.)", r"\1", quoted.group(1), flags=re.DOTALL), quoted=True)
        if self.text.startswith('"', self.at):
            raise self.error("the closing quote is missing")
        match = word.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return Text(match.group())

    def integer(self) -> int | None:
        """A whole number, None where there is none."""
        self.skip()
        match = INTEGER.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return int(match.group())

    def takes(self, sign: str) -> bool:
        """Whether a sign comes next, spaces aside; if so it is passed."""
        self.skip()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def expect(self, sign: str, problem: str) -> None:
        """Pass a sign, or raise with what is wrong where it does not come."""
        if not self.takes(sign):
            raise self.error(problem)

    def skip(self) -> None:
        """Pass spaces."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def error(self, problem: str, at: int | None = None) -> QueryError:
        """The error to raise: what is wrong here, or at another place."""
        return QueryError(problem, self.text, self.at if at is None else at)


def number_in(text: str) -> float | None:
    """The number in a text, in seconds where it has a unit of time; None where it is no number."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    digits, exponent, unit = match.groups()
    # read at once: 50 times 1e-6 is not the number that 50e-6 is
    number = float(f"{digits}e{int(exponent or 0) + _POWERS.get(unit, 0)}")
    return number * 60 if unit == "min" else number
