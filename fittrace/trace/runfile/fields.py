"""Fields: whether what a file says of a fact is what the field's rule would have kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..codes import FactHead
from ..facts import Fact
from ..histogram import BINS
from ..rules import (
    COPY,
    COUNT,
    DTYPE,
    FLAG,
    HISTOGRAM,
    LARGEST_INTEGER,
    NAME,
    NAMES,
    NORM,
    NUMBER,
    SHAPE,
    SPEC,
    STATE,
    SUMMARY,
    TEXT,
    Family,
    Rule,
)
from .layout import require

__all__ = ["check_fields", "check_head"]

DEEPEST: Final = 32
"""Lists and mappings inside each other at most."""

_NOT_FINITE: Final = ("nan", "inf", "-inf")
_IN_COLUMNS: Final = (Family.COLUMN, Family.STATE)


def check_head(head: FactHead) -> None:
    """See that a kind's structural fields and columns are such as the catalogue says.

    Raises:
        ValueError: they are not.
    """
    check_fields(head.kind, dict(head.fields))
    rules = _rules_of(head.kind)
    for column in head.columns:
        rule = rules.get(column)
        require(rule is None or rule.family in _IN_COLUMNS, "a field that is no number is among the numbers")


def check_fields(kind: str, fields: Mapping[str, Any]) -> None:
    """See that fields hold what their rules keep; those that nobody declared hold plain data.

    Raises:
        ValueError: they do not.
    """
    rules = _rules_of(kind)
    for name, value in fields.items():
        rule = rules.get(name)
        fits = _FITTING.get(rule) if rule is not None else None
        if rule is NUMBER and value in _NOT_FINITE and Fact.kinds[kind].novel_only:
            continue  # such numbers are in no column, and JSON has none that is not finite
        require(_is_plain(value, DEEPEST), "a fact's field is no plain data")
        require(fits is None or value is None or fits(value), f"a fact's {name[:40]} is of another kind")


def _rules_of(kind: str) -> Mapping[str, Rule]:
    declared = Fact.kinds.get(kind)
    return {} if declared is None else declared.rules


def _is_plain(value: Any, levels: int) -> bool:
    """Texts, finite numbers of ordinary size, and lists and mappings of them."""
    if isinstance(value, bool | str) or value is None:
        return True
    if isinstance(value, int | float):
        return abs(value) <= LARGEST_INTEGER if isinstance(value, int) else math.isfinite(value)
    if not levels or not isinstance(value, list | tuple | dict):
        return False
    items = value.values() if isinstance(value, dict) else value
    return all(_is_plain(item, levels - 1) for item in items)


def _is_text(value: Any) -> bool:
    """Also what stands for a value that could not be read."""
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_shape(value: Any) -> bool:
    if not isinstance(value, list | tuple):
        return _is_text(value)
    return all(
        length is None
        or isinstance(length, list | tuple | str)
        or (_is_number(length) and int(length) == length)
        for length in value
    )


def _is_names(value: Any) -> bool:
    return _is_text(value) or (
        isinstance(value, list | tuple) and all(name is None or _is_text(name) for name in value)
    )


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool | str)


def _is_spec(value: Any) -> bool:
    return isinstance(value, list | tuple | str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_norm(value: Any) -> bool:
    """Also the name of a number that is not finite."""
    return _is_number(value) or _is_text(value)


def _is_state(value: Any) -> bool:
    return isinstance(value, bool) or _is_number(value) or _is_shape(value)


def _is_summary(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _is_text(value)
    numbers = ("least", "greatest", "mean", "deviation")
    return all(_is_norm(value[name]) for name in numbers if name in value)


def _is_histogram(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _is_text(value)
    counts = value.get("counts", [])
    whole = (value.get("size"), value.get("every"), value.get("not_finite"))
    return (
        _is_summary(value)
        and isinstance(counts, list)
        and len(counts) <= BINS
        and all(_is_count(count) and count >= 0 for count in (*whole, *counts))
    )


def _is_copy(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _is_text(value)
    values = value.get("values")
    if not isinstance(values, list) or "whole" not in value:
        return False
    return not any(isinstance(item, list | dict) for item in values)


_FITTING: Final[Mapping[Rule, Callable[[Any], bool]]] = {
    COPY: _is_copy,
    COUNT: _is_count,
    DTYPE: _is_text,
    FLAG: _is_flag,
    HISTOGRAM: _is_histogram,
    NAME: _is_text,
    NAMES: _is_names,
    NORM: _is_norm,
    NUMBER: _is_norm,
    SHAPE: _is_shape,
    SPEC: _is_spec,
    STATE: _is_state,
    SUMMARY: _is_summary,
    TEXT: _is_text,
}
