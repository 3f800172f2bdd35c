"""What the command says on stderr: one sentence for a problem, a clock for long work."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

import click

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Refusal", "heard_or_not", "progress", "say", "tell"]

PATIENCE: Final = 0.2
"""Seconds that work may take before it shows a clock."""


class Refusal(click.ClickException):
    """What was asked for cannot be done; the message is one sentence, the exit status that of wrong usage."""

    exit_code = 2


def say(sentence: str) -> None:
    """One sentence on stderr, marked as fittrace's own."""
    with heard_or_not():
        click.echo(_writable(f"fittrace: {sentence}", sys.stderr), err=True)


@contextmanager
def heard_or_not() -> Iterator[None]:
    """A block that says something; that its reader has gone changes no exit status."""
    try:
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BrokenPipeError:
                os.dup2(nowhere, stream.fileno())  # or Python would try again when it exits
        os.close(nowhere)


def tell(line: str = "") -> None:
    """A line on stdout."""
    click.echo(_writable(line, sys.stdout))


def _writable(text: str, stream: TextIO) -> str:
    """The text with what the stream has no bytes for spelled out: file names and layers may have any name."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Where the block works for longer than a moment, say on the terminal what it does and for how long."""
    if not sys.stderr.isatty():
        yield
        return
    shown: list[Progress] = []
    timer = threading.Timer(PATIENCE, lambda: shown.append(_clock(doing)))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        for clock in shown:
            clock.stop()


def _clock(doing: str) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    clock = Progress(*columns, console=Console(stderr=True), transient=True)
    clock.add_task(doing, total=None)
    clock.start()
    return clock
