"""The templates: where they are, and the filters their words are made with."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from ..errors import ReportError
from ..trace import Fact, Node
from .outline import CallView
from .reading import enclosing
from .story import LayerStory, StepsStory, Story, WeightStory
from .wording import arrays_in, count_text, number_text, seconds_text, shape_text, spec_text, times_text

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["make_environment", "template_folder"]

_BREAK: Final = re.compile(r"\.(?=\w)|(?<=[a-z0-9])_(?=[a-z0-9])")


def template_folder() -> Path:
    """The folder of templates: inside the installed package, else beside it in a checkout.

    Raises:
        ReportError: it is in neither place.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "page.html.j2").is_file():
            return folder
    raise ReportError("The page's templates are missing; install fittrace anew.")


def make_environment(addresses: Mapping[int, int] = MappingProxyType({})) -> Environment:
    """A Jinja2 environment that escapes everything and refuses unknown names.

    Args:
        addresses: the outline's line of each node of the folded tree, by the node's
            identity.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "address": lambda node: addresses.get(id(node), ""),
        "breakable": _breakable,
        "counted": lambda count, *words: count_text(int(count), *words),
        "fields": _fields,
        "first": lambda items: next(iter(items), None),
        "grouped": _grouped,
        "hooked": lambda hooks, word: any(word in name for owned in hooks for name, _ in owned),
        "last": lambda items: next(reversed(list(items)), None),
        "lastlogs": _last_logs,
        "ln": math.log,
        "logs": _logs,
        "number": number_text,
        "placed": _place_of,
        "percent": lambda share: f"{share * 100:.1f} %" if share >= 0.001 else "less than 0.1 %",
        "plain": _plain,
        "rejectlayers": _of_no_layer,
        "seconds": seconds_text,
        "shape": shape_text,
        "shapes": lambda spec: " and ".join(shape_text(shape) for _, shape, _ in arrays_in(spec)),
        "spec": spec_text,
        "stepsof": _steps_of,
        "statesof": _states_of,
        "times": times_text,
    }
    return environment


def _breakable(name: str) -> Markup:
    """A dotted name that may be broken after a dot, or after an underscore between letters."""
    return Markup(_BREAK.sub(r"\g<0><wbr>", str(escape(name))))


def _of_no_layer(weights: Iterable[WeightStory], layers: Iterable[LayerStory]) -> list[WeightStory]:
    """Weights that are no layer's: those of metrics and of whatever else keeps state."""
    names = {layer.name for layer in layers}
    return [weight for weight in weights if weight.fact.layer not in names and not weight.fact.trainable]


def _grouped(missing: Iterable[tuple[Node, int]]) -> list[tuple[Node, int, int]]:
    """Calls of the same callee in a row as one: the first of them, their calls, how many."""
    groups: list[tuple[Node, int, int]] = []
    for node, calls in missing:
        last = groups[-1][0] if groups else None
        if last is not None and (last.label, last.name, last.parent) == (node.label, node.name, node.parent):
            first, before, count = groups.pop()
            groups.append((first, before + calls, count + 1))
        else:
            groups.append((node, calls, 1))
    return groups


def _place_of(node: Node) -> str:
    """Where in the loops a call stands: ``step 4 of epoch 1``; empty outside them."""
    step, epoch = enclosing(node, "step"), enclosing(node, "epoch")
    places = [f"{loop.label} {loop.first + 1:,}" for loop in (step, epoch) if loop and loop.first is not None]
    return " of ".join(places)


def _steps_of(view: CallView, story: Story) -> StepsStory | None:
    """Why the data that a call belongs to has as many steps as it has."""
    entry = story.entry_of(view.node)
    return entry.steps if entry is not None else None


def _states_of(states: Iterable[tuple[Node, Fact]], attribute: str) -> list[Fact]:
    """The changes of one attribute."""
    return [fact for _, fact in states if fact.attribute == attribute]


def _plain(value: Any) -> str:
    """Settings in words: lists and mappings flattened, names as they are."""
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return str(value)
    return number_text(value) if isinstance(value, int | float) else str(value)


def _logs(logs: Mapping[str, float]) -> str:
    return ", ".join(f"{key} {number_text(value)}" for key, value in logs.items())


def _last_logs(facts: Iterable[Fact]) -> dict[str, float]:
    """The last value that each key of the logs was given."""
    return {str(fact.key): fact.value for fact in facts}


def _fields(fact: Fact) -> list[tuple[str, str]]:
    """A fact's fields as names and readable values; those that are not known left out."""
    shown = []
    for name, value in fact.as_dict().items():
        if name == "kind" or value is None:
            continue
        shown.append((name.replace("_", " "), _value(name, value)))
    return shown


def _value(name: str, value: Any) -> str:
    if name in ("shape", "input_shape", "output_shape", "to_shape"):
        return shape_text(value)
    if name in ("x", "y", "inputs", "outputs", "output", "batch"):
        return spec_text(value)
    if isinstance(value, Mapping):
        if "values" in value and "whole" in value:
            kept = ", ".join(number_text(item, 3) for item in value["values"][:4])
            more = ", …" if len(value["values"]) > 4 or not value["whole"] else ""
            return f"{kept}{more}"
        return "; ".join(f"{key.replace('_', ' ')} {_plain(item)}" for key, item in value.items())
    return _plain(value)
