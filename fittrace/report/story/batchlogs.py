"""What the hooks of batches get as logs: the running results that a step gives, moment by moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ...trace import Node
from .reading import named, steps_of
from .stages import label_method

__all__ = ["BatchLogs", "Moment", "batch_logs_of"]

_HOOKS: Final = {"fit": "on_train_batch", "evaluate": "on_test_batch"}


@dataclass(frozen=True, slots=True)
class Moment:
    """The logs at the end of one step.

    Attributes:
        node: the step.
        epoch, step: which one it is, from 1; 0 where there is no such loop.
        values: by key; None where it was not recorded.
    """

    node: Node = field(repr=False, compare=False)
    epoch: int
    step: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BatchLogs:
    """The logs that the hooks of batches get.

    Attributes:
        hook: the hook at the end of a batch; the other one gets an empty dictionary.
        keys: the keys in it.
        moments: the first two steps, the last one of the first epoch, and the first one of the second.
        later: keys that only the logs at the end of an epoch have.
        own: whether the model's own step decides what is in it, and the run does not tell.
    """

    hook: str
    keys: tuple[str, ...]
    moments: tuple[Moment, ...]
    later: tuple[str, ...]
    own: bool

    @property
    def begin(self) -> str:
        """The hook at the beginning of a batch."""
        return self.hook.replace("_end", "_begin")


def batch_logs_of(entry: Node, method: str, at_epoch_end: Sequence[str]) -> BatchLogs | None:
    """The logs of a fit's or an evaluate's batches; None where it took no step.

    Args:
        entry: the fit or evaluate.
        method: which of the two it is.
        at_epoch_end: the keys that the logs have at the end of an epoch.
    """
    steps = steps_of(entry)
    if method not in _HOOKS or not steps:
        return None
    keys = tuple(dict.fromkeys(_keys(steps[0])))
    moments = tuple(_moments(steps, keys)) if keys else ()
    later = tuple(key for key in at_epoch_end if key not in keys) if keys else ()
    return BatchLogs(f"{_HOOKS[method]}_end", keys, moments, later, own=not keys)


def _keys(step: Node) -> Iterator[str]:
    """Names of the metrics whose results the step gives."""
    for asked in named(step, "get_metrics_result"):
        for child in asked.children:
            if label_method(child.label) == "result" and child.name:
                yield child.name


def _moments(steps: Sequence[Node], keys: Sequence[str]) -> Iterator[Moment]:
    first = [step for step in steps if step.parent is steps[0].parent]
    for step in first[:2]:
        yield _moment(step, keys)
    if first[-1].count > 1 or len(first) > 2:
        yield _moment(first[-1], keys, at_end=True)
    second = next((step for step in steps if step.parent is not steps[0].parent), None)
    if second is not None:
        yield _moment(second, keys)


def _moment(step: Node, keys: Sequence[str], *, at_end: bool = False) -> Moment:
    values = {str(fact.metric): fact.value for node in step.walk() for fact in _updates(node)}
    if at_end:
        values |= {
            str(dict(it.fields).get("metric")): it.last
            for it in step.varying
            if (it.kind, it.column) == ("MetricUpdated", "value")
        }
    turn = step.last if at_end else step.first
    epoch = step.parent.first if step.parent is not None and step.parent.loop else None
    kept = {key: values.get(key) for key in keys}
    return Moment(step, _from_one(epoch), _from_one(turn), kept)


def _updates(node: Node) -> list[Any]:
    return [fact for fact in node.facts if fact.kind == "MetricUpdated"]


def _from_one(turn: int | None) -> int:
    return 0 if turn is None else turn + 1
