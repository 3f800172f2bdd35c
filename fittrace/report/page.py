"""The page: a run in, one self-contained HTML file out."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..errors import ReportError
from .chapters import chapters_of
from .curves import Curve, Plot, curves_of, epoch_table, lost_at, plot_of
from .draw import call_dot, layer_dot, to_svg
from .explain import explain_all
from .graphs import graph_of, key_of, layers_of, steps_to_draw
from .loopmap import loop_map
from .outline import flat, outline_of
from .stages import STAGES
from .tell import tell
from .templates import make_environment, template_folder

if TYPE_CHECKING:
    from ..trace import Node, Run

__all__ = ["page_of", "write_page"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram on the page.

    Attributes:
        title: what it shows.
        svg: the drawing.
        keys: for each of its nodes in order, the key that outline lines share with it.
        lines: the outline's line of the first such call in what is drawn.
        nodes, calls: how much is in it.
    """

    title: str
    svg: Markup
    keys: tuple[str, ...]
    lines: tuple[int, ...]
    nodes: int
    calls: int


def write_page(run: Run, path: str | os.PathLike[str], title: str | None = None) -> None:
    """Write the page that explains the run.

    The file is complete or not there: a page that was there before is replaced last.
    A link is followed, and what is no regular file (a device, a pipe) is written into.

    Raises:
        ReportError: the page cannot be made or written.
    """
    target = Path(os.path.realpath(path))
    text = page_of(run, title)
    partial = target.with_name(target.name + ".partial")
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return
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
    addresses = {id(view.node): view.number for view in views}
    environment = make_environment(addresses)
    explanations = explain_all(environment, top, story)
    assets = template_folder()
    script = (assets / "page.js").read_text(encoding="utf-8")
    curves = curves_of(run)
    drawings, plots = _drawings(root, addresses), _plots(curves)
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
            epochs=epoch_table(curves),
            lost=lost_at(curves),
            chapters=chapters_of(story, has_graphs=bool(drawings), has_curves=bool(plots)),
            data=_json([{"keys": drawing.keys, "lines": drawing.lines} for drawing in drawings]),
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


def _drawings(root: Node, addresses: Mapping[int, int]) -> list[Drawing]:
    """The first step and a later one, or the whole run where there are no steps."""
    steps = steps_to_draw(root)
    drawn = []
    for place, step in enumerate(steps):
        others = [other for other in steps if other is not step]
        title = "The first step" if place == 0 else "A later step"
        drawn.append(_drawing(title, [step], root, others, f"{place}", addresses))
    if not steps and root.children:
        drawn.append(_drawing("The whole run", root.children, root, [], "0", addresses))
    return drawn


def _drawing(
    title: str,
    tops: Sequence[Node],
    root: Node,
    others: Sequence[Node],
    boxes: str,
    addresses: Mapping[int, int],
) -> Drawing:
    graph = graph_of(tops, root, others)
    svg = Markup(to_svg(call_dot(graph, boxes)))  # Graphviz escapes what we hand it
    first: dict[str, int] = {}
    for top in tops:
        for node in top.walk():
            first.setdefault(key_of(node), addresses.get(id(node), 0))
    lines = tuple(first[key] for key in graph.nodes)
    calls = sum(top.calls for top in tops)
    return Drawing(title, svg, tuple(graph.nodes), lines, graph.number_of_nodes(), calls)


def _plots(curves: Sequence[Curve]) -> list[Plot]:
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
