"""Drawing: a program is run and recorded, and its calls become lines of text."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..cli.outline import outline, printable
from ..errors import FittraceError
from ..trace import load
from .blocks import Block

if TYPE_CHECKING:
    from ..trace import Run, Span

__all__ = ["drawn"]

SECONDS: Final = 300
"""A program may take so long."""
MOST_LINES: Final = 200
"""Lines of an order at most; a document that wants more asks for too much at once."""


def drawn(block: Block) -> tuple[str, ...]:
    """The order that the block's program has today, line by line.

    The program runs in a process and a folder of its own, recorded with the logical
    clock; several blocks with the same program and arguments share one run.

    Raises:
        DocumentError: the program is not there or fails, the query is wrong or finds nothing, or
            there is more to be drawn than `MOST_LINES`.
    """
    program = block.document.parent / block.program
    if not program.is_file():
        raise block.error(f"there is no program {block.program}, looked for beside the document")
    try:
        arguments = tuple(shlex.split(block.options.get("args", "")))
        run = _recorded(program.resolve(), arguments)
        lines = list(islice(_lines(run, block), MOST_LINES + 1))
    except FittraceError as error:
        raise block.error(str(error).removesuffix(".")) from error
    except ValueError as error:
        raise block.error(f"`:args:` cannot be read: {error}") from error
    if not lines:
        raise block.error(_nothing(run, block))
    if len(lines) > MOST_LINES:
        raise block.error(f"there are more than {MOST_LINES} lines; a smaller `:depth:` or a `:query:` helps")
    return tuple(line.rstrip() for line in lines)


@cache
def _recorded(program: Path, arguments: tuple[str, ...]) -> Run:
    """A recording of the program.

    Raises:
        FittraceError: it fails, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="fittrace-") as folder:
        recording = Path(folder) / "run.fittrace"
        command = [sys.executable, "-m", "fittrace", "run", "--logical-clock", "--save", str(recording)]
        try:
            done = subprocess.run(
                [*command, str(program), *arguments],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FittraceError(f"{program.name} takes longer than {SECONDS} seconds") from error
        if done.returncode or not recording.exists():
            last = done.stderr.strip().splitlines()[-1:] or ["it recorded nothing"]
            raise FittraceError(f"{program.name} failed: {last[0].removeprefix('fittrace: ')}")
        return load(recording)


def _lines(run: Run, block: Block) -> Iterator[str]:
    query = block.options.get("query")
    if query is None:
        for line in outline(run.tree(), block.depth):
            yield line.text
        return
    for span in run.find(query):
        yield from _below(span, block.depth)


def _below(span: Span, depth: int) -> Iterator[str]:
    """A call and what it calls, so many levels deep."""
    yield _title(span)
    yield from _branches(span.children, "", depth - 1)


def _branches(children: Sequence[Span], before: str, depth: int) -> Iterator[str]:
    if depth < 1:
        return
    for place, child in enumerate(children):
        is_last = place == len(children) - 1
        yield f"{before}{'└─' if is_last else '├─'} {_title(child)}"
        yield from _branches(child.children, f"{before}{'   ' if is_last else '│  '}", depth - 1)


def _title(span: Span) -> str:
    if span.index is not None:
        return f"{printable(span.label)} {span.index + 1}"
    return printable(f"{span.label}  {span.name}" if span.name else span.label)


def _nothing(run: Run, block: Block) -> str:
    query = block.options.get("query")
    if query is None:
        return f"{block.program} made no call of Keras"
    return f"the query `{query}` finds nothing in {block.program}, which made {run.calls:,} calls"
