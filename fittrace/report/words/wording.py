"""Numbers, times, shapes and counts as people read them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .language import _, ngettext, pgettext
from .nouns import NOUNS, UNKNOWN_COUNTS

__all__ = [
    "bytes_text",
    "count_text",
    "listed_text",
    "number_text",
    "seconds_text",
    "shape_text",
    "shown_text",
    "spec_text",
    "ticking",
    "times_text",
    "unread_text",
]

TICK = 1e-6
"""Seconds that a reading of a logical clock is said to take."""
_TICKING: ContextVar[bool] = ContextVar("ticking", default=False)
_TIME_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))

_UNREAD = re.compile(r"not readable: (?P<error>\w+)")
_NOT_SHOWN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown_text(text: str) -> str:
    """The text with a replacement character for what no page and no picture can hold.

    Those are control characters and halves of characters, which a name can have.
    """
    return _NOT_SHOWN.sub("\ufffd", text)


def number_text(value: float | str | None, digits: int = 4) -> str:
    """A number with `digits` significant digits, thousands apart, no needless zeros."""
    if value is None:
        return _("not known")
    if isinstance(value, str) or not math.isfinite(value):
        return str(value)
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):
        return f"{int(value):,}"
    if 1e-4 <= abs(value) < 1e6:
        places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        return f"{value:,.{places}f}"
    return f"{value:.{digits - 1}e}"


@contextmanager
def ticking(is_logical: bool) -> Iterator[None]:
    """Inside the ``with`` block durations are ticks of a logical clock, where `is_logical`."""
    token = _TICKING.set(is_logical)
    try:
        yield
    finally:
        _TICKING.reset(token)


def seconds_text(value: float) -> str:
    """A duration with its unit: ``3.21 ms``; of a run under a logical clock, its ticks."""
    if _TICKING.get():
        return ngettext("%(count)s tick", "%(count)s ticks", round(value / TICK))
    for size, unit in _TIME_UNITS:
        if value >= size:
            return f"{number_text(value / size, 3)} {unit}"
    return "0 s" if value <= 0 else f"{number_text(value / 1e-9, 3)} ns"


def bytes_text(value: float) -> str:
    """A size in binary units: ``1.6 MiB``."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024 or unit == "GiB":
            return f"{number_text(value, 3)} {unit}"
        value /= 1024
    raise AssertionError("the last unit takes every size")


def count_text(count: int | None, singular: str, plural: str | None = None) -> str:
    """``1 layer``, ``2 layers``; a count that nobody knows is said to be that.

    Nouns of `NOUNS` are said in the page's language, any others (a loop's own name) as they are.
    """
    plural = plural or f"{singular}s"
    if count is None:
        return UNKNOWN_COUNTS[singular]() if singular in UNKNOWN_COUNTS else f"? {plural}"
    if singular in NOUNS:
        return NOUNS[singular](count)
    return f"{count:,} {singular if count == 1 else plural}"


def times_text(count: int) -> str:
    """``once``, ``twice``, ``12 times``."""
    if count == 1:
        return _("once")
    if count == 2:
        return _("twice")
    return ngettext("%(count)s time", "%(count)s times", count)


def listed_text(items: Iterable[object], mark: str = ",") -> str:
    """``a, b, c``, with the marks of the language: its comma, or its semicolon."""
    return _list_mark(mark).join(str(item) for item in items)


def _list_mark(mark: str) -> str:
    # TRANSLATORS: between the items of a list
    return pgettext("list", "; ") if mark == ";" else pgettext("list", ", ")


def unread_text(text: str) -> str:
    """A text; where it is the recorder's about what it could not read, in the page's language."""
    found = _UNREAD.fullmatch(text)
    return text if found is None else _("not readable: %(error)s", error=found["error"])


def shape_text(shape: Sequence[Any] | None) -> str:
    """``(128, 784)``; an unknown length is ``?``."""
    if shape is None:
        return _("unknown shape")
    if isinstance(shape, str):
        return unread_text(shape)
    inner = ", ".join(
        "?" if length is None else shape_text(length) if isinstance(length, list | tuple) else str(length)
        for length in shape
    )
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def spec_text(spec: Any) -> str:
    """What a rule kept of an array or a structure of them: ``ndarray (1500, 64) float32``."""
    if spec is None:
        return _("nothing")
    if _is_array(spec):
        kind, shape, dtype = spec
        parts = [kind, shape_text(shape) if shape is not None else "", dtype or ""]
        return " ".join(part for part in parts if part)
    if isinstance(spec, list | tuple):
        return ", ".join(_named(item) for item in spec) or _("nothing")
    return str(spec)


def arrays_in(spec: Any) -> list[tuple[str | None, Sequence[Any] | None, str | None]]:
    """Every array in what a rule kept: its type, shape and dtype."""
    if spec is None:
        return []
    if _is_array(spec):
        return [tuple(spec)]
    if isinstance(spec, list | tuple):
        return [array for item in spec if not isinstance(item, str) for array in arrays_in(item)]
    return []


def _is_array(spec: Any) -> bool:
    return (
        isinstance(spec, list | tuple)
        and len(spec) == 3
        and isinstance(spec[0], str)
        and (spec[1] is None or isinstance(spec[1], list | tuple))
        and (spec[2] is None or isinstance(spec[2], str))
    )


def _named(item: Any) -> str:
    if isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[0], str):
        return f"{item[0]}: {spec_text(item[1])}"
    return spec_text(item)
