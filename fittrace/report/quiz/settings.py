"""Questions about a run's settings: its data, its steps, its callbacks, its logs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ..story.reading import placed_facts
from ..words.recorded import reason_text
from ..words.wording import spec_text
from .calls import tells_all
from .question import Question, numbers_near

if TYPE_CHECKING:
    from ...trace import Node
    from ..story.story import EntryStory, Story

__all__ = ["adapters", "defaults", "hook_counts", "last_batches", "steps_in_all", "steps_of_epoch", "writers"]

_OF_KERAS: Final = ("EarlyStopping", "ModelCheckpoint", "TensorBoard", "ReduceLROnPlateau", "CSVLogger")
_LONGEST_DATA: Final = 200
_HOOKS: Final = ("on_train_batch_end", "on_epoch_end", "on_epoch_begin", "on_train_batch_begin")


def _entries(story: Story) -> Iterator[EntryStory]:
    """The training first, then whatever else went over data."""
    if story.fit is not None:
        yield story.fit
    yield from (entry for entry in story.entries if entry is not story.fit)


def adapters(story: Story) -> Iterator[Question]:
    """Which adapter takes the data."""
    for entry in _entries(story):
        adapter = entry.adapter
        if adapter is None or len(spec_text(adapter.x)) > _LONGEST_DATA:
            continue
        answers = {candidate.adapter: candidate for candidate in adapter.candidates}
        if sum(candidate.accepted for candidate in adapter.candidates) != 1 or adapter.chosen not in answers:
            continue
        # the neighbours in the row of those that were asked sound the likeliest
        names = sorted(answers, key=lambda name: "Array" not in name and "Tensor" not in name)
        reason = reason_text(answers[adapter.chosen].reason)
        about = {"method": entry.method, "x": spec_text(adapter.x), "reason": reason}
        yield Question("adapter", adapter.node, adapter.chosen, tuple(names), about)
        return


def steps_of_epoch(story: Story) -> Iterator[Question]:
    """How many steps going over the data takes: the division, rounded up."""
    for entry in _entries(story):
        steps = entry.steps
        if steps is None or not steps.steps or not steps.samples or not steps.batch_size:
            continue
        if steps.steps != -(-steps.samples // steps.batch_size):  # somebody said how many
            continue
        floor = steps.samples // steps.batch_size
        about = {
            "method": entry.method,
            "samples": steps.samples,
            "batch": steps.batch_size,
            "division": steps.division,
            "partial": steps.is_partial,
        }
        wrong = numbers_near(steps.steps, (floor, steps.batch_size, steps.steps + 1, steps.samples))
        yield Question("steps", steps.node, steps.steps, wrong, about)
        return


def last_batches(story: Story) -> Iterator[Question]:
    """How many rows are left for the last batch."""
    for entry in _entries(story):
        steps = entry.steps
        if steps is None or not steps.is_partial or not steps.batch_size or not steps.samples:
            continue
        last = steps.last_batch or 0
        if not steps.steps or (steps.steps - 1) * steps.batch_size + last != steps.samples:
            continue
        about = {
            "method": entry.method,
            "samples": steps.samples,
            "batch": steps.batch_size,
            "full": steps.steps - 1,
        }
        wrong = numbers_near(last, (steps.batch_size, steps.batch_size - last))
        yield Question("last-batch", steps.node, last, wrong, about)
        return


def defaults(story: Story) -> Iterator[Question]:
    """Which callback runs that nobody passed."""
    fit = story.fit
    if fit is None:
        return
    names = [callback.name for callback in fit.callbacks]
    passed = [callback.name for callback in fit.callbacks if not callback.by_default]
    wrong = (*passed, *(name for name in _OF_KERAS if name not in names))
    for callback in fit.callbacks:
        if callback.by_default and callback.name not in passed:
            about = {"count": sum(one.by_default for one in fit.callbacks)}
            own = f"{callback.name}."
            node = next((node for node in fit.node.walk() if node.label.startswith(own)), None)
            yield Question("default", node or fit.node, callback.name, wrong, about)


def hook_counts(root: Node, story: Story) -> Iterator[Question]:
    """How often a hook of a callback is called."""
    fit = story.fit
    if fit is None or not _is_whole(fit) or not tells_all(root):
        return
    names = [callback.name for callback in fit.callbacks]
    per_epoch = fit.steps.steps if fit.steps is not None else None
    for callback in fit.callbacks:
        for hook, times in callback.hooks:
            if hook in _HOOKS and names.count(callback.name) == 1 and times > 1:
                label = f"{callback.name}.{hook}"
                node = next(node for node in fit.node.walk() if node.label == label)
                wrong = numbers_near(times, (fit.epochs, per_epoch, fit.step_count, times + fit.epochs, 1))
                about = {
                    "hook": label,
                    "epochs": fit.epochs,
                    "steps": fit.step_count,
                    "each": "step" if times == fit.step_count else "epoch" if times == fit.epochs else "",
                }
                yield Question("hook", node, times, wrong, about)


def steps_in_all(story: Story) -> Iterator[Question]:
    """How many steps a whole training takes."""
    fit = story.fit
    if fit is None or not _is_whole(fit) or not fit.steps or not fit.steps.steps or fit.epochs < 2:
        return
    per_epoch, epochs = fit.steps.steps, fit.epochs
    if fit.step_count != per_epoch * epochs:  # somebody stopped it
        return
    about = {"epochs": epochs, "steps": per_epoch}
    wrong = numbers_near(fit.step_count, (per_epoch, (per_epoch - 1) * epochs, epochs, per_epoch + epochs))
    yield Question("all-steps", fit.step_nodes[0], fit.step_count, wrong, about)


def writers(root: Node, story: Story) -> Iterator[Question]:
    """Who puts a key into the logs."""
    fit = story.fit
    if fit is None:
        return
    by: dict[str, dict[str, Node]] = defaultdict(dict)
    for node, fact in placed_facts(root, "LogsWritten"):
        by[str(fact.key)].setdefault(str(fact.callback), node)
    wrong = ("CallbackList", *(callback.name for callback in fit.callbacks))
    for key, found in by.items():
        writer, node = next(iter(found.items()))
        if len(found) == 1 or set(found) <= {"fit", "evaluate"}:
            about = {"key": key, "by_loop": writer in ("fit", "evaluate")}
            yield Question("writer", node, writer, wrong, about)


def _is_whole(entry: EntryStory) -> bool:
    """Whether it ran to its end, once."""
    return entry.node.finished and not entry.node.failed and entry.node.times == 1
