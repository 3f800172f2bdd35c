"""The quiz: questions that this very run answers, the same for the same run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Final

from ..words.language import _
from . import calls, model, settings
from .question import Asked, Question, ask, dealt

if TYPE_CHECKING:
    from ..scene import Scene, View

__all__ = ["QUESTION_LIMIT", "questions_of", "quiz_view"]

QUESTION_LIMIT: Final = 15


def quiz_view(scene: Scene) -> View | None:
    """The quiz, None for a run of which nothing can be asked."""
    from ..scene import View

    questions = questions_of(scene)
    if not questions:
        return None
    return View("quiz", _("Quiz"), {"questions": questions})


def questions_of(scene: Scene) -> list[Asked]:
    """At most `QUESTION_LIMIT` questions, in the order in which the run answers them."""
    random = Random(_seed(scene))
    asked: list[Asked] = []
    for group, wanted in _groups(scene):
        asked += _some(group, wanted, scene, random)
    asked = asked[:QUESTION_LIMIT]
    return dealt(sorted(asked, key=lambda question: question.line), random)


def _groups(scene: Scene) -> Iterator[tuple[list[Question], int]]:
    """Questions of a kind, and how many of them to ask: the kinds that matter most first."""
    story, root = scene.story, scene.root
    yield list(settings.adapters(story)), 1
    yield list(settings.steps_of_epoch(story)), 1
    yield list(settings.defaults(story)), 1
    yield list(model.weights_before_fit(root, story)), 1
    yield list(calls.only_in_first_step(story)), 1
    yield list(calls.failures(root)), 1
    yield list(calls.next_calls(root)), 2
    yield list(model.weights_after(root, story)), 1
    yield list(model.shapes_out(root)), 1
    yield list(model.slot_counts(story)), 1
    yield list(calls.only_in_fit(root, story)), 1
    yield list(settings.last_batches(story)), 1
    yield list(model.parameter_counts(story)), 1
    yield list(model.off_the_way(story)), 1
    yield list(model.first_on_the_way(story)), 1
    yield list(settings.hook_counts(root, story)), 1
    yield list(calls.callers(root)), 1
    yield list(settings.writers(root, story)), 1
    yield list(settings.steps_in_all(story)), 1


def _some(group: Sequence[Question], wanted: int, scene: Scene, random: Random) -> list[Asked]:
    """As many questions of a group as are wanted and can be asked, chosen at random, callers apart."""
    found: list[Asked] = []
    callers: set[int] = set()
    for question in random.sample(group, len(group)):
        if len(found) == wanted:
            break
        caller = id(question.node.parent)
        asked = ask(question, scene.addresses.get(id(question.node)))
        if asked is not None and caller not in callers:
            callers.add(caller)
            found.append(asked)
    return found


def _seed(scene: Scene) -> bytes:
    """What makes the run this run: its calls and how often they were made, not when."""
    digest = hashlib.sha256()
    for line in scene.lines:
        digest.update(f"{line.depth} {line.label} {line.name} {line.times}\n".encode(errors="replace"))
    return digest.digest()
