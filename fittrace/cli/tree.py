"""``fittrace tree``: the folded call tree in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from .console import tell
from .recordings import open_recording, recording_argument

if TYPE_CHECKING:
    from rich.text import Text

    from .outline import Line

__all__ = ["tree"]

DEFAULT_DEPTH = 4

STAGE_COLOURS = {
    "compile": "#e69f00",
    "data": "#56b4e9",
    "callbacks": "#cc79a7",
    "loop": "#999999",
    "build": "#b59f00",
    "forward": "#009e73",
    "loss": "#d55e00",
    "update": "#3d8fc9",
    "metrics": "#8fa84a",
}
"""After Okabe and Ito, who chose them to be told apart by colour-blind eyes; two are darkened and one
lightened to be legible on black and on white. The stage's mark stands beside the colour."""


@click.command(
    epilog="""\b
Examples:
  fittrace tree train.fittrace
  fittrace tree train.fittrace --depth 3
  fittrace tree train.fittrace --all | less

\b
Iterations that made the same calls are one line with their count. On a
terminal each call has the colour and the mark of its stage; in a pipe or a
file the lines are plain.""",
)
@recording_argument
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    default=DEFAULT_DEPTH,
    show_default=True,
    help="How many levels to show.",
)
@click.option("--all", "whole", is_flag=True, help="Show every level.")
def tree(recording: str, depth: int, whole: bool) -> None:
    """Print the calls of the recording RUN as a tree."""
    from .outline import failure_text, outline, printable

    run = open_recording(recording)
    show = _printer()
    tell(f"{printable(run.header.script or recording)}: {run.calls:,} calls, {printable(run.ending.words)}")
    for lane, name in enumerate(run.lanes):
        if lane:
            tell(f"thread {printable(name)}")
        for line in outline(run.tree(lane), None if whole else depth):
            show(line)
    if run.ending.raised is not None:
        tell(f"ended by {failure_text(run.ending.raised)}")


def _printer() -> Callable[[Line], None]:
    """Prints a line: with colours and never wider than the terminal, or plain where there is none."""
    if not sys.stdout.isatty():
        return lambda line: tell(line.text)
    from rich.console import Console

    console = Console(highlight=False)
    return lambda line: console.print(_styled(line), no_wrap=True, overflow="ellipsis", crop=True)


def _styled(line: Line) -> Text:
    from rich.text import Text

    colour = STAGE_COLOURS[line.stage.key]
    text = Text().append(line.branch, style="dim")
    text.append(f"{line.stage.mark} ", style=colour)
    text.append(line.label, style="bold red" if line.node.exception else f"bold {colour}")
    for part, style in ((line.name, "italic"), (line.shapes, ""), (line.note, "dim")):
        if part:
            text.append("  ").append(part, style=style)
    return text
