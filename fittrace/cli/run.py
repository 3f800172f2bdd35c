"""``fittrace run``: run a script under the recorder and write the page."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from fittrace.errors import FittraceError
from fittrace.locale import SOURCE

from .arguments import ScriptCommand
from .console import Refusal, heard_or_not, progress, say, tell
from .keeping import Kept, keep
from .languages import language_option
from .last_words import about_nothing, about_recordings_inside, about_the_end, left_alone
from .living import live_options, live_server
from .outputs import file_size, may_be_a_recording, output_path, page_path, refuse_to_lose, unused_path
from .script import Program, ProgramNotFound, find_module, find_script
from .session import Session, outcome_of, record_program
from .stand_in import imports_served
from .tracebacks import syntax_error_text, traceback_text

if TYPE_CHECKING:
    from fittrace.trace.run import Run

__all__ = ["run"]

DEFAULT_PAGE = "walkthrough.html"
RECORDING_LOST = 3
"""Exit status where the script came to its end and the recording could not be kept where it was to be."""


@click.command(
    cls=ScriptCommand,
    options_metavar="[OPTIONS]",
    epilog="""\b
Examples:
  fittrace run train.py
  fittrace run -o walkthrough.html train.py --epochs 3
  fittrace run --save train.fittrace -o walkthrough.html train.py
  fittrace run -m mypackage.train
  fittrace run -o walkthrough.html train.py -- -o weights.npz
  fittrace run -o shared.html --redact train.py
  fittrace run --language zh-TW train.py
  fittrace run --live train.py

\b
Options may also follow the script; what is not an option of fittrace's, and
everything behind `--`, is handed to the script.

\b
A script written for Keras 2 runs as it is: while it runs, `import tensorflow`
and `import keras` are answered by fittrace, whether TensorFlow is installed or
not. --real leaves these imports to Python; calls of the real Keras are not
recorded.

\b
An earlier page or recording of that name is replaced by a run that recorded
something, and left alone by one that did not.

\b
Exit status: 0 done; 1 the script failed (the page is written all the same and
shows where), or the page could not be written; 2 wrong usage; 3 the script came
to its end, but --save could not keep the recording (a full disk), which is then
in the system's temporary folder if there was room; 130 interrupted by Ctrl-C.
A script that ends itself with sys.exit(n) keeps its n.""",
)
@click.option("-o", "--output", metavar="PAGE", help=f"The page to write (default: {DEFAULT_PAGE}).")
@click.option("--save", metavar="RUN.fittrace", help="Keep the recording; alone: make no page.")
@click.option("--title", metavar="TEXT", help="The page's title (default: the script's name).")
@language_option
@click.option("--redact", is_flag=True, help="Leave values, paths and texts out of the page, to share it.")
@click.option("--logical-clock", is_flag=True, help="Count events, not time: equal runs, equal files.")
@click.option("--real", is_flag=True, help="Leave `import tensorflow` and `import keras` to Python.")
@live_options
@click.option("-m", "--module", metavar="MODULE", help="Run a module instead, as python -m does.")
@click.argument("script", metavar="SCRIPT [ARGS]...", nargs=-1, type=click.UNPROCESSED)
def run(
    output: str | None,
    save: str | None,
    title: str | None,
    language: str,
    redact: bool,
    logical_clock: bool,
    real: bool,
    live: bool,
    live_host: str | None,
    live_port: int | None,
    module: str | None,
    script: tuple[str, ...],
) -> None:
    """Run SCRIPT under the recorder and write a page that explains the run."""
    with nullcontext() if real else imports_served():
        program = _program(module, script)
        page, saved = _results(output, save, program)
        recording = saved or unused_path(page.with_suffix(".fittrace"))  # type: ignore[union-attr]  # one of them is there
        served = live_server(program.title, live_host, live_port, language) if live else None
        session = record_program(program, recording, logical=logical_clock, live=served)

    outcome = outcome_of(session, program.title)
    with heard_or_not():
        click.echo(outcome.text, err=True, nl=False)
    left = left_alone(session, page, saved)
    if not session.run.calls and not session.error:
        say(about_nothing(session.run, left, real=real))
    elif inside := about_recordings_inside(session.run, program.title):
        say(inside)
    page, saved = (None if path in left else path for path in (page, saved))

    unwritten = session.unwritten if session.run.calls else None
    kept = keep(session.run, recording, unwritten) if saved else None
    if kept and kept.sentence:
        say(kept.sentence)
    reporting, problem = None, ""
    if page:
        reporting, problem = _write_page(session.run, page, title, redact=redact, language=language)
    if page and problem:
        options = [
            *(["--redact"] if redact else []),
            *(["--language", language] if language != SOURCE else []),
        ]
        kept = kept or keep(session.run, recording, unwritten)
        say(_about_no_page(problem, kept, ["-o", str(page), *options]))
    if not saved and not session.is_unused and (kept is None or kept.whole not in (None, recording)):
        recording.unlink(missing_ok=True)
    with heard_or_not():
        _summarize(session, None if problem else page, kept if saved else None, reporting)
    if outcome.sentence:
        has_page = reporting is not None
        say(about_the_end(outcome, session.error, left, real=real, has_page=has_page))
    lost = RECORDING_LOST if saved and unwritten else int(bool(problem))
    raise click.exceptions.Exit(outcome.status or lost)


def _program(module: str | None, script: tuple[str, ...]) -> Program:
    """What to run; a program that does not compile ends the command here."""
    if not module and not script:
        raise click.UsageError("Name the script to run, or a module with -m.")
    title = module or script[0]
    try:
        return find_module(module, script) if module else find_script(script[0], script[1:])
    except ProgramNotFound as error:
        raise Refusal(str(error)) from error
    except SyntaxError as error:
        click.echo(syntax_error_text(error), err=True, nl=False)
        say(f"{title} is not valid Python, so nothing was run and no page was written.")
    except Exception as error:
        click.echo(traceback_text(error), err=True, nl=False)
        say(f"{title} could not be imported, so nothing was run and no page was written.")
    raise click.exceptions.Exit(1)


def _results(output: str | None, save: str | None, program: Program) -> tuple[Path | None, Path | None]:
    """Where the page and the recording go, checked before anything runs; None for what is not wanted."""
    page = page_path(output or DEFAULT_PAGE) if output or not save else None
    saved = output_path(save) if save else None
    if page == saved:
        raise Refusal(f"The page and the recording cannot both be {output}.")
    if program.file and program.file.resolve() in (page and page.resolve(), saved and saved.resolve()):
        raise Refusal(f"The results cannot be written over the script {program.title}.")
    if page:
        refuse_to_lose(page, "give the page another name")
    if saved and saved.exists() and not may_be_a_recording(saved):
        raise Refusal(f"{save} is there already and is not a recording; give the recording another name.")
    return page, saved


def _write_page(
    recorded: Run, page: Path, title: str | None, *, redact: bool, language: str
) -> tuple[float | None, str]:
    """Write the page; gives the seconds it took, or why it could not be made."""
    begin = perf_counter()
    try:
        with progress(f"Writing {page.name}"):
            from fittrace.report import write_page

            write_page(recorded, page, title=title, redact=redact, language=language)
        return perf_counter() - begin, ""
    except KeyboardInterrupt:
        return None, "Ctrl-C ended the writing of the page"
    except FittraceError as error:
        return None, str(error).removesuffix(".")
    except Exception as error:
        mistake = f"{type(error).__name__}: {error}"
        return None, f"the page could not be made by a mistake of fittrace's own ({mistake})"


def _about_no_page(problem: str, kept: Kept, options: Sequence[str]) -> str:
    """Why there is no page, and how to get one from what was recorded."""
    found = kept.whole or kept.part
    again = shlex.join(["fittrace", "report", str(found), *options])
    return (
        f"{problem}; {'nothing recorded is lost' if kept.whole else 'what is left of the recording'}: {again}"
    )


def _summarize(session: Session, page: Path | None, kept: Kept | None, reporting: float | None) -> None:
    """The last lines of the output: where things are, how much there is of them, how long they took."""
    tell()
    if page:
        tell(f"page       {page} ({file_size(page)})")
    if kept and kept.whole:
        tell(f"recording  {kept.whole} ({file_size(kept.whole)})")
    elif kept and kept.part and kept.part.exists():
        tell(f"recording  {kept.part} ({file_size(kept.part)}, only in part)")
    tell(f"recorded   {session.run.calls:,} calls")
    times = [f"train {session.training:.1f} s", f"save {session.saving:.1f} s"]
    times += [f"report {reporting:.1f} s"] if reporting is not None else []
    tell(f"time       {', '.join(times)}")
