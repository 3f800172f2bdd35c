"""``fittrace export``: a recording for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from fittrace.errors import ReportError

from .console import Refusal, progress, say, tell
from .outputs import file_size, output_path
from .recordings import open_recording, recording_argument

if TYPE_CHECKING:
    from fittrace.export import Exported, Format

__all__ = ["export"]


@click.command(
    epilog="""\b
Examples:
  fittrace export train.fittrace -o train.json
  fittrace export train.fittrace -o train.json.gz --limit 5000000
  fittrace export train.fittrace -o calls.parquet
  fittrace export train.fittrace -o fit.md --kind flow --step later
  fittrace export train.fittrace --otlp http://127.0.0.1:4318

\b
The suffix of FILE says what is written:
  .json .json.gz    a trace for ui.perfetto.dev and chrome://tracing
  .parquet          a table with a row a call, and its facts (needs fittrace[parquet])
  .csv .jsonl       the same as text; .csv has no room for facts
  .mmd .md          a Mermaid diagram, for documentation
  .dot .graphml .svg  a graph, as `fittrace graph` draws it

\b
What the format or the limit has no room for is said on stderr. --otlp sends the
calls as OpenTelemetry spans instead (needs fittrace[otel]).""",
)
@recording_argument
@click.option("-o", "--output", metavar="FILE", help="What to write; its suffix says how.")
@click.option("--otlp", metavar="URL", help="Send spans to this collector instead of writing a file.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help="How many calls to tell at most, 0 for all (default: 1,000,000 in a trace, 100,000 spans, "
    "60 messages or boxes of a diagram, all in a table).",
)
@click.option("--kind", type=click.Choice(["sequence", "flow"]), help="Which diagram (default: sequence).")
@click.option("--what", type=click.Choice(["calls", "layers"]), help="Which graph (default: calls).")
@click.option(
    "--step",
    type=click.Choice(["first", "later", "difference", "run"]),
    help="Which step's calls, or the whole run's (default: first in a graph, run in a sequence).",
)
@click.option("--redact", is_flag=True, help="Leave out values, paths and texts: an export to be shared.")
@click.option("--force", is_flag=True, help="Replace FILE even where it is no export of that kind.")
def export(
    recording: str,
    output: str | None,
    otlp: str | None,
    limit: int | None,
    kind: Literal["sequence", "flow"] | None,
    what: Literal["calls", "layers"] | None,
    step: Literal["first", "later", "difference", "run"] | None,
    redact: bool,
    force: bool,
) -> None:
    """Write the recording RUN for another program, into FILE or to a collector."""
    if (output is None) == (otlp is None):
        raise click.UsageError("Give either -o FILE or --otlp URL.")
    from fittrace.export import Options, export_run, format_of

    if output is not None:
        path = output_path(output)
        if path.is_file() and Path(recording).exists() and path.samefile(recording):
            raise Refusal(f"{output} is the recording itself; give the export another name.")
        try:
            form = format_of(path, Options(limit, kind, what, step))
        except ReportError as error:
            raise Refusal(str(error)) from error
        if not force:
            _refuse_to_lose(path, form)
    run = open_recording(recording)
    with progress(f"Exporting to {otlp if output is None else path.name}"):
        exported = export_run(
            run,
            None if output is None else path,
            otlp=otlp,
            limit=limit,
            kind=kind,
            what=what,
            step=step,
            redact=redact,
            force=force,
        )
    _tell(exported, otlp)


def _refuse_to_lose(path: Path, form: Format) -> None:
    """See that the export replaces nothing but an export of the same format."""
    from fittrace.export import check_target

    try:
        check_target(path, form)
    except ReportError as error:
        better = "give the export another name, or --force to replace it"
        raise Refusal(f"{str(error).removesuffix('.')}; {better}.") from error


def _tell(exported: Exported, otlp: str | None) -> None:
    """Where it is, and what is not in it."""
    size = "" if exported.path is None else f" ({file_size(exported.path)})"
    tell(f"{exported.what:<10} {otlp if exported.path is None else exported.path}{size}")
    if exported.calls:
        tell(f"calls      {exported.calls:,}")
    for sentence in exported.left_out:
        say(f"left out: {sentence}")
