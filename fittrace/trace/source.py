"""Sources: the text of the user's own functions, kept when the first of their calls is recorded.

The engine's functions can be read where fittrace is installed; the user's are in the run.
"""

from __future__ import annotations

import inspect
import os
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["LONGEST_SOURCE", "MOST_SOURCES", "Source", "Sources"]

MOST_SOURCES: Final = 200
"""Functions whose text is kept at most."""
LONGEST_SOURCE: Final = 20_000
"""Characters that are kept of one function at most."""
LONGEST_FILE_NAME: Final = 400
"""Characters of a file's name at most; the last ones."""

USERS: Final = "user."
"""What the symbol of a function outside the package begins with."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one function.

    Attributes:
        symbol: the symbol of its calls.
        file: where it stands: relative to the script's folder, or the file's bare name.
        line: number of its first line in that file.
        text: its lines, the indentation they share taken away.
        whole: False where it is longer than what is kept.
    """

    symbol: str
    file: str
    line: int
    text: str
    whole: bool = True


def _folder_of(script: str | None) -> str | None:
    """The folder of the script; None where there is none, and for a name that no file can have."""
    try:
        return None if script is None else os.path.dirname(os.path.realpath(script))
    except ValueError:  # halves of characters, null bytes
        return None


class Sources:
    """The sources of one run, in the order in which their functions were first called.

    Args:
        script: path of the script, None where there is none.
    """

    def __init__(self, script: str | None) -> None:
        self.kept: list[Source] = []
        self._folder = _folder_of(script)
        self._asked: set[object] = set()

    def keep(self, symbol: str, function: Callable[..., Any]) -> None:
        """Keep the text of a function of the user's, once; what has none is left out. Raises nothing."""
        if not symbol.startswith(USERS) or len(self.kept) >= MOST_SOURCES:
            return
        code = getattr(function, "__code__", function)  # closures of one function share it
        if code in self._asked:
            return
        self._asked.add(code)
        try:
            source = self._read(symbol, function)
        except Exception:  # no file, no such lines, a file that is no Python: there is nothing to keep
            return
        if source not in self.kept:
            self.kept += (source,)

    def _read(self, symbol: str, function: Callable[..., Any]) -> Source:
        lines, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(lines))
        cut = text if len(text) <= LONGEST_SOURCE else text[:LONGEST_SOURCE].rpartition("\n")[0]
        file = inspect.getsourcefile(function) or ""
        return Source(symbol, self._named(file), first, cut, cut == text)

    def _named(self, file: str) -> str:
        """No more of a path than a reader needs: whose computer it was is nobody's business."""
        if self._folder is not None:
            real = os.path.realpath(file)
            below = os.path.relpath(real, self._folder)
            if not below.startswith(os.pardir) and not os.path.isabs(below):
                return below.replace(os.sep, "/")[-LONGEST_FILE_NAME:]
        return os.path.basename(file)[-LONGEST_FILE_NAME:]
