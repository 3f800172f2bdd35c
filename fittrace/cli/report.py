"""``fittrace report``: make the page of a recording."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import click

from .console import Refusal, progress, tell
from .languages import language_option
from .outputs import file_size, page_path, refuse_to_lose
from .recordings import open_recording, recording_argument

__all__ = ["report"]


@click.command(
    epilog="""\b
Examples:
  fittrace report train.fittrace
  fittrace report train.fittrace -o walkthrough.html --title "Week 3: a classifier"
  fittrace report train.fittrace -o shared.html --redact
  fittrace report train.fittrace --language zh-TW

\b
--redact leaves out values of the data and what is derived from them (weights,
losses, metrics), the script's name and arguments, paths, notes and messages of
exceptions. Names of layers, models, functions and classes stay, and so do
shapes, counts, times and hyperparameters; the page says so.""",
)
@recording_argument
@click.option("-o", "--output", metavar="PAGE", help="The page to write (default: RUN, but .html).")
@click.option("--title", metavar="TEXT", help="The page's title (default: the script's name).")
@language_option
@click.option("--redact", is_flag=True, help="Leave out values, paths and texts: a page to be shared.")
@click.option("--force", is_flag=True, help="Replace PAGE even where it is no page of fittrace's.")
def report(
    recording: str, output: str | None, title: str | None, language: str, redact: bool, force: bool
) -> None:
    """Write the page that explains the recording RUN."""
    page = page_path(output or _beside(recording))
    if page == Path(recording).absolute():
        raise Refusal(f"{output} is the recording itself; give the page another name.")
    if not force:
        refuse_to_lose(page, "give the page another name, or --force to replace it")
    run = open_recording(recording)
    begin = perf_counter()
    with progress(f"Writing {page.name}"):
        from fittrace.report import write_page

        write_page(run, page, title=title, redact=redact, force=force, language=language)
    tell(f"page       {page} ({file_size(page)})")
    tell(f"recorded   {run.calls:,} calls")
    tell(f"time       report {perf_counter() - begin:.1f} s")


def _beside(recording: str) -> str:
    """The page's name where none is given."""
    if not Path(recording).name:
        raise Refusal(f"{recording!r} is not the name of a recording.")
    return str(Path(recording).with_suffix(".html"))
