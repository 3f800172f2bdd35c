"""Where a call is, as a query that finds it and nothing else."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from ..trace.span import Span
from .matches import Matches
from .parse import parse
from .search import Scope

__all__ = ["path_of"]

_PLAIN_LABEL: Final = re.compile(r"[\w.]*\w\Z")
_PLAIN_NAME: Final = re.compile(r"[\w.][\w./-]*\Z")


def path_of(span: Span) -> str:
    """The call's path: a step for each call around it, by label, name and number.

    Where siblings have those in common, a step also says which of them is meant.
    """
    steps = []
    above: Span | None = span
    while above is not None:
        steps.append(_step_of(above))
        above = above.parent
    return "> " + " > ".join(reversed(steps))


def _step_of(span: Span) -> str:
    index = "" if span.index is None or span.index < 0 else f"[{span.index + 1}]"
    name = "" if span.name is None else "#" + _word(span.name, _PLAIN_NAME)
    step = f"{_word(span.label, _PLAIN_LABEL)}{name}{index}"
    if span.parent is None and len(span.trees.recording.lanes) > 1:
        step += f"[lane={span.root.lane + 1}]"
    alike = Matches(parse(f"> {step}"), [Scope(span.trees, span.root, span.parent)])
    if len(alike) == 1:
        return step
    place = bisect_left(alike, span.order, key=lambda other: other.order)
    return f"{step}:nth({place + 1})"


def _word(text: str, plain: re.Pattern[str]) -> str:
    """The text as the grammar takes it, in quotes where it is no plain word."""
    if plain.match(text):
        return text
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{escaped}"'
