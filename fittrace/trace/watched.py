"""A lane that looks at the thread of every call."""

from __future__ import annotations

from threading import get_ident
from typing import Any, Final

from .lane import Lane
from .whose import UNRECORDED

__all__ = ["Watched"]

_ASKED_BY_HOOKS: Final = frozenset({"codes", "extend", "fail", "is_own_super", "state"})


class Watched(Lane):
    """A lane whose context has been, or may have been, copied into another thread.

    Each thread finds in it what its own lane has.
    """

    def __getattribute__(self, name: str) -> Any:
        """An attribute; where a hook of another thread asks, the one of that thread's lane."""
        if name in _ASKED_BY_HOOKS and get_ident() != super().__getattribute__("thread"):
            return getattr(self.here() or UNRECORDED, name)
        return super().__getattribute__(name)
