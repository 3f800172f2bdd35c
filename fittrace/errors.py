"""What fittrace raises of its own: one clear sentence each."""

from __future__ import annotations

__all__ = ["FittraceError", "ReportError", "RunFileError"]


class FittraceError(Exception):
    """Base of every error that fittrace raises on its own account.

    The engine under ``fittrace.keras`` raises what Keras raises; this class is for
    the recorder, its files and its reports.
    """


class RunFileError(FittraceError):
    """A run file cannot be written, or what is there is not a run this version can read."""


class ReportError(FittraceError):
    """A page or a graph cannot be made or written."""
