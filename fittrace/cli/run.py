"""``fittrace run``: run a script under the recorder and write the page."""

from __future__ import annotations

import shlex
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from fittrace.errors import FittraceError
from fittrace.locale import SOURCE

from .arguments import ScriptCommand
from .console import Refusal, heard_or_not, progress, say, tell
from .languages import language_option
from .outputs import file_size, may_be_a_recording, output_path, refuse_to_lose, unused_path
from .script import Program, ProgramNotFound, find_module, find_script
from .session import Outcome, Session, outcome_of, record_program
from .stand_in import SERVED, imports_served
from .tracebacks import syntax_error_text, traceback_text

if TYPE_CHECKING:
    from fittrace.trace.run import Run

__all__ = ["run"]

DEFAULT_PAGE = "walkthrough.html"


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

\b
Options may also follow the script; what is not an option of fittrace's, and
everything behind `--`, is handed to the script.

\b
A script written for Keras 2 runs as it is: while it runs, `import tensorflow`
and `import keras` are answered by fittrace, whether TensorFlow is installed or
not. --real leaves these imports to Python; calls of the real Keras are not
recorded.

\b
Exit status: 0 done; 1 the script failed (the page is written all the same and
shows where); 2 wrong usage; 130 interrupted by Ctrl-C. A script that ends
itself with sys.exit(n) keeps its n.""",
)
@click.option("-o", "--output", metavar="PAGE", help=f"The page to write (default: {DEFAULT_PAGE}).")
@click.option("--save", metavar="RUN.fittrace", help="Keep the recording; alone: make no page.")
@click.option("--title", metavar="TEXT", help="The page's title (default: the script's name).")
@language_option
@click.option("--redact", is_flag=True, help="Leave values, paths and texts out of the page, to share it.")
@click.option("--logical-clock", is_flag=True, help="Count events, not time: equal runs, equal files.")
@click.option("--real", is_flag=True, help="Leave `import tensorflow` and `import keras` to Python.")
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
    module: str | None,
    script: tuple[str, ...],
) -> None:
    """Run SCRIPT under the recorder and write a page that explains the run."""
    with nullcontext() if real else imports_served():
        program = _program(module, script)
        page, saved = _results(output, save, program)
        recording = saved or unused_path(page.with_suffix(".fittrace"))  # type: ignore[union-attr]  # one of them is there
        session = record_program(program, recording, logical=logical_clock)

    outcome = outcome_of(session, program.title)
    with heard_or_not():
        click.echo(outcome.text, err=True, nl=False)
    if not session.run.calls and not session.error:
        why = "calls of the real Keras are not recorded" if real else "the script made none of Keras"
        kept = page is not None and page.exists()
        say(f"no call was recorded: {why}{f'; {page} is left as it was' if kept else ''}.")
        page = None if kept else page
    if session.unwritten:
        say(str(session.unwritten))

    reporting = (
        _write_page(session.run, page, title, recording, redact=redact, language=language) if page else None
    )
    if not saved and (page is None or reporting is not None):
        recording.unlink(missing_ok=True)
    with heard_or_not():
        _summarize(session, page if reporting is not None else None, saved, reporting)
    if outcome.sentence:
        say(_last_words(outcome, session.error, real=real, has_page=reporting is not None))
    lost = page is not None and reporting is None, saved is not None and session.unwritten is not None
    raise click.exceptions.Exit(outcome.status or int(any(lost)))


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
    page = output_path(output or DEFAULT_PAGE) if output or not save else None
    saved = output_path(save) if save else None
    if page == saved:
        raise Refusal(f"The page and the recording cannot both be {output}.")
    if program.file and program.file.resolve() in (page and page.resolve(), saved and saved.resolve()):
        raise Refusal(f"The results cannot be written over the script {program.title}.")
    if page and page.suffix == ".fittrace":
        raise Refusal(f"{output} is the name of a recording, not of a page; `--save {output}` keeps one.")
    if page:
        refuse_to_lose(page, "give the page another name")
    if saved and saved.exists() and not may_be_a_recording(saved):
        raise Refusal(f"{save} is there already and is not a recording; give the recording another name.")
    return page, saved


def _last_words(outcome: Outcome, error: BaseException | None, *, real: bool, has_page: bool) -> str:
    """The sentence that a script which failed leaves behind."""
    wanted = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if real and wanted in SERVED:
        without = f"--real takes {wanted} from this Python, which has none; install it or leave out --real"
        return f"{outcome.sentence}: {without}."
    return f"{outcome.sentence}{'; the page shows where' if has_page else ''}."


def _write_page(
    recorded: Run, page: Path, title: str | None, recording: Path, *, redact: bool, language: str
) -> float | None:
    """Write the page and give the seconds it took; where it fails, say so and where the recording is."""
    begin = perf_counter()
    try:
        with progress(f"Writing {page.name}"):
            from fittrace.report import write_page

            write_page(recorded, page, title=title, redact=redact, language=language)
        return perf_counter() - begin
    except KeyboardInterrupt:
        problem = "Ctrl-C ended the writing of the page"
    except FittraceError as error:
        problem = str(error).removesuffix(".")
    except Exception as error:
        problem = (
            f"the page could not be made by a mistake of fittrace's own ({type(error).__name__}: {error})"
        )
    more = [*(["--redact"] if redact else []), *(["--language", language] if language != SOURCE else [])]
    again = shlex.join(["fittrace", "report", str(recording), "-o", str(page), *more])
    say(f"{problem}; nothing recorded is lost: {again}")
    return None


def _summarize(session: Session, page: Path | None, saved: Path | None, reporting: float | None) -> None:
    """The last lines of the output: where things are, how much there is of them, how long they took."""
    tell()
    if page:
        tell(f"page       {page} ({file_size(page)})")
    if saved:
        tell(f"recording  {saved} ({file_size(saved)})")
    tell(f"recorded   {session.run.calls:,} calls")
    times = [f"train {session.training:.1f} s", f"save {session.saving:.1f} s"]
    times += [f"report {reporting:.1f} s"] if reporting is not None else []
    tell(f"time       {', '.join(times)}")
