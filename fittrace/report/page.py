"""The page: a run in, one self-contained HTML file out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..errors import ReportError
from .collecting import collecting_rarely
from .graph.view import layer_drawing
from .html import assets
from .html.packed import Other, in_gzip, packed
from .html.templates import joined, make_environment
from .pagefile import check_page_target, write_whole
from .redact import HIDDEN, RedactedRun
from .scene import Scene, View
from .story.curves import Curve, curves_of, epoch_table, lost_at
from .story.followed import followed_of
from .story.stages import STAGES
from .story.tell import tell
from .story.validation import validation_of
from .views import views_of
from .walkthrough.chapters import chapters_of
from .walkthrough.explain import explain_all
from .walkthrough.loopmap import loop_map
from .walkthrough.outline import flat, outline_of
from .walkthrough.plots import plots_of
from .walkthrough.source import sources_of
from .walkthrough.steps import steps_by_chapter
from .words.language import LANGUAGES, SOURCE, _, language, language_named, speaking
from .words.scripts import words
from .words.wording import shown_text, ticking

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from ..trace import Run

__all__ = ["page_of", "write_page"]


def write_page(
    run: Run,
    path: str | os.PathLike[str],
    title: str | None = None,
    *,
    redact: bool = False,
    force: bool = False,
    language: str = SOURCE,
) -> None:
    """Write the page that explains the run.

    The file is complete or not there: a page that was there before is replaced last.
    A link is followed, and what is no regular file (a device, a pipe) is written into.

    Args:
        run: finished or not.
        path: the file.
        title: heading; None is made from the script's name.
        redact: whether to leave out what must not be shared, see `RedactedRun`.
        force: whether to replace a file that is no page.
        language: the one that the page opens in, ``"en"`` or ``"zh-TW"``; it can be switched to the other.

    Raises:
        ReportError: there is no such language, the page cannot be made or written,
            or the file is none of ours.
    """
    if not force:
        check_page_target(path)
    write_whole(page_of(run, title, redact=redact, language=language), path)


def page_of(run: Run, title: str | None = None, *, redact: bool = False, language: str = SOURCE) -> str:
    """The page's HTML.

    Args:
        run: finished or not; a page shows how far it came.
        title: heading; None is made from the script's name.
        redact: whether to leave out what must not be shared, see `RedactedRun`.
        language: the one that the page opens in.

    Raises:
        ReportError: there is no such language, a diagram cannot be drawn, or the run
            holds what no page can tell.
    """
    try:
        shown = RedactedRun(run) if redact else run
        with collecting_rarely(), ticking(run.header.clock == "logical"):
            return _page(shown, title, language_named(language), redacted=redact)
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(f"The page cannot be made: {type(error).__name__}: {error}.") from error


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the page is made from, whatever its language.

    Attributes:
        scene: the run.
        title: the heading that was asked for.
        curves: numbers by step and epoch.
        sources: the code behind the calls.
        views: gives the views in the language that is being spoken.
    """

    scene: Scene
    title: str | None
    curves: Sequence[Curve]
    sources: Mapping[str, Any]
    views: Callable[[], list[View]]


def _page(run: Run, title: str | None, tag: str, *, redacted: bool) -> str:
    root = run.tree()
    story = tell(run, root)
    top = outline_of(root)
    lines = flat(top)
    addresses = {id(line.node): line.number for line in lines}
    scene = Scene(run, root, story, top, lines, addresses, redacted)
    others = [other for other in LANGUAGES if other != tag]
    with views_of(scene, [*others, tag]) as views:
        curves = [] if redacted else curves_of(run, scene.columns)
        parts = _Parts(scene, title, curves, sources_of(run, lines).data, views)
        template = make_environment(addresses, HIDDEN if redacted else None).get_template("page.html.j2")
        said = [_in_language(other, template, parts) for other in others]
        with speaking(tag):  # last: the lines of the outline keep the places of this language's explanations
            page = _told(template.environment, parts)
            whole = template.render(
                page,
                others=[packed(other, page["data"]) for other in said],
                data=_json(page["data"] | {"explanations": in_gzip(page["data"]["explanations"])}),
                style=Markup(assets.style()),
                script=Markup(assets.script()),
                script_hash=assets.digest(assets.script()),
            )
    return shown_text(joined(whole))


def _in_language(tag: str, template: Template, parts: _Parts) -> Other:
    """The page in another language than the one it opens in."""
    with speaking(tag):
        page = _told(template.environment, parts)
        body = "".join(template.blocks["body"](template.new_context(page)))
    return Other(tag, f"{page['title']} · fittrace", shown_text(joined(body)), page["data"])


def _told(environment: Environment, parts: _Parts) -> dict[str, Any]:
    """What the page's template is rendered with, in the language that is being spoken."""
    scene, curves = parts.scene, parts.curves
    story, lines = scene.story, scene.lines
    plots = plots_of(curves)
    chapters = chapters_of(story, has_curves=bool(plots))
    walk = steps_by_chapter(scene.top, story, [chapter.address for chapter in chapters])
    steps = [step.view for part in walk.values() for step in part.steps]
    texts = [shown_text(joined(text)) for text in explain_all(environment, scene.top, story, steps)]
    shown = len({view.explanation for view in steps})
    map_ = loop_map(story, lines, {chapter.address for chapter in chapters})
    views = parts.views()
    data = {view.address: view.data for view in views if view.data is not None}
    data["sources"] = parts.sources
    data["map"] = map_.data if map_ is not None else None
    if scene.run.header.clock == "logical":
        data["ticks"] = True
    return {
        "language": language(),
        "languages": {tag: name for tag, name in LANGUAGES.items() if tag != language()},
        "title": parts.title or _title(scene.run),
        "run": scene.run,
        "story": story,
        "redacted": scene.redacted,
        "stages": STAGES,
        "map": map_,
        "top": scene.top,
        "lines": len(lines),
        "views": views,
        "explanations": [Markup(text) for text in texts[:shown]],
        "layer_svg": layer_drawing(story),
        "plots": plots,
        "epochs": epoch_table(curves),
        "lost": lost_at(curves),
        "chapters": chapters,
        "walk": walk,
        "validation": validation_of(story),
        "followed": None if scene.redacted else followed_of(scene.run),
        "data": data | {"words": words(), "explanations": [None] * shown + texts[shown:]},
    }


def _title(run: Run) -> str:
    script = run.header.script
    return Path(script).name if script else _("A training run")


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element, whatever the texts in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
