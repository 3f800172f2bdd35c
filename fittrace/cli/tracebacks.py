"""A script's traceback without the lines that are not the script's."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import fittrace

__all__ = ["syntax_error_text", "traceback_text"]

OURS = ("<fittrace", *(f"{Path(place)}{os.sep}" for place in fittrace.__path__))
"""How the file names of fittrace's own frames begin; the first is what a hook's frames are called."""


def traceback_text(error: BaseException) -> str:
    """What Python would print for `error`, minus every frame inside fittrace.

    The script's own frames stay wherever they stand, also those that the engine
    called (a layer's ``call``, a callback); causes and contexts are treated alike.
    """
    summary = traceback.TracebackException.from_exception(error)
    left_out = _leave_out_our_frames(summary)
    text = "".join(summary.format())
    if left_out:
        text += f"({left_out} frames inside fittrace are not shown.)\n"
    return text


def _leave_out_our_frames(summary: traceback.TracebackException) -> int:
    kept = [frame for frame in summary.stack if not frame.filename.startswith(OURS)]
    left_out = len(summary.stack) - len(kept)
    summary.stack[:] = kept
    related = [summary.__cause__, summary.__context__, *(getattr(summary, "exceptions", None) or ())]
    return left_out + sum(_leave_out_our_frames(other) for other in related if other is not None)


def syntax_error_text(error: SyntaxError) -> str:
    """What Python prints for a file that it cannot compile: the line, a mark under it, the message."""
    return "".join(traceback.format_exception_only(error))
