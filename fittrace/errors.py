"""What fittrace raises of its own: one clear sentence each."""

from __future__ import annotations

__all__ = ["FittraceError", "QueryError", "ReportError", "RunFileError"]


class FittraceError(Exception):
    """Base of every error that fittrace raises on its own account.

    The engine under ``fittrace.keras`` raises what Keras raises; this class is for
    the recorder, its files and its reports.
    """


class RunFileError(FittraceError):
    """A run file cannot be written, or what is there is not a run this version can read."""


class QueryError(FittraceError, ValueError):
    """A query does not follow the grammar.

    Attributes:
        query: what was asked.
        position: where the mistake is, from 0; the length of the query where something is missing at its end.
        problem: what is wrong, in words.
    """

    def __init__(self, problem: str, query: str, position: int) -> None:
        super().__init__(problem, query, position)
        self.problem, self.query, self.position = problem, query, position

    def __str__(self) -> str:
        """The problem, and the query with a caret under the mistake."""
        shown, caret = _window(self.query, self.position)
        return f"{self.problem}\n  {shown}\n  {' ' * caret}^"


def _window(text: str, position: int) -> tuple[str, int]:
    """What fits on a line of the text around a position, each character one column, and where it is there."""
    begin = max(0, min(position - 60, len(text) - 70))
    shown = "".join(character if character.isprintable() else " " for character in text[begin : begin + 72])
    return shown, position - begin


class ReportError(FittraceError):
    """A page or a graph cannot be made or written."""
