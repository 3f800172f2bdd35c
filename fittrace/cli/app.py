"""The ``fittrace`` command: its subcommands, and what becomes of their failures.

Only click is imported here; what a subcommand needs beyond it is imported when the
subcommand runs, so that ``fittrace --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from fittrace._version import __version__
from fittrace.errors import FittraceError, RunFileError

from .check import check
from .console import say
from .diff import diff
from .explain import explain
from .export import export
from .find import find
from .graph import graph
from .report import report
from .run import run
from .session import INTERRUPTED
from .tree import tree

__all__ = ["cli", "main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  fittrace run -o walkthrough.html train.py
  fittrace run --save train.fittrace train.py --epochs 3
  fittrace tree train.fittrace
  fittrace find train.fittrace "fit > epoch[2] > step[3] *.call"
  fittrace graph train.fittrace -o layers.svg --what layers
  fittrace export train.fittrace -o train.json
  fittrace diff before.fittrace after.fittrace
  fittrace check docs/training.md

`fittrace COMMAND --help` tells more.""",
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="fittrace", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Record what Keras does while a script trains, and explain it."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (run, report, tree, graph, find, explain, export, diff, check):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 the script or a page failed, 2 wrong usage."""
    sys.exit(_status())


def _status() -> int:
    """Run the command line; whatever goes wrong is one sentence on stderr and an exit status."""
    try:
        return cli.main(prog_name="fittrace", standalone_mode=False) or 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "fittrace"
        say(f"{error.format_message()} (`{command} --help` tells more.)")
        return error.exit_code
    except click.ClickException as error:
        say(error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        if isinstance(error.__cause__, EOFError):  # to click that is an interruption, too
            return _own_mistake(error.__cause__)
        say("interrupted.")
        return INTERRUPTED
    except RunFileError as error:
        say(str(error))
        return 2
    except FittraceError as error:
        say(str(error))
        return 1
    except Exception as error:
        return _own_mistake(error)


def _own_mistake(error: Exception) -> int:
    say(f"{type(error).__name__}: {error} (a mistake of fittrace's own; FITTRACE_DEBUG=1 shows where).")
    if os.environ.get("FITTRACE_DEBUG"):
        raise error
    return 1
