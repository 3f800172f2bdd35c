"""The chapters of the walkthrough: which there are depends on what the run holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .story import Story

__all__ = ["Chapter", "chapters_of"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its address, its title, and the stage whose sign it carries.

    The words are in ``templates/chapters``, in the file with the address's name.
    """

    address: str
    title: str
    stage: str | None


_ALL: Final = {
    chapter.address: chapter
    for chapter in (
        Chapter("overview", "The run at a glance", None),
        Chapter("compile", "compile notes the settings", "compile"),
        Chapter("data", "Which adapter takes the data", "data"),
        Chapter("steps", "How many steps, and why", "data"),
        Chapter("callbacks", "Callbacks, passed and added", "callbacks"),
        Chapter("train-function", "The function that runs a step", "loop"),
        Chapter("build", "The first step builds the layers", "build"),
        Chapter("forward", "Forward through the layers", "forward"),
        Chapter("loss", "One number for the batch", "loss"),
        Chapter("backward", "The tape, and the way back", "update"),
        Chapter("update", "The update", "update"),
        Chapter("metrics", "Running results", "metrics"),
        Chapter("later-steps", "What later steps no longer do", "loop"),
        Chapter("epoch-end", "The end of an epoch", "callbacks"),
        Chapter("result", "What came out", None),
        Chapter("graphs", "Who calls whom", None),
        Chapter("recording", "About this recording", None),
    )
}


def chapters_of(story: Story, *, has_graphs: bool, has_curves: bool) -> list[Chapter]:
    """The chapters that this run fills, in order."""
    fit = story.fit
    present = {
        "overview": True,
        "compile": story.compile is not None,
        "data": fit is not None and fit.adapter is not None,
        "steps": fit is not None and fit.steps is not None,
        "callbacks": fit is not None and bool(fit.callbacks),
        "train-function": story.train_function is not None,
        "build": bool(story.layers),
        "forward": bool(story.layers),
        "loss": bool(story.losses),
        "backward": bool(story.taped or story.updates),
        "update": bool(story.updates),
        "metrics": fit is not None and bool(fit.logs),
        "later-steps": story.difference is not None,
        "epoch-end": fit is not None and bool(fit.logs),
        "result": has_curves or any(entry.logs for entry in story.entries),
        "graphs": has_graphs,
        "recording": True,
    }
    return [chapter for address, chapter in _ALL.items() if present[address]]
