"""Reduction: from the live objects a fact is stated with to what is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .facts import Fact
from .rules import IN_COLUMN, number_of

__all__ = ["columns_of", "fields_of", "readable", "reduce_structure", "reduce_values"]


def reduce_structure(kind: type[Fact], given: dict[str, Any]) -> tuple[tuple[Any, ...], list[float]]:
    """The structural fields, in the order of their rules, and the numbers of the columns.

    A state that is a number has its number among the columns, and `IN_COLUMN` in its
    place among the fields.
    """
    get = given.get
    structural: list[Any] = []
    try:
        for name, rule in kind.structural_rules:
            structural.append(rule.reduce(get(name)))
    except Exception:  # as in `readable`, which is not asked before there is need
        structural = [readable(rule.reduce, get(name)) for name, rule in kind.structural_rules]
    numbers: list[float] = []
    if kind.has_states:
        for (name, _), kept in zip(kind.structural_rules, structural, strict=True):
            if kept is IN_COLUMN:
                numbers.append(number_of(get(name)))
    for name, rule in kind.column_rules:
        numbers.append(rule.reduce(get(name)))
    return tuple(structural), numbers


def columns_of(kind: type[Fact], structural: tuple[Any, ...]) -> tuple[str, ...]:
    """The names of the columns that facts with those structural fields have."""
    pairs = zip(kind.structural_rules, structural, strict=True)
    states = [name for (name, _), kept in pairs if kept is IN_COLUMN]
    return (*states, *(name for name, _ in kind.column_rules))


def fields_of(kind: type[Fact], structural: tuple[Any, ...]) -> tuple[tuple[str, Any], ...]:
    """The structural fields with their names, without those that are columns."""
    pairs = zip(kind.structural_rules, structural, strict=True)
    return tuple((name, kept) for (name, _), kept in pairs if kept is not IN_COLUMN)


def reduce_values(kind: type[Fact], given: dict[str, Any], *, elements: bool) -> dict[str, Any]:
    """What is kept of the fields that cost time or room.

    Args:
        kind: the fact's kind.
        given: the live objects.
        elements: whether the elements of arrays may be looked at.
    """
    with np.errstate(all="ignore"):  # a weight may be infinite; numpy is not to tell the user about our sums
        return {
            name: readable(rule.reduce, given[name])
            for name, rule in kind.value_rules
            if name in given and (elements or not rule.elements)
        }


def readable(reduce: Callable[[Any], Any], value: Any) -> Any:
    """What the rule makes of the value, or a word on why it could not."""
    try:
        return reduce(value)
    except Exception as error:  # a user's __repr__ or __array__ may raise anything
        return f"not readable: {type(error).__name__}"
