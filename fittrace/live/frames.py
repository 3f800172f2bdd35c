"""Frames: what the page is told, made once for all who watch."""

from __future__ import annotations

import json
import threading
import time
from typing import Any, Final

from jinja2 import Template
from markupsafe import Markup

from ..report.html.assets import digest
from ..report.html.templates import make_environment, template_folder
from ..report.words.language import _, speaking
from ..report.words.wording import count_text, seconds_text
from ..trace import Run
from .now import Now, Place, now_of

__all__ = ["Frames"]

PAUSE: Final = 0.5
"""Seconds between two frames."""
SHARE: Final = 0.02
"""Of the time, at most so much goes into frames, however long the run has become."""
STYLES: Final = ("base", "marks", "plot")


class Frames:
    """The live page and its frames.

    Args:
        run: the run under way.
        title: the page's heading.
        language: the page's language.
    """

    def __init__(self, run: Run, title: str, language: str) -> None:
        self._run, self._title, self._language = run, title, language
        self._begin = time.monotonic()
        self._lock = threading.Lock()
        self._latest, self._next = "", 0.0
        self._is_over = False
        environment = make_environment()
        self._page = environment.get_template("live/page.html.j2")
        self._plots: Template = environment.get_template("live/plots.html.j2")

    def page(self) -> str:
        """The live page's HTML."""
        folder = template_folder()
        names = [folder / "styles" / f"{name}.css" for name in STYLES] + [folder / "live" / "live.css"]
        script = (folder / "live" / "live.js").read_text(encoding="utf-8")
        with speaking(self._language):
            return self._page.render(
                language=self._language,
                title=self._title,
                style=Markup("\n".join(name.read_text(encoding="utf-8") for name in names)),
                script=Markup(script),
                script_hash=digest(script),
            )

    def latest(self) -> str:
        """The newest frame, JSON in one line; made anew where the last one is old enough."""
        with self._lock:
            now = time.monotonic()
            if now >= self._next or not self._latest:
                self._latest = self._frame()
                self._next = now + max(PAUSE, (time.monotonic() - now) / SHARE)
            return self._latest

    def end(self) -> None:
        """The run is over: the next frame is the last one."""
        with self._lock:
            self._is_over = True
            self._latest = ""

    @property
    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self._is_over

    def _frame(self) -> str:
        with speaking(self._language):
            now = now_of(self._run, time.monotonic() - self._begin)
            return json.dumps(self._told(now), separators=(",", ":"))

    def _told(self, now: Now) -> dict[str, Any]:
        return {
            "loops": [loop for place in now.under_way for loop in _counted(place)],
            "calls_under_way": [
                [place.label, place.name, place.stage.key, place.stage.mark]
                for place in now.under_way
                if place.number is None
            ],
            "calls": count_text(now.calls, "call"),
            "seconds": seconds_text(now.seconds),
            "plots": self._plots.render(plots=now.plots),
            "over": self._is_over,
            "state": now.state,
        }


def _counted(place: Place) -> list[tuple[str, str]]:
    """What an iteration's count is called, and the count; an evaluation has but one epoch."""
    if place.number is None or (place.label == "epoch" and place.entry != "fit"):
        return []
    is_inside = place.entry in ("evaluate", "predict")
    title = _("%(loop)s of %(method)s", loop=place.label, method=place.entry) if is_inside else place.label
    return [(title, f"{place.number:,}")]
