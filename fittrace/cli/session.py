"""Recording a program, and what is to be said about how it ended."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from fittrace.errors import RunFileError

from .console import say
from .keeping import CommandsTeller
from .script import Program
from .tracebacks import traceback_text

if TYPE_CHECKING:
    from fittrace.live import LiveServer
    from fittrace.trace.run import Run
    from fittrace.trace.tree import Node

__all__ = ["INTERRUPTED", "Outcome", "Session", "outcome_of", "record_program"]

INTERRUPTED = 130
"""Exit status after Ctrl-C, as a shell gives it: 128 + SIGINT."""


@dataclass(frozen=True)
class Session:
    """A program that ran under the recorder.

    Attributes:
        run: what was recorded.
        error: what ended the program, None where it came to its end (``sys.exit(0)`` is an end).
        unwritten: why the run file is not complete, None where it is.
        is_unused: whether nothing was recorded and an earlier run is left in the file.
        training: seconds that the program took.
        saving: seconds from there until the run file was closed.
    """

    run: Run
    error: BaseException | None
    unwritten: str | None
    is_unused: bool
    training: float
    saving: float


def record_program(program: Program, path: Path, *, logical: bool, live: LiveServer | None = None) -> Session:
    """Run `program` and record it into the run file at `path` as it goes.

    Args:
        program: what to run.
        path: the run file.
        logical: whether times are counted in events, so that equal programs give equal runs.
        live: serves the run while it goes on.

    Raises:
        RunFileError: `path` cannot be written; the program has not been started.
    """
    from fittrace.trace import LogicalClock
    from fittrace.trace.recorder import record_told

    clock = LogicalClock() if logical else None
    teller = CommandsTeller()
    arguments = program.arguments[1:]
    run: Run | None = None
    error: BaseException | None = None
    begin = end = perf_counter()
    process = os.getpid()
    try:
        with (
            record_told(path, teller, clock=clock, script=program.title, arguments=arguments) as run,
            live.watching(run) if live is not None else nullcontext(),
        ):
            begin = perf_counter()
            try:
                program.run()
            except SystemExit as exit_:
                if exit_.code not in (None, 0):
                    error = exit_
                    raise
            except BaseException as raised:
                error = raised
                raise
            finally:
                end = perf_counter()
    except BaseException as raised:
        # a forked child ends as it wants to; the results are its parent's
        if os.getpid() != process or run is None or raised is not error:
            raise
    if os.getpid() != process:
        raise SystemExit(0)
    if logical and teller.why_unwritten is None and not teller.is_unused:
        _rewrite(run, path)
    return Session(run, error, teller.why_unwritten, teller.is_unused, end - begin, perf_counter() - end)


def _rewrite(run: Run, path: Path) -> None:
    """Write the file once more, in one go: in one that grew with the run, bytes tell when it was written."""
    try:
        run.save(path)
    except RunFileError as error:
        say(f"{path} holds the whole run, but not the same bytes as that of an equal run: {error}")


@dataclass(frozen=True)
class Outcome:
    """What the command makes of a program's end.

    Attributes:
        status: the exit status.
        text: the program's own traceback, empty where there is none.
        sentence: what happened and where, without a full stop; empty where the program came to its end.
    """

    status: int
    text: str = ""
    sentence: str = ""


def outcome_of(session: Session, title: str) -> Outcome:
    """The exit status and the words for how `session` ended; `title` names the program."""
    error = session.error
    if error is None:
        return Outcome(0)
    if isinstance(error, SystemExit):
        return _exited(error, title)
    place = _place(session.run.tree())
    if isinstance(error, KeyboardInterrupt):
        return Outcome(INTERRUPTED, sentence=f"{title} was interrupted by Ctrl-C{place}")
    return Outcome(1, traceback_text(error), f"{title} raised {type(error).__name__}{place}")


def _exited(error: SystemExit, title: str) -> Outcome:
    """``sys.exit`` as Python treats it: a number is the status, anything else is printed and the status 1."""
    if isinstance(error.code, int):
        status = error.code & 0xFF
        return Outcome(status, sentence=f"{title} ended itself with exit status {status}")
    return Outcome(1, f"{error.code}\n", f"{title} ended itself with a message, exit status 1")


def _place(root: Node) -> str:
    """Where in the training it ended: ``" in epoch 2, step 31, inside Dense.call (dense_1)"``."""
    loops: list[str] = []
    innermost = ""
    for node in _way_down(root):
        if node.loop:
            innermost = ""
            loops.append(f"{node.label} {node.last + 1 if node.last is not None else '?'}")
        else:
            innermost = f"{node.label} ({node.name})" if node.name else node.label
    where = [f"in {', '.join(loops)}"] if loops else []
    where += [f"inside {innermost}"] if innermost else []
    return " " + ", ".join(where) if where else ""


def _way_down(root: Node) -> Iterator[Node]:
    """The calls that were under way at the end, outermost first."""
    under_way: Node | None = root
    while under_way is not None:
        ended = (child for child in reversed(under_way.children) if child.exception or not child.finished)
        under_way = next(ended, None)
        if under_way is not None:
            yield under_way
