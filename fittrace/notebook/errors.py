"""Errors of a cell, shown as usual, but after what the cell is asked to show."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .frames import users_frames

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["HeldErrors"]

_SHOWS = "_showtraceback"
"""The method of a shell that puts a finished traceback before the user."""


class HeldErrors:
    """A block in which the shell renders tracebacks as it always does, and keeps them.

    Frames inside fittrace are left out, as those of the shell are; ``FITTRACE_DEBUG=1`` shows them.

    Args:
        shell: whose tracebacks are kept.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._held: list[tuple[type[BaseException], BaseException, list[str]]] = []

    def __enter__(self) -> HeldErrors:
        setattr(self._shell, _SHOWS, self._hold)
        return self

    def _hold(self, kind: type[BaseException], error: BaseException, lines: list[str]) -> None:
        self._held.append((kind, error, self._of_the_user(kind, error) or lines))

    def _of_the_user(self, kind: type[BaseException], error: BaseException) -> list[str]:
        """The traceback with the user's frames alone; empty where there are no others."""
        if os.environ.get("FITTRACE_DEBUG") or isinstance(error, SyntaxError):
            return []
        if hasattr(error, "_render_traceback_"):
            return []
        with users_frames(error) as left_out:
            if not left_out:
                return []
            render: Any = self._shell.InteractiveTB.structured_traceback
            lines: list[str] = render(kind, error, error.__traceback__)
        noun = "frame" if left_out == 1 else "frames"
        verb = "is" if left_out == 1 else "are"
        return [*lines, f"({left_out} {noun} inside fittrace {verb} not shown.)"]

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
