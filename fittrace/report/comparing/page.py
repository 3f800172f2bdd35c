"""The page of a difference: two runs in, one self-contained HTML file out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from ...diff import MARKS
from ...errors import ReportError
from ..html import assets
from ..html.templates import joined, make_environment
from ..pagefile import check_page_target, write_whole
from ..words.language import SOURCE, _, language_named, speaking
from ..words.wording import shown_text
from .drawing import drawing_of
from .rows import rows_of
from .words import PageWords, mark_texts

if TYPE_CHECKING:
    from ...diff import Diff
    from ...trace import Run

__all__ = ["page_of", "write_page"]

STYLES: Final = ("styles/base", "styles/marks", "diff/diff")
SCRIPTS: Final = ("scripts/page", "scripts/theme", "diff/tree", "diff/drawing", "scripts/begin")


def write_page(
    diff: Diff,
    path: str | os.PathLike[str],
    *,
    names: tuple[str, str] | None = None,
    force: bool = False,
    language: str = SOURCE,
) -> None:
    """Write the page that shows what is different between two runs.

    Args:
        diff: the difference.
        path: the file; a page that was there before is replaced last.
        names: what the page calls the runs; None are the names of their scripts.
        force: whether to replace a file that is no page.
        language: the one that the page is in.

    Raises:
        ReportError: there is no such language, the page cannot be made or written,
            or the file is none of ours.
    """
    if not force:
        check_page_target(path)
    write_whole(page_of(diff, names=names, language=language), path)


def page_of(diff: Diff, *, names: tuple[str, str] | None = None, language: str = SOURCE) -> str:
    """The page's HTML.

    Raises:
        ReportError: there is no such language, or the runs hold what no page can tell.
    """
    try:
        with speaking(language_named(language)):
            return _page(diff, names, language_named(language))
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(f"The page cannot be made: {type(error).__name__}: {error}.") from error


def _page(diff: Diff, names: tuple[str, str] | None, tag: str) -> str:
    names = names or (_name(diff.before), _name(diff.after))
    words, script = PageWords(), assets.together("", SCRIPTS, "js")
    rows, left_out = rows_of(diff)
    first = diff.first
    html = (
        make_environment()
        .get_template("diff/page.html.j2")
        .render(
            language=tag,
            title=_("%(before)s against %(after)s", before=names[0], after=names[1]),
            runs=[diff.before, diff.after],
            names=names,
            same=diff.same,
            summary=words.summary(diff.counts, diff.before.calls, diff.after.calls)
            if first is not None
            else words.no_difference(diff.before.calls),
            counts=diff.counts,
            first=first,
            sign=MARKS[first.mark] if first is not None else "",
            signs=MARKS,
            meanings=mark_texts(),
            rows=rows,
            left_out=left_out,
            drawing=None if diff.same else drawing_of(diff),
            style=Markup(assets.together("", STYLES, "css")),
            script=Markup(script),
            script_hash=assets.digest(script),
            data=_json({"words": {"difference": _("Difference {at} of {of}")}}),
        )
    )
    return shown_text(joined(html))


def _name(run: Run) -> str:
    return Path(run.header.script).name if run.header.script else _("A training run")


def _json(value: object) -> Markup:
    """JSON that can stand in a script element; all of it is words of our own."""
    return Markup(json.dumps(value, ensure_ascii=True).replace("<", "\\u003c"))
