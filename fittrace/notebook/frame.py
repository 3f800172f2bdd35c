"""The page inside a notebook: a frame of its own, without an origin."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from ..errors import ReportError
from .text import NEXT, text_of

if TYPE_CHECKING:
    from ..trace import Run

__all__ = ["LARGEST_FRAME", "html_of"]

LARGEST_FRAME: Final = 4_000_000
"""Bytes of a page that is embedded at most: the notebook's file holds it."""
HEIGHT: Final = 760
"""Pixels: a page with its header and a chapter, on the screen of a laptop."""

_HEAD: Final = '<meta charset="utf-8">'
_BASE: Final = '<base href="about:srcdoc">'


def html_of(run: Run) -> str:
    """The run's page in a sandboxed frame; where it is too large or cannot be made, the text form.

    The frame may run the page's own script and nothing else; it has no origin, so neither the
    notebook nor its server can be reached from it.
    """
    if not run.calls:
        return _text(run)
    from ..report import page_of

    try:
        page = page_of(run)
    except ReportError as error:
        return _text(run, str(error))
    size = len(page.encode())
    if size > LARGEST_FRAME:
        return _text(run, f"The page is too large to be shown in a notebook ({size / 1e6:.1f} MB).")
    return _frame(page) + _note(NEXT)


def _frame(page: str) -> str:
    # without a base of its own, an address like #graph would be the notebook's
    document = page.replace(_HEAD, _HEAD + _BASE, 1).replace("&", "&amp;").replace('"', "&quot;")
    return (
        f'<iframe title="fittrace: what the training did" sandbox="allow-scripts" allow="fullscreen" '
        f'width="100%" height="{HEIGHT}" style="border:1px solid #8886;border-radius:4px" '
        f'srcdoc="{document}"></iframe>'
    )


def _text(run: Run, note: str = "") -> str:
    return f"<pre>{escape(text_of(run))}</pre>{_note(note) if note else ''}"


def _note(text: str) -> str:
    return f'<p style="font-size:small;opacity:.75">{escape(text, quote=False)}</p>'
