"""Changes: what is different after a call, as before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...trace import Fact
from ..words.language import _
from ..words.wording import number_text, shape_text
from .outline import CallView

__all__ = ["MOST_CHANGES", "Change", "changes_of"]

MOST_CHANGES: Final = 12
"""Changes that a step shows; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: what, and how it was and is; `before` is None where it was not there."""

    what: str
    before: str | None
    after: str


def changes_of(view: CallView) -> list[Change]:
    """What the call itself changed, as far as facts say."""
    return [change for facts in view.facts.values() for fact in facts for change in _changes(view, fact)]


def _changes(view: CallView, fact: Fact) -> Iterator[Change]:
    match fact.kind:
        case "StateChanged" if fact.before is not None or fact.after is not None:
            yield Change(
                f"{_owner(view, str(fact.owner))}.{fact.attribute}", _state(fact.before), _state(fact.after)
            )
        case "WeightCreated":
            what = f"{shape_text(fact.shape)} {fact.dtype or ''}".strip()
            yield Change(_weight(fact), None, what)
        case "SlotCreated":
            yield Change(f"{fact.slot}/{fact.weight}", None, shape_text(fact.shape))
        case "CallbackAdded":
            yield Change(str(fact.callback), None, _("in the list"))
        case "WeightUpdated" if isinstance(fact.norm_before, float) and isinstance(fact.norm_after, float):
            norms = (number_text(value, 5) for value in (fact.norm_before, fact.norm_after))
            before, after = (_("norm %(norm)s", norm=norm) for norm in norms)
            yield Change(str(fact.weight), before, after)
        case "LogsWritten" if fact.value is not None:
            yield Change(f'logs["{fact.key}"]', None, number_text(fact.value))


def _owner(view: CallView, name: str) -> str:
    """Whose attribute changed, with its class where calls below tell it: ``Mean "loss"``."""
    if name == view.name:
        return name
    below = (child for child in view.children if child.name == name and child.owner)
    child = next(below, None)
    return name if child is None else f'{child.owner} "{name}"'


def _weight(fact: Fact) -> str:
    name = str(fact.name)
    return name if "/" in name or not fact.layer else f"{fact.layer}/{name}"


def _state(value: Any) -> str:
    if isinstance(value, list | tuple):
        return shape_text(value)
    if isinstance(value, bool) or value is None or isinstance(value, str | Mapping):
        return str(value)
    return number_text(value)
