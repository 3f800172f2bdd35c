"""Texts and values as other programs can read them."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

__all__ = ["Texts", "counted", "fields_of", "json_text"]

_HALVES: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


class Texts:
    """Makes texts that every reader of UTF-8 takes, and remembers whether it had to change one."""

    def __init__(self) -> None:
        self.changed = False

    def whole(self, text: str) -> str:
        """The text, halves of characters (lone surrogates) replaced: no UTF-8 holds them."""
        if text.isascii():
            return text
        found = _HALVES.sub(_REPLACEMENT, text)
        self.changed |= found != text
        return found

    def plain(self, value: Any) -> Any:
        """The value as JSON has it: numbers that are not finite as text, keys as text, texts whole."""
        if isinstance(value, str):
            return self.whole(value)
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, dict):
            return {self.whole(str(key)): self.plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.plain(item) for item in value]
        return self.whole(str(value))

    @property
    def left_out(self) -> tuple[str, ...]:
        """A sentence where a text was changed."""
        if not self.changed:
            return ()
        return (f"Halves of characters in texts, which UTF-8 does not hold; {_REPLACEMENT} stands there.",)


def fields_of(fact: Any, texts: Texts) -> dict[str, Any]:
    """A fact's fields without its kind, as JSON has them; what nobody kept is left away."""
    found = fact.as_dict()
    del found["kind"]
    return {name: texts.plain(value) for name, value in found.items() if value is not None}


def json_text(value: Any) -> str:
    """The value in one line; characters as they are, for Perfetto shows escapes as escapes."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def counted(count: int, noun: str) -> str:
    """``1 fact``, ``1,200 facts``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
