"""What the command says on stderr: one sentence for a problem, a clock for long work."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Refusal", "progress", "say"]

PATIENCE: Final = 1.0
"""Seconds that work may take before it shows a clock."""


class Refusal(click.ClickException):
    """What was asked for cannot be done; the message is one sentence, the exit status that of wrong usage."""

    exit_code = 2


def say(sentence: str) -> None:
    """One sentence on stderr, marked as fittrace's own."""
    click.echo(f"fittrace: {sentence}", err=True)


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Where the block works for more than a second, say on the terminal what it does and for how long."""
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
