"""What may come of hostile input: it is taken, or refused in one sentence; anything else is a failure."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from itertools import islice
from pathlib import Path
from types import CodeType
from typing import Any
from unittest import mock

import jinja2

from fittrace import Run, RunFileError, load
from fittrace.report import page_of

__all__ = ["Command", "command", "read_and_tell"]

MANY = 2_000
"""Calls and facts that are looked at one by one; a hostile run may have ten billion."""
FEW = 5
"""Calls that are looked up by their paths."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


_compile, _compiled = jinja2.Environment.compile, dict[tuple[object, ...], CodeType]()


def _compile_once(environment: jinja2.Environment, source: str, *arguments: Any, **options: Any) -> CodeType:
    """Templates are the same for every page, and compiling them is most of a small page's time."""
    key = (source, *arguments)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, *arguments, **options)  # type: ignore[call-overload]  # as asked
    return _compiled[key]


def read_and_tell(path: Path, *, page: bool = True) -> Run | None:
    """Read a run file, walk over the run and make its pages; None where it is refused.

    Raises:
        AssertionError: the refusal is not one sentence.
        Exception: anything; each is a failure.
    """
    try:
        run = load(path)
    except RunFileError as error:
        if not re.fullmatch(r"[^\n]+\.", str(error)):
            raise AssertionError(f"not one sentence: {error}") from error
        return None
    repr(run), run.calls, run.duration, run.header.as_dict()
    for lane in range(len(run.lanes)):
        for span in islice(run.spans(lane), MANY):
            repr(span), span.start, span.duration, span.index, span.exception, span.finished, span.facts
        for fact in islice(run.facts(lane=lane), MANY):
            repr(fact)
        for node in run.tree(lane).walk():
            repr(node), node.duration
    run.find("*").count(), run.find("* ~ *:last").first(), run.find("nothing at all").instead
    for span in islice(run.find("* > *"), FEW):
        if run.find(span.path).first() != span:
            raise AssertionError(f"another call than {span.path}")
    if page:
        for redact in (False, True):
            with mock.patch.object(jinja2.Environment, "compile", _compile_once):
                made = page_of(run, redact=redact)
            kinds = re.findall(r"<script([^>]*)>", made)
            assert kinds.count("") == 1, "a name became a script"
            assert all(kind.startswith(' type="application/') for kind in kinds if kind), kinds
    return run


class Command:
    """What a command line came to: exit status and texts."""

    def __init__(self, arguments: list[str], status: object, out: str, err: str) -> None:
        self.arguments, self.status, self.out, self.err = arguments, status, out, err

    def check(self) -> None:
        """See that it was done, or refused in a sentence.

        Raises:
            AssertionError: it was not.
        """
        said = COLOURS.sub("", self.err)
        assert self.status in (0, 1, 2), f"exit status {self.status} of {self.arguments}: {said}"
        assert "Traceback" not in said, f"a traceback for {self.arguments}: {said}"
        assert "mistake of fittrace's own" not in said, f"{self.arguments}: {said}"
        assert self.status == 0 or said.strip(), f"not a word about {self.arguments}"


def command(arguments: list[str], folder: Path) -> Command:
    """Run a command line in this process, in that folder."""
    from fittrace.cli.app import main

    before, out, err = Path.cwd(), _Stream("strict"), _Stream("backslashreplace")
    os.chdir(folder)
    status: object = None
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.object(sys, "argv", ["fittrace", *arguments]),
        ):
            main()
    except SystemExit as end:
        status = end.code
    finally:
        os.chdir(before)
    return Command(arguments, status, out.text, err.text)


class _Stream(io.TextIOWrapper):
    """Takes text as a process's own streams do: halves of characters are an error on stdout, there too."""

    def __init__(self, errors: str) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors=errors, write_through=True)

    @property
    def text(self) -> str:
        """What was written."""
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined]  # made here, of BytesIO
