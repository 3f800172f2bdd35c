"""Whether a filter fits a call: what its structure alone says, and what only the call itself can say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..trace.parse import CallNode, FactRef
from ..trace.span import Span
from .language import (
    Asked,
    Filter,
    Indexed,
    Labelled,
    Named,
    Nth,
    OfClass,
    OfFact,
    Where,
)
from .stages import label_method, stage_key

__all__ = ["Structure", "fits", "is_positional", "known"]


@dataclass(frozen=True, slots=True)
class Structure:
    """What all calls have in common that share a place in a pattern.

    Attributes:
        node: the place.
        stage: the stage of training.
        lane: place and name of the lane.
        kinds: kinds of fact that some of them may state beside those of the node.
    """

    node: CallNode
    stage: str
    lane: tuple[int, str]
    kinds: Collection[str] = ()


def stage_of_node(node: CallNode, *, building: bool) -> str:
    """The stage of a call, see `stage_key`."""
    assert node.site is not None  # only a lane's root has none
    return stage_key(node.site.symbol, node.site.label, building=building)


def is_positional(filter_: Filter) -> bool:
    """Whether a filter asks for a place among siblings."""
    if isinstance(filter_, Indexed):
        return min(filter_.first or 0, filter_.last or 0) < 0
    return isinstance(filter_, Nth)


def known(filter_: Filter, at: Structure) -> bool | None:
    """Whether the filter fits every call of a structure or none; None where it depends on the call."""
    site = at.node.site
    assert site is not None  # only a lane's root has none
    if isinstance(filter_, Labelled):
        return filter_.fits(site.label)
    if isinstance(filter_, Named):
        return filter_.text.fits(site.name)
    if isinstance(filter_, OfClass):
        return filter_.text.fits(site.label.rpartition(".")[0] or None)
    if isinstance(filter_, Indexed):
        if not site.loop:
            return False
        return True if filter_.first is filter_.last is None else None
    if isinstance(filter_, Where):
        return _known_attribute(filter_, at)
    return None if isinstance(filter_, Nth) else _known_fact(filter_, at)


def _known_attribute(where: Where, at: Structure) -> bool | None:
    node, asked = at.node, where.asked
    if where.name == "failed":
        return node.failed
    if where.name == "finished":
        return node.end is not None
    if where.name == "error":
        return None if node.failed and asked is not None else node.failed
    if where.name in ("duration", "start", "depth"):
        return None
    assert asked is not None  # only flags and errors are asked for without
    if where.name == "lane":
        place, name = at.lane
        if asked.value.number is not None and asked.operator in ("=", "!="):
            return (asked.value.number == place + 1) == (asked.operator == "=")
        return asked.of(name)
    return asked.of(_text_of(where.name, at))


def _text_of(name: str, at: Structure) -> str | None:
    site = at.node.site
    assert site is not None  # only a lane's root has none
    if name == "stage":
        return at.stage
    if name == "class":
        return site.label.rpartition(".")[0] or None
    if name == "method":
        return label_method(site.label)
    return {"name": site.name, "label": site.label, "symbol": site.symbol}[name]


def _known_fact(of: OfFact, at: Structure) -> bool | None:
    sure = not any(of.kind.fits(kind) for kind in at.kinds)
    for ref in at.node.facts:
        if not of.kind.fits(ref.head.kind):
            continue
        fits_all = _known_ref(of, ref)
        if fits_all:
            return True
        sure = sure and fits_all is False
    return False if sure else None


def _known_ref(of: OfFact, ref: FactRef) -> bool | None:
    """The same of one fact of the kind."""
    if ref.detail is not None and not ref.detail.own_event:
        return None  # repeats do not keep it
    if of.field is None:
        return True
    fields = dict(ref.head.fields)
    if of.field in fields and (ref.detail is None or of.field not in ref.detail.fields):
        return _field_fits(of.asked, fields[of.field])
    return None


def _field_fits(asked: Asked | None, value: Any) -> bool:
    return value is not None if asked is None else asked.of(value)


def fits(filter_: Filter, span: Span) -> bool:
    """Whether a filter fits a call; asked only where the structure alone does not say."""
    if isinstance(filter_, Indexed):
        index = span.index
        if index is None:
            return False
        first, last = filter_.first or 1, filter_.last
        return (first < 0 or index + 1 >= first) and (last is None or last < 0 or index + 1 <= last)
    if isinstance(filter_, OfFact):
        return any(_fact_fits(filter_, fact.as_dict()) for fact in span.facts)
    assert isinstance(filter_, Where)  # everything else is known from the structure
    assert filter_.asked is not None
    if filter_.name == "error":
        raised = span.exception
        if raised is None:
            return filter_.asked.of(None)
        whole = filter_.asked.operator in ("~", "!~")
        return filter_.asked.of(f"{raised.type}: {raised.message}" if whole else raised.type)
    return filter_.asked.of(getattr(span, filter_.name))


def _fact_fits(of: OfFact, fields: dict[str, Any]) -> bool:
    if not of.kind.fits(fields["kind"]):
        return False
    return of.field is None or _field_fits(of.asked, fields.get(of.field))
