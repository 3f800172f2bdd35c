"""Steps: the calls of a run that a class should see, chapter by chapter.

Nothing here knows a script.  A call belongs to a chapter by where it happens: in compile, before
the first epoch, in the first step, after the last.  There it becomes a step where it is the first
of its kind; and where a chapter would have too many, those stay that state facts or are
milestones of the lifecycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ...trace import Node
from ..story.stages import FIT_METHODS
from ..story.story import Story
from .arrays import ArrayShown, arrays_of
from .changes import MOST_CHANGES, Change, changes_of
from .outline import CallView

__all__ = ["Step", "StepsOfChapter", "steps_by_chapter"]

MOST: Final = 4
"""Steps of a chapter at most, where `_MOST_OF` says nothing else."""
_MOST_OF: Final = {
    "steps": 3,
    "loops": 7,
    "build": 10,
    "loss": 3,
    "update": 5,
    "metrics": 3,
    "later-steps": 3,
    "validation": 6,
    "epoch-end": 3,
    "evaluate": 3,
}
_OF_MILESTONES: Final = ("validation", "evaluate")
"""Chapters of calls that others told of before: there milestones say more than facts."""

_MILESTONES: Final = frozenset(
    {
        "__enter__",
        "__exit__",
        "_add_default_callbacks",
        "_assert_compile_was_called",
        "_build_graph_network_for_inferred_shape",
        "_configure_dataset_and_inferred_steps",
        "_get_loss_object",
        "_get_metric_object",
        "_infer_steps",
        "_init_graph_network",
        "_maybe_build",
        "_run_internal_graph",
        "_set_connectivity_metadata",
        "add_weight",
        "apply_gradients",
        "compile",
        "compute_gradients",
        "compute_loss",
        "compute_metrics",
        "evaluate",
        "finalize_variable_values",
        "fit",
        "get_data_handler",
        "get_metrics_result",
        "gradient",
        "make_test_function",
        "make_train_function",
        "minimize",
        "on_epoch_begin",
        "on_epoch_end",
        "on_test_begin",
        "on_train_begin",
        "on_train_end",
        "predict",
        "reset_metrics",
        "run_step",
        "select_data_adapter",
        "set_model",
        "step_function",
        "test_step",
        "train_function",
        "train_step",
        "update_step",
    }
)
"""Methods that every account of a training names."""

_IDLE: Final = "keras.callbacks.Callback."
"""Hooks that a callback does not override: they do nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call that the walkthrough shows.

    Attributes:
        number: its place in the whole walkthrough, from 1; its address is ``#step-<number>``.
        view: its line of the outline.
    """

    number: int
    view: CallView

    @property
    def changes(self) -> list[Change]:
        """What it changed; the first `MOST_CHANGES`."""
        return changes_of(self.view)[:MOST_CHANGES]

    @property
    def more_changes(self) -> int:
        """How many changes there are beyond those."""
        return max(0, len(changes_of(self.view)) - MOST_CHANGES)

    @property
    def arrays(self) -> list[ArrayShown]:
        """What it took, gave and made."""
        return arrays_of(self.view)


@dataclass(frozen=True, slots=True)
class StepsOfChapter:
    """The steps of one chapter, and how many calls of other kinds it has."""

    steps: tuple[Step, ...]
    left_out: int


def steps_by_chapter(
    top: Sequence[CallView], story: Story, chapters: Sequence[str]
) -> dict[str, StepsOfChapter]:
    """The steps of each chapter, numbered through in the order of the chapters.

    Args:
        top: the outline.
        story: what the chapters tell.
        chapters: the addresses of the chapters that there are, in order.
    """
    found: dict[str, dict[object, CallView]] = defaultdict(dict)
    for chapter, view in _Placing(story).placed(top):
        found[chapter].setdefault(_kind_of(view), view)
    steps: dict[str, StepsOfChapter] = {}
    number = 0
    for chapter in chapters:
        all_ = list(found[chapter].values())
        chosen = _chosen(all_, _MOST_OF.get(chapter, MOST), 12 if chapter in _OF_MILESTONES else 3)
        numbered = tuple(Step(number + place, view) for place, view in enumerate(chosen, 1))
        steps[chapter] = StepsOfChapter(numbered, len(all_) - len(chosen))
        number += len(numbered)
    return steps


def _kind_of(view: CallView) -> object:
    """What makes a call the same as one before, so that it need not be shown again."""
    weight = view.fact("WeightCreated")
    if weight is not None and not view.symbol.startswith("keras.metrics."):
        return "weight", weight.layer, weight.name
    if view.loop:
        return "loop", view.label
    if view.method in ("build", "__init__", "_maybe_build") or view.method.startswith("on_"):
        return view.method, view.owner if view.name is None else view.name
    if view.method in ("__call__", "call"):
        return view.method, view.owner, bool(view.facts)
    return view.method


def _chosen(views: Sequence[CallView], most: int, milestone: int) -> list[CallView]:
    """The `most` of them that say most, in the order in which they happened.

    Args:
        views: the calls of a chapter.
        most: how many there may be.
        milestone: what it weighs that a call is a milestone, where to state facts weighs 4.
    """
    weighed = sorted(views, key=lambda view: (-_weight_of(view, milestone), view.number))[:most]
    return sorted(weighed, key=lambda view: view.number)


def _weight_of(view: CallView, milestone: int) -> int:
    is_milestone = view.method in _MILESTONES and not view.loop
    return (
        4 * bool(view.facts)
        + milestone * is_milestone
        + 3 * view.loop
        + (view.calls > 3)
        + 8 * (view.failed or view.stopped)
    )


class _Placing:
    """Says for each call which chapter it belongs to; most belong to none."""

    def __init__(self, story: Story) -> None:
        self._story = story
        fit = story.fit
        steps = fit.step_nodes if fit is not None else story.by_hand
        self._compile = story.compile.node if story.compile is not None else None
        self._fit = fit.node if fit is not None else None
        self._first = steps[0] if steps else None
        self._in_first = {id(child) for child in steps[0].children} if steps else set()
        self._later = story.difference.later if story.difference is not None else None
        self._alike = _children_by_place(story.difference.first) if story.difference is not None else {}
        self._has_validated = False

    def placed(self, top: Sequence[CallView]) -> Iterator[tuple[str, CallView]]:
        """Chapter and call, in the order in which they happened."""
        for view in top:
            node = view.node
            if node is self._compile:
                yield from self._all("compile", view)
            elif node is self._fit:
                yield from self._of_fit(view)
            elif node is self._first:
                yield "loops", view
                yield from self._of_first_step(view.children)
            elif id(node) in self._in_first:  # of a step that no loop of the outline holds
                yield from self._of_first_step([view])
            elif node is self._later:
                yield from self._of_later_step(view)
            elif view.method in FIT_METHODS and not view.loop:
                if view.method != "fit":
                    yield from self._all("evaluate", view)
            elif view.stage.key == "build":
                yield from self._all("build", view)
            else:
                yield from self.placed(view.children)

    def _all(self, chapter: str, view: CallView) -> Iterator[tuple[str, CallView]]:
        if not view.symbol.startswith(_IDLE):
            yield chapter, view
        for child in view.children:
            yield from self._all(chapter, child)

    def _of_fit(self, fit: CallView) -> Iterator[tuple[str, CallView]]:
        """Before the epochs, the epochs, and after them."""
        yield "loops", fit
        begun = False
        for view in fit.children:
            if view.loop:
                yield from self._of_epoch(view, first=not begun)
                begun = True
            elif view.method == "_assert_compile_was_called":
                yield from self._all("compile-check", view)
            elif view.method == "make_train_function":
                yield from self._all("train-function", view)
            elif view.method == "evaluate":
                yield from self._of_validation(view)
            elif begun:
                yield from self._all("train-end", view)
            elif view.stage.key == "data":
                yield from self._of_data(view)
            else:
                yield from self._all("callbacks" if view.stage.key == "callbacks" else "loops", view)

    def _of_data(self, view: CallView) -> Iterator[tuple[str, CallView]]:
        if view.method == "_configure_dataset_and_inferred_steps":
            yield from self._all("steps", view)
            return
        yield "data", view
        for child in view.children:
            yield from self._of_data(child)

    def _of_epoch(self, epoch: CallView, *, first: bool) -> Iterator[tuple[str, CallView]]:
        """The first epoch; of others only what is told elsewhere, the later step and a validation."""
        if first:
            yield "loops", epoch
        stepped = False
        for view in epoch.children:
            if view.node is self._first:
                yield "loops", view
                yield from self._of_first_step(view.children)
            elif view.node is self._later:
                yield from self._of_later_step(view)
            elif view.method == "evaluate":
                yield from self._of_validation(view)
            elif first and not view.loop:
                yield from self._all("epoch-end" if stepped else "loops", view)
            stepped = stepped or view.loop

    def _of_first_step(self, calls: Sequence[CallView]) -> Iterator[tuple[str, CallView]]:
        for view in calls:
            if view.symbol.startswith(_IDLE):
                continue
            stage = view.stage.key
            if stage == "update":
                of_tape = view.symbol.startswith("tensorflow.GradientTape.")
                yield ("backward" if of_tape or view.method == "compute_gradients" else "update"), view
            else:
                yield (stage if stage in ("build", "forward", "loss", "metrics") else "loops"), view
            yield from self._of_first_step(view.children)

    def _of_later_step(self, step: CallView) -> Iterator[tuple[str, CallView]]:
        """The step, and in it the calls that make fewer calls of their own than in the first."""
        yield "later-steps", step
        places = _children_by_place(step.node)
        for view in _below(step):
            place = next((it for it, node in places.items() if node is view.node), None)
            before = self._alike.get(place) if place is not None else None
            if before is not None and len(before.children) > len(view.node.children):
                yield "later-steps", view

    def _of_validation(self, evaluate: CallView) -> Iterator[tuple[str, CallView]]:
        if not self._has_validated:
            self._has_validated = True
            yield from self._all("validation", evaluate)


def _below(view: CallView) -> Iterator[CallView]:
    for child in view.children:
        yield child
        yield from _below(child)


def _children_by_place(step: Node) -> dict[object, Node]:
    """Each call of a step by its way from the step: the callees around it and which of its kind it is."""
    found: dict[object, Node] = {}
    todo: list[tuple[tuple[object, ...], Node]] = [((), step)]
    while todo:
        way, node = todo.pop()
        seen: dict[object, int] = defaultdict(int)
        for child in node.children:
            key = (child.label, child.name)
            place = (*way, key, seen[key])
            seen[key] += 1
            found[place] = child
            todo.append((place, child))
    return found
