"""Sentences that stand in recordings, in English: how the page says them in its language.

A recording has no language of its own.  What an adapter gave as its reason, and how a run
ended, is recognized by the form that the recorder writes; any other text stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

from ...trace import Ending
from .language import N_, SOURCE, _, language

__all__ = ["KINDS", "ending_text", "reason_text", "what_text"]

KINDS: Final = frozenset(
    {
        N_("a tensor, a numpy array or a pandas frame"),
        N_("something with `shape`, `dtype`, `len()` and `[...]` that is no plain array"),
        N_("a number or a list of numbers"),
        N_("a tf.data.Dataset"),
        N_("a generator"),
        N_("a keras.utils.Sequence"),
        N_("a sparse matrix, a variable or another composite tensor"),
        N_("a DatasetCreator"),
    }
)
"""What an adapter takes, in its own words."""

REASONS: Final = frozenset({N_("the disk is full")})
"""Why the file of a run is not complete, in the recorder's words."""

_KIND: Final = "|".join(re.escape(kind) for kind in sorted(KINDS, key=len, reverse=True))
_PLAIN: Final = re.compile("x is (?P<x>.+), which the adapter for plain arrays takes")
_TAKES: Final = re.compile(f"x is (?P<x>.+?)(?: and y is (?P<y>.+?))?(?:, which is|:) (?P<kind>{_KIND})")
_REFUSES: Final = re.compile(f"(?P<name>[xy]) (?P<verb>is|holds) (?P<what>.+), not (?P<kind>{_KIND})")
_TYPE: Final = re.compile(r"an? (?P<empty>empty )?(?P<type>\S+)(?: of (?P<items>.+))?")


def reason_text(text: str) -> str:
    """Why an adapter takes the data or does not."""
    if found := _PLAIN.fullmatch(text):
        return _("x is %(what)s, which TensorLikeDataAdapter takes", what=what_text(found["x"]))
    if language() == SOURCE:
        return text
    if found := _TAKES.fullmatch(text):
        kind = _(found["kind"])
        if found["y"] is None:
            return _("x is %(x)s: %(kind)s", x=what_text(found["x"]), kind=kind)
        x, y = what_text(found["x"]), what_text(found["y"])
        return _("x is %(x)s and y is %(y)s: %(kind)s", x=x, y=y, kind=kind)
    if found := _REFUSES.fullmatch(text):
        values = {"name": found["name"], "what": what_text(found["what"]), "kind": _(found["kind"])}
        if found["verb"] == "holds":
            return _("%(name)s holds %(what)s, not %(kind)s", **values)
        return _("%(name)s is %(what)s, not %(kind)s", **values)
    return text


def what_text(text: str) -> str:
    """A value's type, and what it holds: ``a list of int``."""
    if language() == SOURCE:
        return text
    found = _TYPE.fullmatch(text)
    if found is None:
        return text
    if found["empty"]:
        return _("an empty %(type)s", type=found["type"])
    if found["items"]:
        items = _(" and ").join(found["items"].split(" and "))
        return _("%(type)s of %(items)s", type=found["type"], items=items)
    return found["type"]


def ending_text(ending: Ending) -> str:
    """How a run ended, as `Ending.words` says it."""
    if language() == SOURCE:
        return ending.words
    match ending.state:
        case "finished":
            return _("finished")
        case "raised":
            return _("raised")
        case "interrupted":
            return _("interrupted")
        case "terminated":
            return _("terminated by %(signal)s", signal=ending.signal or _("a signal"))
    if ending.unwritten is not None:
        return _(
            "written only until %(written)s, when the file could take no more (%(reason)s); the training "
            "went on",
            written=ending.written or _("an unknown time"),
            reason=_(ending.unwritten) if ending.unwritten in REASONS else ending.unwritten,
        )
    if ending.process is None:
        return _("not ended: this is how far it had come")
    alive, number = ending.process.is_alive(), ending.process.number
    written = ending.written or _("at an unknown time")
    if alive:
        return _(
            "still being recorded by process %(number)s, last written %(written)s",
            number=number,
            written=written,
        )
    if alive is None:
        return _(
            "not ended: process %(number)s, on another machine or before this one was started, goes on or "
            "was cut off, last written %(written)s",
            number=number,
            written=written,
        )
    return _(
        "cut off: process %(number)s, which recorded it, was killed or left without a word (kill -9, "
        "os._exit, a power failure), last written %(written)s",
        number=number,
        written=written,
    )
