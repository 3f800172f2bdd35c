"""Exporting: a run into a file whose suffix says how, or to whoever collects traces."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ReportError
from .formats import Options, format_of
from .result import Exported
from .target import check_target, whole_file

if TYPE_CHECKING:
    from ..trace import Run
    from .formats import Kind, Step, What

__all__ = ["export_run"]


def export_run(
    run: Run,
    path: str | os.PathLike[str] | None = None,
    *,
    otlp: str | None = None,
    limit: int | None = None,
    kind: Kind | None = None,
    what: What | None = None,
    step: Step | None = None,
    redact: bool = False,
    force: bool = False,
) -> Exported:
    """Write a run into a file that other programs read, or send it to a collector of traces.

    The file's suffix says what is written: ``.json`` and ``.json.gz`` a trace for Perfetto
    and chrome://tracing; ``.parquet``, ``.csv`` and ``.jsonl`` a table with a row a call;
    ``.mmd`` and ``.md`` a Mermaid diagram; ``.dot``, ``.graphml`` and ``.svg`` a graph.

    Args:
        run: any run; one under way is exported as far as it has come.
        path: the file; an export of the same format that is there already is replaced.
        otlp: the address of a collector that takes OpenTelemetry spans over HTTP,
            ``"http://127.0.0.1:4318"``; instead of `path`.
        limit: calls and iterations that are told at most, 0 for all; None for the format's own
            limit: a million for a trace, none for a table, 100,000 for spans that are sent, and
            60 messages or boxes for a diagram.
        kind: of a diagram, ``"sequence"`` (by default) or ``"flow"``.
        what: of a graph or a flow, ``"calls"`` (by default) or ``"layers"``.
        step: of a call graph, the ``"first"`` step (by default), a ``"later"`` one, the
            ``"difference"`` of both, or the whole ``"run"``; of a sequence, all but the difference.
        redact: whether to leave out values of the data and what is derived from them, paths,
            arguments and messages.
        force: whether to replace a file that is no export.

    Returns:
        What was written, and what the format or the limit left out.

    Raises:
        ReportError: the suffix is unknown, an option does not fit it, a package is missing,
            the run does not hold what is asked for, or the file cannot be written.
    """
    options = Options(limit, kind, what, step)
    if limit is not None and limit < 0:
        raise ReportError(f"limit is {limit}, but cannot be less than 0, which stands for no limit.")
    if (path is None) == (otlp is None):
        raise ReportError("An export goes to either a path or an otlp address; give one of them.")
    if redact:
        from ..report.redact import RedactedRun

        run = RedactedRun(run)
    if otlp is not None:
        from .otlp import send

        return send(run, otlp, options)
    assert path is not None
    form = format_of(path, options)
    if not force:
        check_target(path, form)
    with whole_file(path) as file:
        return form.write(run, file, Path(path).absolute(), options)
