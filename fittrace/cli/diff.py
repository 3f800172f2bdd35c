"""``fittrace diff``: what is different between two recordings."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from .console import Refusal, progress, tell
from .languages import language_option
from .outputs import file_size, output_path, refuse_to_lose
from .recordings import open_recording

if TYPE_CHECKING:
    from fittrace.diff import Diff
    from fittrace.diff.lines import Line
    from fittrace.trace import Run

__all__ = ["diff"]

DIFFERENT: Final = 1
"""Exit status where the runs differ."""
COLOURS: Final = {
    "added": "#009e73",
    "removed": "#d55e00",
    "changed": "#b59f00",
    "moved": "#3d8fc9",
    "left": "#3d8fc9",
}
"""After Okabe and Ito, legible on black and on white; the sign in front of the line says the same."""


@click.command(
    epilog="""\b
Examples:
  fittrace diff before.fittrace after.fittrace
  fittrace diff before.fittrace after.fittrace -o difference.html
  fittrace diff before.fittrace after.fittrace --context 3 --timings
  fittrace diff before.fittrace after.fittrace --json

\b
The sign in front of a line says what has become of it: + is in AFTER alone,
- in BEFORE alone, ~ in both, but with another count or other facts, > is a
call that BEFORE makes elsewhere, and < the place where it was. Times never
count as a difference. The exit status is 0 where nothing differs, 1 where
something does, and 2 where the two cannot be compared.""",
)
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("-o", "--output", metavar="PAGE", help="Write the difference as a page, with the call graphs.")
@click.option(
    "--context",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Lines of what is the same to show around each difference.",
)
@click.option("--timings", is_flag=True, help="Tell how long things took in both runs.")
@click.option(
    "--values", is_flag=True, help="Compare numbers and samples of arrays as well: losses, weights."
)
@click.option("--json", "as_json", is_flag=True, help="Print what differs as JSON.")
@language_option
@click.option("--force", is_flag=True, help="Replace PAGE even where it is no page of fittrace's.")
def diff(
    before: str,
    after: str,
    output: str | None,
    context: int,
    timings: bool,
    values: bool,
    as_json: bool,
    language: str,
    force: bool,
) -> None:
    """Print what is different between the recordings BEFORE and AFTER."""
    page = None if output is None else _page_path(output, (before, after), force=force)
    runs = _open_both(before, after)
    with progress(f"Comparing {before} with {after}"):
        from fittrace.diff import compare

        found = compare(*runs, values=values)
    if page is not None:
        _write_page(found, page, (before, after), force=force, language=language)
    if as_json:
        tell(json.dumps(found.as_dict(), indent=1, ensure_ascii=True, default=str))
    else:
        _show(found, (before, after), page, context=context, timings=timings)
    click.get_current_context().exit(0 if found.same else DIFFERENT)


def _page_path(output: str, recordings: tuple[str, str], *, force: bool) -> Path:
    page = output_path(output)
    if page in (Path(recording).absolute() for recording in recordings):
        raise Refusal(f"{output} is one of the recordings; give the page another name.")
    if not force:
        refuse_to_lose(page, "give the page another name, or --force to replace it")
    return page


def _open_both(before: str, after: str) -> tuple[Run, Run]:
    """The two runs; where neither can be read, both reasons in one go.

    Raises:
        RunFileError: one of the files is no run that this version can read.
    """
    from fittrace.errors import RunFileError

    runs, reasons = [], []
    for path in dict.fromkeys((before, after)):
        try:
            runs.append(open_recording(path))
        except RunFileError as error:
            reasons.append(str(error))
    if reasons:
        raise RunFileError(" ".join(reasons))
    return runs[0], runs[-1]


def _write_page(found: Diff, page: Path, recordings: tuple[str, str], *, force: bool, language: str) -> None:
    from fittrace.errors import ReportError

    with progress(f"Writing {page.name}"):
        try:
            names = Path(recordings[0]).name, Path(recordings[1]).name
            found.report(page, names=names, force=force, language=language)
        except ReportError as error:  # an exit status of 1 would say that the runs differ
            raise Refusal(str(error)) from error


def _show(
    found: Diff, recordings: tuple[str, str], page: Path | None, *, context: int, timings: bool
) -> None:
    from fittrace.diff.lines import head_of, lines_of

    tell(f"- {recordings[0]}")
    tell(f"+ {recordings[1]}")
    if page is not None:
        for text in head_of(found):
            tell(text)
        tell(f"page       {page} ({file_size(page)})")
        return
    show = _printer()
    for line in lines_of(found, context=context, timings=timings):
        show(line)


def _printer() -> Callable[[Line], None]:
    """Prints a line: with colours and never wider than the terminal, or plain where there is none."""
    from fittrace.report.words.wording import shown_text

    if not sys.stdout.isatty():
        return lambda line: tell(shown_text(line.text))
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)

    def show(line: Line) -> None:
        if line.kind == "head":
            console.print(shown_text(line.text), style="bold", markup=False)
            return
        from fittrace.diff import MARKS

        colour = COLOURS.get(line.mark, "")
        text = Text().append(f"{MARKS[line.mark]} ", style=f"bold {colour}".strip())
        text.append(line.branch, style="dim")
        text.append(shown_text(line.label), style=colour if line.mark != "same" else "")
        for part, style in ((line.name, "italic"), (f"[{line.note}]" if line.note else "", "dim")):
            if part:
                text.append("  ").append(shown_text(part), style=style)
        console.print(text, no_wrap=True, overflow="ellipsis", crop=True)

    return show
