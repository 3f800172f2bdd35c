"""``%%fittrace``: record a notebook's cell and show the run below it."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import shlex
import tokenize
from argparse import ArgumentParser, HelpFormatter, Namespace
from contextlib import nullcontext
from types import CodeType
from typing import TYPE_CHECKING, Any, get_args

from IPython.core.displayhook import DisplayHook
from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.display import display

from ..cli.console import Refusal
from ..cli.outputs import refuse_no_page
from ..cli.stand_in import imports_served
from ..errors import FittraceError
from ..report.pagefile import check_page_target
from ..trace import Run, record
from ..trace.rundata import Values
from .errors import HeldErrors

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["register"]


def register(shell: InteractiveShell) -> None:
    """Give the shell its ``%%fittrace``."""

    def fittrace(line: str, cell: str) -> Run | None:
        if {"-h", "--help"} & set(line.split()):
            print(_help())
            return None
        return record_cell(shell, line, cell)

    fittrace.__doc__ = _help()
    if _help_needs_no_cell not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(_help_needs_no_cell)
    shell.register_magic_function(fittrace, "cell", "fittrace")  # type: ignore[arg-type]  # bound already


def _help_needs_no_cell(lines: list[str]) -> list[str]:
    """``%%fittrace --help`` alone gets a line below it: the shell refuses a cell magic without a cell."""
    text = "".join(lines).strip()
    return [f"{text}\n", "\n"] if re.fullmatch(r"%%fittrace\s+(-h|--help)", text) else lines


def _parser() -> ArgumentParser:
    parser: ArgumentParser = MagicArgumentParser(  # type: ignore[no-untyped-call]  # IPython's
        "%%fittrace",
        description="Record the cell and show the run below it.",
        epilog="While the cell runs, `import tensorflow` and `import keras` are answered by fittrace.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the variable that holds the run")
    parser.add_argument("--save", metavar="FILE", help="keep the recording in that file")
    parser.add_argument("-o", "--output", metavar="PAGE", help="write the page into that file, too")
    parser.add_argument("--title", metavar="TEXT", help="what the page calls the run (default: In [n])")
    parser.add_argument(
        "--values",
        choices=get_args(Values),
        default="novel",
        help="of which calls arrays are looked at (default: novel)",
    )
    parser.add_argument("-h", "--help", action="store_true", help="print this, and run nothing")
    parser.add_argument("--real", action="store_true", help="leave these two imports to Python")
    return parser


def _help() -> str:
    parser = _parser()
    parser.formatter_class = HelpFormatter  # IPython's own writes what Sphinx reads
    return parser.format_help()


def record_cell(shell: InteractiveShell, line: str, cell: str) -> Run:
    """Run the cell as the shell would, recorded.

    Args:
        shell: the IPython that the cell was entered in.
        line: the options behind ``%%fittrace``.
        cell: the code.

    Returns:
        The run, which the shell shows like any other result.

    Raises:
        UsageError: the options are wrong, a file cannot be written, or the cell awaits something.
        BaseException: what the cell raised, after the run has been shown.
    """
    options = _checked(shell, line, cell)
    title = options.title or f"In [{len(shell.user_ns['In']) - 1}]"
    with HeldErrors(shell) as errors:
        try:
            run, error = _recorded(shell, cell, options, title)
        except FittraceError as problem:
            raise UsageError(str(problem)) from problem
    if run.calls:
        _write(run, options.output, title)
    shown = errors.as_shown(error)
    if shown is None:
        return run
    if isinstance(shown, SyntaxError) and not run.calls:
        raise UsageError("%%fittrace: the cell is not valid Python, so nothing was run.")
    if run.calls:
        display(run)  # type: ignore[no-untyped-call]  # IPython's
    raise shown


def _checked(shell: InteractiveShell, line: str, cell: str) -> Namespace:
    try:
        options = _parser().parse_args(shlex.split(line))
    except ValueError as error:
        raise UsageError(f"%%fittrace: {error} in {line!r}.") from error
    if options.name and not options.name.isidentifier():
        raise UsageError(f"%%fittrace: {options.name} is no name of a variable.")
    if options.output:
        try:
            refuse_no_page(options.output)
            check_page_target(options.output)
        except (FittraceError, Refusal) as error:
            raise UsageError(str(error)) from error
    if asyncio._get_running_loop() and _awaits(shell, cell):
        raise UsageError(
            "%%fittrace cannot run a cell that awaits; write `with fittrace.record() as run:` in the cell."
        )
    return options


def _awaits(shell: InteractiveShell, cell: str) -> bool:
    """Whether there is an ``await`` outside of all functions; False for what is no Python."""
    try:
        code = shell.transform_cell(cell)  # type: ignore[no-untyped-call]  # IPython's
        compiled: CodeType = compile(code, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return bool(compiled.co_flags & inspect.CO_COROUTINE)


def _recorded(
    shell: InteractiveShell, cell: str, options: Namespace, title: str
) -> tuple[Run, BaseException | None]:
    """The run of the cell and what the cell raised, if anything.

    Raises:
        FittraceError: the recording cannot be written.
    """
    run: Run | None = None
    cells_own: BaseException | None = None
    try:
        with (
            nullcontext() if options.real else imports_served(),
            record(options.save, script=title, values=options.values) as run,
        ):
            if options.name:
                shell.user_ns[options.name] = run
            result: Any = shell.run_cell(_quiet_or_not(cell), store_history=False)  # type: ignore[no-untyped-call]  # IPython's
            cells_own = result.error_before_exec or result.error_in_exec
            if cells_own is not None:
                raise cells_own
    except BaseException as error:
        if run is None or error is not cells_own:
            raise
    return run, cells_own


def _quiet_or_not(cell: str) -> str:
    """The cell; a semicolon at its end hides its result, which the shell would look for in its history."""
    try:
        quiet = DisplayHook.semicolon_at_end_of_expression(cell)  # type: ignore[no-untyped-call]  # IPython's
    except (tokenize.TokenError, SyntaxError):
        quiet = False  # the shell will say what is wrong
    return f"{cell}\nNone" if quiet else cell


def _write(run: Run, page: str | None, title: str) -> None:
    if page is None:
        return
    try:
        run.report(page, title=title)
    except FittraceError as error:
        print(f"fittrace: {error}")
    else:
        print(f"page {page}")
