"""``fittrace report``: make the page of a recording."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import click

from .console import Refusal, progress
from .outputs import file_size, output_path
from .recordings import open_recording, recording_argument

__all__ = ["report"]


@click.command(
    epilog="""\b
Examples:
  fittrace report train.fittrace
  fittrace report train.fittrace -o walkthrough.html --title "Week 3: a classifier"
""",
)
@recording_argument
@click.option("-o", "--output", metavar="PAGE", help="The page to write (default: RUN, but .html).")
@click.option("--title", metavar="TEXT", help="The page's title (default: the script's name).")
def report(recording: str, output: str | None, title: str | None) -> None:
    """Write the page that explains the recording RUN."""
    page = output_path(output or str(Path(recording).with_suffix(".html")))
    if page == Path(recording).absolute():
        raise Refusal(f"{output} is the recording itself; give the page another name.")
    run = open_recording(recording)
    begin = perf_counter()
    with progress(f"Writing {page.name}"):
        from fittrace.report import write_page

        write_page(run, page, title=title)
    click.echo(f"page       {page} ({file_size(page)})")
    click.echo(f"recorded   {run.calls:,} calls")
    click.echo(f"time       report {perf_counter() - begin:.1f} s")
