"""The chapters of the walkthrough: which there are depends on what the run holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from ..story.reading import first_named
from ..story.story import Story
from ..story.validation import validation_of
from ..words.language import N_, _

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
        Chapter("overview", N_("The run at a glance"), None),
        Chapter("compile", N_("compile notes the settings"), "compile"),
        Chapter("compile-check", N_("fit asks whether compile was called"), "compile"),
        Chapter("data", N_("Which adapter takes the data"), "data"),
        Chapter("steps", N_("How many steps, and why"), "data"),
        Chapter("callbacks", N_("Callbacks, passed and added"), "callbacks"),
        Chapter("train-function", N_("The function that runs a step"), "loop"),
        Chapter("loops", N_("The loops: epochs, and steps inside them"), "loop"),
        Chapter("build", N_("The first step builds the layers"), "build"),
        Chapter("forward", N_("Forward through the layers"), "forward"),
        Chapter("loss", N_("One number for the batch"), "loss"),
        Chapter("backward", N_("The tape, and the way back"), "update"),
        Chapter("update", N_("The update"), "update"),
        Chapter("metrics", N_("Running results"), "metrics"),
        Chapter("later-steps", N_("What later steps no longer do"), "loop"),
        Chapter("validation", N_("Validation, inside the training"), "metrics"),
        Chapter("epoch-end", N_("The end of an epoch"), "callbacks"),
        Chapter("train-end", N_("The end of the training, and History"), "callbacks"),
        Chapter("evaluate", N_("evaluate and predict, outside of a training"), "loop"),
        Chapter("result", N_("What came out"), None),
        Chapter("recording", N_("About this recording"), None),
    )
}


def chapters_of(story: Story, *, has_curves: bool) -> list[Chapter]:
    """The chapters that this run fills, in order."""
    fit = story.fit
    present = {
        "overview": True,
        "compile": story.compile is not None,
        "compile-check": fit is not None and first_named(fit.node, "_assert_compile_was_called") is not None,
        "data": fit is not None and fit.adapter is not None,
        "steps": fit is not None and fit.steps is not None,
        "callbacks": fit is not None and bool(fit.callbacks),
        "train-function": story.train_function is not None,
        "loops": fit is not None or bool(story.by_hand),
        "build": bool(story.layers),
        "forward": bool(story.layers),
        "loss": bool(story.losses),
        "backward": bool(story.taped or story.updates),
        "update": bool(story.updates),
        "metrics": fit is not None and bool(fit.logs),
        "later-steps": story.difference is not None,
        "validation": validation_of(story) is not None,
        "epoch-end": fit is not None and (bool(fit.logs) or fit.progress.whole > 0),
        "train-end": fit is not None and first_named(fit.node, "on_train_end") is not None,
        "evaluate": any(entry.method != "fit" for entry in story.entries),
        "result": has_curves or any(entry.logs for entry in story.entries if entry.method == "fit"),
        "recording": True,
    }
    titles = {} if story.built_in == "step" else {"build": N_("The layers are built")}
    found = [chapter for address, chapter in _ALL.items() if present[address]]
    return [replace(chapter, title=_(titles.get(chapter.address, chapter.title))) for chapter in found]
