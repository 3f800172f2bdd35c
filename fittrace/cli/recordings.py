"""The argument RUN that several subcommands take, and the run behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .console import progress

if TYPE_CHECKING:
    from fittrace.trace.run import Run

__all__ = ["open_recording", "recording_argument"]

recording_argument = click.argument("recording", metavar="RUN")
"""The path of a run file; what is there is seen when it is opened."""


def open_recording(path: str) -> Run:
    """The run in the file at `path`.

    Raises:
        RunFileError: there is none, it is something else, is damaged, or was written by a newer fittrace.
    """
    from fittrace.trace import load

    with progress(f"Reading {path}"):
        return load(path)
