"""The loop map: the lifecycle as a line, with the epoch loop and the step loop drawn as loops.

Stops stand on one line from ``compile`` to the end of the training; what only the
first step does is a siding that is taken once.  A training loop that the script has
written itself has a shorter line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Final, NamedTuple
from unicodedata import east_asian_width

from ..story.stages import STAGES
from ..story.story import EntryStory, Story
from ..words.language import N_, _, ngettext
from .outline import CallView
from .whereabouts import whereabouts

__all__ = ["Form", "Loop", "LoopMap", "Stop", "loop_map"]

TITLES: Final = {
    "compile": N_("compile"),
    "data": N_("data"),
    "callbacks": N_("callbacks"),
    "function": N_("step function"),
    "epoch-begin": N_("epoch begin"),
    "forward": N_("forward"),
    "loss": N_("loss"),
    "gradient": N_("gradient"),
    "update": N_("update"),
    "metrics": N_("metrics"),
    "validation": N_("validation"),
    "epoch-end": N_("epoch end"),
    "train-end": N_("train end"),
    "evaluate": N_("evaluate"),
    "predict": N_("predict"),
    "build": N_("build"),
}
STAGE_OF: Final = {
    "function": "loop",
    "epoch-begin": "callbacks",
    "gradient": "update",
    "validation": "loop",
    "epoch-end": "callbacks",
    "train-end": "callbacks",
    "evaluate": "loop",
    "predict": "loop",
}
"""The stage whose sign a stop carries, where it is not the stage of its name."""
CHAPTERS: Final = {
    "function": ("train-function",),
    "epoch-begin": ("train-function",),
    "gradient": ("backward",),
    "train-end": ("result",),
    "predict": ("evaluate",),
    "epochs": ("epoch-end",),
    "steps": ("steps", "later-steps"),
}
"""Chapters that tell of a place, the first that there is; its own name where it is not listed."""
IN_FIT: Final = ("forward", "loss", "gradient", "update", "metrics")
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the line: what it is called, what this run did there, and where it leads."""

    key: str
    title: str
    note: str
    stage: str
    mark: str
    address: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop from one stop to another, by their places on the line, with its count."""

    key: str
    begin: int
    end: int
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Form:
    """One size of the map, lengths in pixels.

    Attributes:
        width, height: of the whole.
        base: how far down the line is.
        rise: how far the siding's stop is above it; 0 puts that stop on the line.
        radius: of a stop.
        places: how far right each stop is, the siding's last.
        depths: how far below the line each loop runs.
        counts: how far right each loop's count stands.
        arrows: how far right the tip of each loop's arrow is.
    """

    width: int
    height: int
    base: int
    rise: int
    radius: int
    places: tuple[int, ...]
    depths: tuple[int, ...]
    counts: tuple[int, ...]
    arrows: tuple[int, ...]


class _Size(NamedTuple):
    """What a form of the map is drawn by, in pixels; `siding` is how much room the siding takes."""

    spacing: int
    siding: int
    margin: int
    base: int
    rise: int
    radius: int
    depths: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LoopMap:
    """The map.

    Attributes:
        stops: on the line, from left to right.
        siding: the stop that is made once, None where the run made no weight.
        rejoins: place of the stop that the siding leads to.
        loops: from the outer one inwards.
        data: what the page's script marks the reader's place by: the names of stops and
            loops, one letter for each line of the outline, and the letters of chapters.
    """

    stops: tuple[Stop, ...]
    siding: Stop | None
    rejoins: int
    loops: tuple[Loop, ...]
    data: Mapping[str, Any]

    @property
    def full(self) -> Form:
        """The large form, at the top of the page."""
        return self._form(
            _Size(spacing=86, siding=92, margin=50, base=96, rise=50, radius=11, depths=(76, 44))
        )

    @property
    def compact(self) -> Form:
        """The small form, which stays in sight."""
        return self._form(_Size(spacing=76, siding=76, margin=46, base=24, rise=0, radius=8, depths=(25, 17)))

    def _form(self, size: _Size) -> Form:
        places = self._places(size)
        margin = max(size.margin, *(_width(stop, size) // 2 + 4 for stop in (self.stops[0], self.stops[-1])))
        left = margin + (size.siding if self.siding and not self.rejoins else 0)
        places = [left + place for place in places]
        width = places[-1] + margin
        if self.siding:
            before = places[self.rejoins - 1] if self.rejoins else margin // 2
            places.append((before + places[self.rejoins]) // 2)
        depths = size.depths[-len(self.loops) :]
        height = size.base + depths[0] + (14 if size.rise else 5)
        middles = [(places[loop.begin] + places[loop.end]) // 2 for loop in self.loops]
        arrows = [
            middle - _half(loop.text, size) - 12 for middle, loop in zip(middles, self.loops, strict=True)
        ]
        if not size.rise and len(self.loops) > 1:  # too little room for one below the other
            middles[0] = (places[self.loops[0].begin] + places[self.loops[1].begin]) // 2
        return Form(
            width,
            height,
            size.base,
            size.rise,
            size.radius,
            tuple(places),
            depths,
            tuple(middles),
            tuple(arrows),
        )

    def _places(self, size: _Size) -> list[int]:
        """How far right of the first stop each is: no words touch those beside them, or leave their loop."""
        widths = [_width(stop, size) for stop in self.stops]
        gaps = [max(size.spacing, (one + other) // 2 + 10) for one, other in pairwise(widths)]
        if self.siding and self.rejoins:
            gaps[self.rejoins - 1] += size.siding
        for loop in self.loops:
            inside = range(loop.begin, loop.end)
            missing = 2 * _half(loop.text, size) + 56 - sum(gaps[place] for place in inside)
            for place in inside:
                gaps[place] += max(0, -(-missing // len(inside)))
        return [0, *accumulate(gaps)]


def _width(stop: Stop, size: _Size) -> int:
    """How wide the words at a stop are at most; the small form has no notes."""
    title, note = (12, 11) if size.rise else (11, 0)
    return max(_text_width(stop.title, title), _text_width(stop.note, note))


def _half(count: str, size: _Size) -> int:
    """Half the room that a loop's count takes with the gap around it."""
    return _text_width(count, 13.5 if size.rise else 11) // 2 + 8


def _text_width(text: str, size: float) -> int:
    """In pixels, of a font that is rather wide."""
    return round(sum(1 if east_asian_width(one) in "WF" else 0.61 for one in text) * size)


def loop_map(story: Story, lines: Sequence[CallView], chapters: Collection[str]) -> LoopMap | None:
    """The map of the first fit, else of a training loop of the script's own; None where nothing was trained.

    Args:
        story: what is told of the run.
        lines: every line of the outline.
        chapters: addresses of the chapters that the page has.
    """
    found = whereabouts(lines)
    first: dict[str, CallView] = {}
    for line, key in zip(lines, found, strict=True):
        first.setdefault(key, line)
    keys = _keys(story, first)
    if not keys:
        return None
    notes = _notes(story, lines, found)

    def address(key: str) -> str:
        own = next((one for one in CHAPTERS.get(key, (key,)) if one in chapters), None)
        return own or (f"call-{first[key].number}" if key in first else "")

    def stop(key: str) -> Stop:
        stage = STAGES[STAGE_OF.get(key, key)]
        return Stop(key, _(TITLES[key]), notes.get(key, ""), stage.key, stage.mark, address(key))

    stops = tuple(stop(key) for key in keys)
    siding = stop("build") if story.weights and "build" in first else None
    loops = tuple(
        Loop(key, keys.index(begin), keys.index(end), text, address(key))
        for key, begin, end, text in _loops(story, keys, lines)
    )
    order = [*keys, *(["build"] if siding else []), *(loop.key for loop in loops)]
    letters = dict(zip(order, LETTERS, strict=False))
    return LoopMap(stops, siding, keys.index("forward"), loops, _data(found, letters, chapters))


def _keys(story: Story, first: Mapping[str, CallView]) -> list[str]:
    """The stops on the line, in order; none where nothing was trained."""
    after = [key for key in ("evaluate", "predict") if key in first]
    if story.fit is not None:
        validation = ["validation"] if "validation" in first else []
        before = ["compile"] if "compile" in first else []
        before += ["data", "callbacks", "function", "epoch-begin"]
        return [*before, *IN_FIT, *validation, "epoch-end", "train-end", *after]
    inside = [key for key in IN_FIT if key in first]
    if not {"forward", "gradient"} <= {*inside}:
        return []
    return [*(["compile"] if "compile" in first else []), *inside, *after]


def _loops(story: Story, keys: list[str], lines: Sequence[CallView]) -> list[tuple[str, str, str, str]]:
    """Key, first stop, last stop and count of each loop, the outer one first."""
    fit = story.fit
    if fit is not None:
        last = "metrics"
        return [
            (
                "epochs",
                "epoch-begin",
                "epoch-end",
                _epochs(fit),
            ),
            ("steps", "forward", last, _steps(fit)),
        ]
    last = [key for key in keys if key in IN_FIT][-1]
    if story.by_hand:
        return [("steps", "forward", last, _step_count(story.count_by_hand))]
    gradients = sum(line.times for line in lines if line.symbol == "tensorflow.GradientTape.gradient")
    text = ngettext("%(count)s gradient", "%(count)s gradients", gradients)
    return [("steps", "forward", last, text)]


def _notes(story: Story, lines: Sequence[CallView], found: Sequence[str]) -> dict[str, str]:
    """What this run did at a stop, in a few words."""
    layers, updates, taped = len(story.layers), len(story.updates), len(story.taped)
    weights = sum(len(layer.weights) for layer in story.layers)
    notes = {
        "forward": ngettext("%(count)s layer", "%(count)s layers", layers) if layers else "",
        "gradient": _("%(count)s on the tape", count=f"{taped:,}") if taped else "",
        "update": _weight_count(updates) if updates else "",
        "build": _("once: %(weights)s", weights=_weight_count(weights)) if weights else _("once"),
    }
    given = story.compile.optimizer if story.compile else None
    if isinstance(given, str):
        notes["compile"] = given if len(given) <= 14 else f"{given[:13]}…"
    if story.fit is not None:
        adapter = story.fit.adapter
        notes["data"] = adapter.chosen.removesuffix("Adapter").removesuffix("Data") if adapter else ""
        notes["callbacks"] = ngettext("%(count)s callback", "%(count)s callbacks", len(story.fit.callbacks))
    for key in ("validation", "evaluate", "predict"):
        method = "evaluate" if key == "validation" else key
        times = sum(
            line.times for line, one in zip(lines, found, strict=True) if (one, line.method) == (key, method)
        )
        notes[key] = ngettext("%(count)s time", "%(count)s times", times) if times > 1 else ""
    return notes


def _weight_count(count: int) -> str:
    return ngettext("%(count)s weight", "%(count)s weights", count)


def _step_count(count: int) -> str:
    return ngettext("%(count)s step", "%(count)s steps", count)


def _data(found: Sequence[str], letters: Mapping[str, str], chapters: Collection[str]) -> dict[str, Any]:
    of_chapters: dict[str, str] = {}
    for key, letter in letters.items():
        for chapter in CHAPTERS.get(key, (key,)):
            if chapter in chapters:
                of_chapters.setdefault(chapter, letter)
    return {
        "keys": list(letters),
        "lines": "".join(letters.get(key, "-") for key in found),
        "chapters": of_chapters,
    }


def _epochs(fit: EntryStory) -> str:
    """How many epochs there were; where one was left, or the training was, how many came to their end."""
    progress = fit.progress
    if progress.is_regular or progress.asked is None:
        return ngettext("%(count)s epoch", "%(count)s epochs", fit.epochs)
    whole, asked = progress.whole, f"{progress.asked:,}"
    return ngettext("%(count)s epoch of %(asked)s", "%(count)s epochs of %(asked)s", whole, asked=asked)


def _steps(fit: EntryStory) -> str:
    steps = fit.steps.steps if fit.steps else None
    if not steps:
        return _step_count(fit.step_count)
    return ngettext("%(count)s step an epoch", "%(count)s steps an epoch", steps)
