"""The page: a run in, one self-contained HTML file out."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..errors import ReportError
from .chapters import chapters_of
from .curves import Plot, curves_of, plot_of
from .draw import call_dot, layer_dot, to_svg
from .explain import explain_all
from .graphs import graph_of, layers_of, steps_to_draw
from .loopmap import loop_map
from .outline import CallView, flat, outline_of
from .stages import STAGES
from .tell import tell
from .templates import make_environment, template_folder

if TYPE_CHECKING:
    import networkx as nx

    from ..trace import Node, Run

__all__ = ["page_of", "write_page"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram on the page.

    Attributes:
        title: what it shows.
        svg: the drawing.
        keys: for each of its nodes in order, the key that outline lines share with it.
        nodes, calls: how much is in it.
    """

    title: str
    svg: Markup
    keys: tuple[str, ...]
    nodes: int
    calls: int


def write_page(run: Run, path: str | os.PathLike[str], title: str | None = None) -> None:
    """Write the page that explains the run.

    The file is complete or not there: a page that was there before is replaced last.

    Raises:
        ReportError: the page cannot be made or written.
    """
    target = Path(path)
    text = page_of(run, title)
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise ReportError(f"The page cannot be written to {target}: {reason}.") from error


def page_of(run: Run, title: str | None = None) -> str:
    """The page's HTML.

    Args:
        run: finished or not; a page shows how far it came.
        title: heading; None is made from the script's name.

    Raises:
        ReportError: a diagram cannot be drawn.
    """
    root = run.tree()
    story = tell(run, root)
    top = outline_of(root)
    views = flat(top)
    environment = make_environment({id(view.node): view.number for view in views})
    explanations = explain_all(environment, top, story)
    assets = template_folder()
    script = (assets / "page.js").read_text(encoding="utf-8")
    drawings, plots = _drawings(root), _plots(run)
    layers = layers_of(story)
    template = environment.get_template("page.html.j2")
    try:
        return template.render(
            title=title or _title(run),
            run=run,
            story=story,
            stages=STAGES,
            map=loop_map(story),
            top=top,
            lines=len(views),
            explanations=explanations,
            drawings=drawings,
            layer_svg=Markup(to_svg(layer_dot(layers))) if layers is not None else None,
            plots=plots,
            chapters=chapters_of(story, has_graphs=bool(drawings), has_curves=bool(plots)),
            data=_json({"keys": [drawing.keys for drawing in drawings], "first": _first_lines(views)}),
            style=Markup((assets / "page.css").read_text(encoding="utf-8")),
            script=Markup(script),
            script_hash=_hash(script),
        )
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(f"The page cannot be made: {type(error).__name__}: {error}.") from error


def _title(run: Run) -> str:
    script = run.header.script
    return Path(script).name if script else "A training run"


def _first_lines(views: Sequence[CallView]) -> dict[str, int]:
    """The first line of each key that drawings share with the outline."""
    first: dict[str, int] = {}
    for view in views:
        first.setdefault(view.graph_key, view.number)
    return first


def _drawings(root: Node) -> list[Drawing]:
    steps = steps_to_draw(root)
    drawn = []
    for place, step in enumerate(steps):
        others = [other for other in steps if other is not step]
        graph = graph_of([step], root, others)
        drawn.append(_drawing("The first step" if place == 0 else "A later step", graph, step.calls))
    if not steps and root.children:
        graph = graph_of(root.children, root)
        drawn.append(_drawing("The whole run", graph, root.calls))
    return drawn


def _drawing(title: str, graph: nx.DiGraph[Any], calls: int) -> Drawing:
    svg = Markup(to_svg(call_dot(graph)))
    return Drawing(title, svg, tuple(graph.nodes), graph.number_of_nodes(), calls)


def _plots(run: Run) -> list[Plot]:
    curves = curves_of(run)
    by_step = [curve for curve in curves if curve.by == "step"]
    by_epoch = [curve for curve in curves if curve.by == "epoch"]
    losses = [curve for curve in by_epoch if "loss" in curve.key]
    others = [curve for curve in by_epoch if "loss" not in curve.key]
    groups = [("Loss of each step's batch", by_step), ("Loss by epoch", losses), ("Metrics by epoch", others)]
    plots = [plot_of(title, group) for title, group in groups if group]
    return [plot for plot in plots if plot is not None]


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element, whatever the texts in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _hash(script: str) -> str:
    """The script's digest, for the page's Content-Security-Policy."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
