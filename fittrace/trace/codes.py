"""The code table: every call site, kind of fact and pattern of a run, as small integers.

The recorder's hot path appends integers only; what they stand for is written down
once, here, in order of first appearance.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .facts import Fact
    from .hook import HookSite

__all__ = ["EXIT", "FAILED", "REPEAT", "CallSite", "CodeTable", "Entry", "FactHead", "PatternRef"]

EXIT: Final = -1
"""The event that ends a call which returned."""
FAILED: Final = -2
"""The event that ends a call which raised."""


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call as the story names it.

    Attributes:
        symbol: where it is defined, ``keras.engine.base_layer.Layer.__call__``.
        label: runtime class and method, ``Dense.__call__``; the bare name of a function.
        name: the instance's name for a layer, a model or a metric, else None.
        loop: whether it is an iteration of a loop rather than a call.
    """

    symbol: str
    label: str
    name: str | None
    loop: bool = False


@dataclass(frozen=True, slots=True)
class FactHead:
    """A kind of fact with its structural fields, and the names of its number columns."""

    kind: str
    fields: tuple[tuple[str, Any], ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatternRef:
    """Stands for iterations that all made the calls of pattern `pattern`."""

    pattern: int


REPEAT: Final = CallSite("repeat", "repeat", None, loop=True)
"""The loop that nobody declared, see :mod:`fittrace.trace.repeats`."""

Entry = CallSite | FactHead | PatternRef


class CodeTable:
    """Entries by code, and codes by whatever the recorder looks them up with.

    Attributes:
        entries: the entry of each code.
        is_call: for each code, whether it begins a call.
        widths: for each code, how many numbers its events have.
        by_site: a hook's code, or its codes by class (and name) of the object called.
        by_fact: the code of a kind of fact with its structural fields.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.is_call: list[bool] = []
        self.widths: list[int] = []
        self.by_site: dict[HookSite, Any] = {}
        self.by_fact: dict[tuple[type[Fact], tuple[Any, ...]], int] = {}
        self.lock = threading.RLock()
        self._by_entry: dict[Entry, int] = {}

    def code_of(self, entry: Entry) -> int:
        """The entry's code; a new one where the entry is new."""
        with self.lock:
            code = self._by_entry.get(entry)
            if code is None:
                code, begins_call, width = len(self.entries), isinstance(entry, CallSite), _width_of(entry)
                # `+=` and no calls: all of it happens, or nothing, when Ctrl-C comes in between
                self.is_call += (begins_call,)
                self.widths += (width,)
                self.entries += (entry,)
                self._by_entry[entry] = code
            return code


def _width_of(entry: Entry) -> int:
    """An iteration has its index, a fact the numbers of its columns."""
    if isinstance(entry, FactHead):
        return len(entry.columns)
    return int(isinstance(entry, CallSite) and entry.loop)
