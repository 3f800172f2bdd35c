"""The templates: where they are, and the filters their words are made with."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from markupsafe import Markup, escape

from ...errors import ReportError
from ...trace import Fact, Node
from ..story.batchlogs import batch_logs_of
from ..story.initializing import start_of
from ..story.reading import enclosing
from ..story.slots import settings_of, slots_of
from ..story.story import LayerStory, StepsStory, Story, WeightStory
from ..story.taping import place_in
from ..story.wayback import way_back_of
from ..walkthrough.outline import CallView
from ..words.language import SOURCE, _, language, messages
from ..words.recorded import ending_text, reason_text, what_text
from ..words.wording import (
    arrays_in,
    count_text,
    listed_text,
    number_text,
    seconds_text,
    shape_text,
    spec_text,
    times_text,
    unread_text,
)

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["joined", "make_environment", "template_folder"]

_Told = TypeVar("_Told")

_DRAWN: Final = ("distribution", "distribution_after")
"""Fields that the model's view draws; as a list of counts they tell nobody anything."""
_WIDE: Final = ("。", "，", "：", "；", "？", "！", "）", "」")
_ROOM: Final = "\ufdd0"  # means nothing in Unicode, and will never do
_ROOMS: Final = re.compile(rf"{_ROOM}\s*")
_BREAK: Final = re.compile(r"\.(?=\w)|(?<=[a-z0-9])_(?=[a-z0-9])")


def template_folder() -> Path:
    """The folder of templates: inside the installed package, else beside it in a checkout.

    Raises:
        ReportError: it is in neither place.
    """
    package = Path(__file__).resolve().parent.parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "page.html.j2").is_file():
            return folder
    raise ReportError("The page's templates are missing; install fittrace anew.")


def make_environment(
    addresses: Mapping[int, int] = MappingProxyType({}), unknown: str | None = None
) -> Environment:
    """A Jinja2 environment that escapes everything and refuses unknown names.

    Args:
        addresses: the outline's line of each node of the folded tree, by the node's
            identity.
        unknown: the message in the place of a number that is not there; None says that it is not known.
    """
    import jinja2

    from .compiled import COMPILED

    def number(value: Any, digits: int = 4) -> str:
        if isinstance(value, list | tuple | Mapping):  # a state may have been a shape
            return _plain(value)
        return _(unknown) if value is None and unknown is not None else number_text(value, digits)

    def logs(values: Mapping[str, float | None]) -> str:
        return listed_text(f"{key} {number(value)}" for key, value in values.items())

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        bytecode_cache=COMPILED,
        optimized=False,  # no filter is run on a constant before its language is known
        auto_reload=False,  # a page is made of the files as they were first read
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension's
        lambda message: _closed(messages().gettext(message)),
        lambda singular, plural, count: _closed(messages().ngettext(singular, plural, count)),
        newstyle=True,
        pgettext=lambda context, message: messages().pgettext(context, message),
        npgettext=lambda context, one, many, count: messages().npgettext(context, one, many, count),
    )
    environment.filters |= {
        "address": lambda node: addresses.get(id(node), ""),
        "breakable": _breakable,
        "counted": lambda count, *noun: count_text(None if count is None else int(count), *noun),
        "fields": _fields,
        "first": lambda items: next(iter(items), None),
        "grouped": _grouped,
        "hooked": lambda hooks, word: any(word in name for owned in hooks for name, _ in owned),
        "last": lambda items: next(reversed(list(items)), None),
        "lastlogs": _last_logs,
        "ln": math.log,
        "listed": listed_text,
        "logs": logs,
        "number": number,
        "placed": _place_of,
        "placein": _place_in_weight,
        "percent": lambda share: f"{share * 100:.1f} %" if share >= 0.001 else _("less than 0.1 %"),
        "plain": _plain,
        "ending": ending_text,
        "reason": lambda text: reason_text(str(text)),
        "rejectlayers": _of_no_layer,
        "seconds": seconds_text,
        "metriclogs": lambda facts: {str(fact.metric): fact.value for fact in facts},
        "slottable": _once(slots_of),
        "startof": lambda fact: start_of(str(fact.initializer), fact.shape),
        "runninglogs": lambda fit: batch_logs_of(fit.node, fit.method, ()),
        "setupof": _once(settings_of),
        "setting": lambda value: f"{value:.6g}",
        "shape": shape_text,
        "shapes": lambda spec: _(" and ").join(shape_text(array[1]) for array in arrays_in(spec)),
        "spec": spec_text,
        "stepsof": _steps_of,
        "statesof": _states_of,
        "times": times_text,
        "wayback": _once(way_back_of),
        "wholeloss": _whole_loss,
        "what": lambda text: what_text(str(text)),
    }
    return environment


def _once(tell: Callable[[Story], _Told]) -> Callable[[Story], _Told]:
    """The same for one story after the other, told once each."""
    told: list[tuple[Story, _Told]] = []

    def once(story: Story) -> _Told:
        if not told or told[-1][0] is not story:
            told[:] = [(story, tell(story))]
        return told[-1][1]

    return once


def _whole_loss(losses: Iterable[Fact]) -> Fact | None:
    """The loss of all outputs together, of several losses of one step."""
    found = list(losses)
    return next((fact for fact in found if fact.loss == "total"), found[-1] if found else None)


def _closed(message: str) -> str:
    """The message, marked where it ends in a mark that has room of its own, as Chinese ones have."""
    return message + _ROOM if message.endswith(_WIDE) else message


def joined(html: str) -> str:
    """What a template gave, without the spaces that English has between sentences and Chinese has not."""
    return _ROOMS.sub("", html)


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


def _place_in_weight(place: int, weights: Iterable[WeightStory], name: str) -> str:
    """An index in C order as the indexes in the weight of that name."""
    return place_in(place, next((weight.fact.shape for weight in weights if weight.fact.name == name), None))


def _place_of(node: Node) -> str:
    """Where in the loops a call stands: ``step 4 of epoch 1``; empty outside them."""
    step, epoch = _turn_of(enclosing(node, "step")), _turn_of(enclosing(node, "epoch"))
    if step and epoch:
        return _("step %(step)s of epoch %(epoch)s", step=step, epoch=epoch)
    return _("step %(step)s", step=step) if step else _("epoch %(epoch)s", epoch=epoch) if epoch else ""


def _turn_of(loop: Node | None) -> str:
    """The number of an iteration, from 1; empty where there is none."""
    return f"{loop.first + 1:,}" if loop is not None and loop.first is not None else ""


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
        return _("none")
    if isinstance(value, Mapping):
        return listed_text(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return listed_text(_plain(item) for item in value)
    if isinstance(value, bool):
        return str(value)
    return number_text(value) if isinstance(value, int | float) else unread_text(str(value))


def _last_logs(facts: Iterable[Fact]) -> dict[str, float]:
    """The last value that each key of the logs was given."""
    return {str(fact.key): fact.value for fact in facts}


def _fields(fact: Fact) -> list[tuple[str, str]]:
    """A fact's fields as names and readable values; those that are not known left out."""
    shown = []
    for name, value in fact.as_dict().items():
        if name == "kind" or value is None or name in _DRAWN:
            continue
        shown.append((_field(name), _value(name, value)))
    return shown


def _field(name: str) -> str:
    """A field's name: in English it reads as words, in another language it is the name that it is."""
    return name.replace("_", " ") if language() == SOURCE else name


def _value(name: str, value: Any) -> str:
    if name == "reason":
        return reason_text(str(value))
    if name == "from_type":
        return what_text(str(value))
    if name in ("shape", "input_shape", "output_shape", "to_shape"):
        return shape_text(value)
    if name in ("x", "y", "inputs", "outputs", "output", "batch"):
        return spec_text(value)
    if isinstance(value, Mapping):
        if "values" in value and "whole" in value:
            kept = listed_text(number_text(item, 3) for item in value["values"][:4])
            more = ", …" if len(value["values"]) > 4 or not value["whole"] else ""
            return f"{kept}{more}"
        between = " " if language() == SOURCE else ": "
        return listed_text((f"{_field(str(key))}{between}{_plain(item)}" for key, item in value.items()), ";")
    return _plain(value)
