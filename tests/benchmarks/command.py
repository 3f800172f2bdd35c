"""``python -m tests.benchmarks [NAME ...]``: measure, then print one table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from .figure import Figure
from .machine import describe, keep_cores
from .peers.peer import Peers
from .scene import Scene

__all__ = ["STORIES", "main"]

STORIES = {
    "epoch": "One epoch of the classic classifier",
    "tiny": "A tiny model: Dense 5, batches of 8",
    "convnet": "A convolutional network: two Conv2D, batches of 64",
    "values": "What is kept of values",
    "imports": "Importing",
    "memory": "A long run",
    "hooks": "A hook, a fact, a loop",
    "page": "The page",
}
"""The stories by the module that measures each, in the order of the table."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    known = "\n".join(f"  {name:10}{title}" for name, title in STORIES.items())
    made = argparse.ArgumentParser(
        "python -m tests.benchmarks",
        description="Measure what recording costs, everything side by side in one run.",
        epilog=f"names:\n{known}\n\nAll of them take about five minutes on a quiet machine of two cores.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("names", nargs="*", metavar="NAME", choices=[[], *STORIES], help="a part; default: all")
    made.add_argument(
        "--rounds", type=int, metavar="N", help="rounds of each part, instead of its own number"
    )
    made.add_argument(
        "--share", type=float, default=1.0, metavar="F", help="the part of a round's work to do: 0.1"
    )
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    made.add_argument(
        "--markdown", action="store_true", help="print the table as docs/what-it-costs.md has it"
    )
    return made


def measured(names: Sequence[str], scene: Scene) -> dict[str, list[Figure]]:
    """The figures of some stories by the story's title.

    No story is a generator: calls that are recorded inside of one cost more.
    """
    stories = {name: import_module(f"{__package__}.{name}") for name in names}
    figures = {}
    for name, story in stories.items():
        begin = time.perf_counter()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        figures[STORIES[name]] = story.measure(scene)
        print(f"{time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return figures


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    options = parser().parse_args(arguments)
    keep_cores()
    from .table import json_of, markdown_of, show  # numpy, when the cores are chosen: see `describe`

    machine = describe()
    with Peers() as peers:
        figures = measured(options.names or list(STORIES), Scene(peers, options.rounds, options.share))
        machine |= peers.versions
    if options.share != 1:
        machine["not the whole work"] = f"{options.share:g} of each round"
    if options.json:
        options.json.write_text(json_of(machine, figures) + "\n", encoding="utf-8")
    if options.markdown:
        print(markdown_of(machine, figures))
    else:
        show(machine, figures)
