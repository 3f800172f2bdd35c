"""Assets: the page's styles and scripts, each a row of small files put together."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from .templates import template_folder

__all__ = ["digest", "script", "style", "together"]

STYLES: Final = (
    "base",
    "top",
    "marks",
    "side",
    "stage",
    "drawing",
    "plot",
    "call",
    "views",
    "graph",
    "timeline",
    "calls",
    "curves",
    "model",
    "callbacks",
    "steps",
    "source",
    "quiz",
    "presenter",
    "small",
    "print",
)
SCRIPTS: Final = (
    "page",
    "outline",
    "explanations",
    "panel",
    "steps",
    "loopmap",
    "graphboxes",
    "graphboard",
    "graph",
    "tabs",
    "calltree",
    "spans",
    "timepaint",
    "timeline",
    "timewalk",
    "calls",
    "curves",
    "model",
    "callbacks",
    "language",
    "quiz",
    "theme",
    "excerpt",
    "slides",
    "presenter",
    "shell",
    "begin",
)
"""In the order in which they run: what all share, the parts, and the beginning."""


def style() -> str:
    """All styles."""
    return together("styles", STYLES, "css")


def script() -> str:
    """All scripts."""
    return together("scripts", SCRIPTS, "js")


def digest(source: str) -> str:
    """A script's digest, for the page's Content-Security-Policy."""
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def together(folder: str, names: tuple[str, ...], ending: str) -> str:
    """Files of a folder of the templates, one after the other."""
    files = (template_folder() / folder / f"{name}.{ending}" for name in names)
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
