"""What makes ``fittrace.diff(a, b)`` a call, while ``fittrace.diff`` is a package."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..trace import Run
    from .result import Diff

__all__ = ["CallablePackage"]


class CallablePackage(ModuleType):
    """A package that compares two runs when it is called."""

    def __call__(self, before: Run, after: Run, *, values: bool = False) -> Diff:
        """The difference of two runs, see `compare`."""
        from .compare import compare

        return compare(before, after, values=values)
