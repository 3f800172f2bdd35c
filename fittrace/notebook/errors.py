"""Errors of a cell, shown as usual, but after what the cell is asked to show."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["HeldErrors"]

_SHOWS = "_showtraceback"
"""The method of a shell that puts a finished traceback before the user."""


class HeldErrors:
    """A block in which the shell renders tracebacks as it always does, and keeps them.

    Args:
        shell: whose tracebacks are kept.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._held: list[tuple[type[BaseException], BaseException, list[str]]] = []

    def __enter__(self) -> HeldErrors:
        setattr(self._shell, _SHOWS, lambda kind, error, lines: self._held.append((kind, error, lines)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        delattr(self._shell, _SHOWS)  # the class's own is seen again

    def as_shown(self, error: BaseException | None) -> BaseException | None:
        """The error, to be raised: the shell shows for it what it has rendered in the block.

        Other tracebacks that were kept are shown here and now, and so is one of a syntax
        error, for which the shell would not use what is rendered.
        """
        rendered: Any = None
        for kind, held, lines in self._held:
            if held is error and not isinstance(held, SyntaxError):
                rendered = lines
            else:
                getattr(self._shell, _SHOWS)(kind, held, lines)
        if rendered is not None:
            try:
                error._render_traceback_ = lambda: rendered  # type: ignore[union-attr]  # IPython asks for it
            except AttributeError:
                pass  # then it is rendered anew, with the frames of this module
        return error
