"""``fittrace explain``: what the page says about one call, in the terminal."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import click

from .console import progress, say, tell
from .find import matches_of
from .languages import language_option
from .recordings import open_recording, recording_argument

if TYPE_CHECKING:
    from rich.console import RenderableType

    from fittrace.query import Matches
    from fittrace.trace import Run, Span

__all__ = ["explain"]

WIDTH = 100
"""Columns of a line that goes into a pipe or a file."""


@click.command(
    epilog="""\b
Examples:
  fittrace explain train.fittrace "fit > epoch[1] > step[1] Dense.build"
  fittrace explain train.fittrace apply_gradients
  fittrace explain train.fittrace "epoch[-1] on_epoch_end" --language zh-TW

\b
QUERY is one of `fittrace find`. Where it finds several calls, the first one is
explained, with its own values as far as they were recorded.""",
)
@recording_argument
@click.argument("query", metavar="QUERY")
@language_option
def explain(recording: str, query: str, language: str) -> int:
    """Explain the first call of the recording RUN that QUERY describes."""
    run = open_recording(recording)
    matches = matches_of(run, query)
    span = matches.first()
    if span is None:
        say(f"{matches.instead}.")
        return 1
    with progress("Explaining"):
        from fittrace.report.words.language import speaking
        from fittrace.report.words.wording import ticking

        with speaking(language), ticking(run.header.clock == "logical"):
            told = _told(run, span)
    tell(_as_text(told))
    _tell_others(matches)
    return 0


def _told(run: Run, span: Span) -> list[RenderableType]:
    """Paragraphs: where the call is, what it does, what was recorded."""
    from rich.padding import Padding
    from rich.text import Text

    from fittrace.query.matches import line_of
    from fittrace.report.onecall import explain_call
    from fittrace.report.words.wording import seconds_text

    from .plain import paragraphs
    from .tree import STAGE_COLOURS

    call = explain_call(run, span)
    colour = STAGE_COLOURS[call.stage.key]
    head = Text().append(f"{call.stage.mark} ", style=colour).append(call.title, style=f"bold {colour}")
    head.append(f"  {span.name}" if span.name else "", style="italic")
    head.append(f"  {call.stage.title}, {seconds_text(span.duration)}", style="dim")
    told: list[RenderableType] = [head, Text(line_of(span), style="dim")]
    for paragraph in paragraphs(call.words):
        told += [Text(), paragraph]
    if call.facts:
        told.append(Text())
    for kind, fields in call.facts:
        text = Text().append(kind, style="bold")
        for name, value in fields:
            text.append(f"  {name} ", style="dim").append(value)
        told.append(Padding(text, (0, 0, 0, 2)))
    if call.borrowed and call.told > 1:
        note = f"Values that repeats do not keep are those of the first of {call.told:,} calls like this one."
        told += [Text(), Text(note, style="dim")]
    return told


def _as_text(told: list[RenderableType]) -> str:
    """The paragraphs as wide as the terminal, with its colours; without one, plain."""
    from rich.console import Console

    on_terminal = sys.stdout.isatty()
    width = Console().width if on_terminal else WIDTH
    console = Console(file=io.StringIO(), force_terminal=on_terminal, width=width, highlight=False)
    for paragraph in told:
        console.print(paragraph)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().rstrip("\n").split("\n"))


def _tell_others(matches: Matches) -> None:
    others = matches.count() - 1
    if others:
        more = "1 more call fits" if others == 1 else f"{others:,} more calls fit"
        say(f"{more}; `fittrace find` lists them.")
