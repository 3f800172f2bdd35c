"""``fittrace graph``: draw the calls or the layers of a recording."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from .console import Refusal, progress, tell
from .outputs import file_size, may_be_a_recording, output_path
from .recordings import open_recording, recording_argument

__all__ = ["graph"]

SUFFIXES = (".svg", ".dot", ".graphml")


@click.command(
    epilog="""\b
Examples:
  fittrace graph train.fittrace -o calls.svg
  fittrace graph train.fittrace -o later.svg --step later
  fittrace graph train.fittrace -o changed.svg --step difference
  fittrace graph train.fittrace -o layers.dot --what layers
  fittrace graph train.fittrace -o calls.graphml

\b
The suffix of FILE says what is written: .svg a picture, .dot the text that
Graphviz reads, .graphml a graph for yEd, Gephi or networkx.read_graphml.""",
)
@recording_argument
@click.option("-o", "--output", metavar="FILE", required=True, help="What to write: .svg, .dot or .graphml.")
@click.option(
    "--what",
    type=click.Choice(["calls", "layers"]),
    default="calls",
    show_default=True,
    help="What the nodes are.",
)
@click.option(
    "--step",
    type=click.Choice(["first", "later", "difference", "run"]),
    default="first",
    show_default=True,
    help="Which calls: of the first step, which also builds; of a later one; of both, with what differs "
    "marked; of the whole run.",
)
def graph(
    recording: str,
    output: str,
    what: Literal["calls", "layers"],
    step: Literal["first", "later", "difference", "run"],
) -> None:
    """Write the call graph or the layer graph of the recording RUN into FILE."""
    if Path(output).suffix not in SUFFIXES:
        raise Refusal(f"{output} does not say what to write; let it end in .svg, .dot or .graphml.")
    path = output_path(output)
    if path.is_file() and path.stat().st_size and may_be_a_recording(path):
        raise Refusal(f"{output} holds a recording, which the graph would replace; give it another name.")
    run = open_recording(recording)
    with progress(f"Drawing {path.name}"):
        from fittrace.report.graph.draw import write_graph

        write_graph(run, path, what=what, step=step)
    tell(f"graph      {path} ({file_size(path)})")
