"""Where a query finds nothing: what is there instead, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice
from typing import Final

from ..trace.span import Span
from .language import Filter, Indexed, Labelled, Named, Nth, OfClass, OfFact, Query, Step, Text, Where
from .search import Scope
from .stages import label_method, stage_key

__all__ = ["hint"]

LOOKED_AT: Final = 10_000
"""Calls from whose values a range is told."""
NAMED: Final = 6
"""Names that a sentence lists."""
PATHS: Final = 3
"""Paths of a query that are told about."""
ANY: Final = Labelled(Text("*"))


def hint(query: Query, scopes: Sequence[Scope]) -> str:
    """Why nothing fits, for each path of the query, and what would."""
    hints = [_Path(query, path, scopes).hint() for path in query.paths[:PATHS]]
    return "; ".join(dict.fromkeys(hints))


class _Path:
    """One path of a query that finds nothing.

    Args:
        query: the query.
        steps: the path.
        scopes: where it was searched for.
    """

    def __init__(self, query: Query, steps: Sequence[Step], scopes: Sequence[Scope]) -> None:
        self.query, self.steps, self.scopes = query, tuple(steps), scopes

    def hint(self) -> str:
        """The first step that nothing fits, and what is there."""
        number = next(place for place in range(len(self.steps)) if not self.find(*self.steps[: place + 1]))
        before, step = self.steps[:number], self.steps[number]
        fitting: tuple[Filter, ...] = ()
        for filter_ in step.filters:
            if not self.find(*before, replace(step, filters=(*fitting, filter_))):
                if isinstance(filter_, Labelled) or not fitting:
                    return self.about_label(before, step, filter_)
                there = _some_of(self.find(*before, replace(step, filters=fitting)))
                return _about_filter(filter_, there, self.query.step_text(step))
            fitting = (*fitting, filter_)
        raise AssertionError("a step fits and does not fit")

    def find(self, *steps: Step) -> Sequence[Span]:
        """What other steps find."""
        from .matches import Matches

        return Matches(replace(self.query, paths=(steps,)), self.scopes)

    def about_label(self, before: tuple[Step, ...], step: Step, filter_: Filter) -> str:
        """There is no such call there; is there one elsewhere, or one like it?"""
        where = self.where(before, step)
        if not isinstance(filter_, Labelled):
            there = _some_of(self.find(*before, replace(step, filters=(ANY,))))
            return _about_filter(filter_, there, self.query.step_text(step), f"no call {where}")
        what = filter_.text.text
        only = replace(step, filters=(filter_,))
        if before:
            deeper = self.find(*before, replace(only, combinator=" ")) if step.combinator == ">" else ()
            if deeper:
                around = deeper[0].parent
                inside = f", but in {around.label}" if around is not None else ""
                text = f"{self.query.step_text(before[-1])} {self.query.step_text(step)}"
                return f"no {what} is {where}{inside}; {text!r} finds it at any depth"
            if step.combinator in ("+", "~"):
                turned = self.find(
                    *before[:-1],
                    replace(only, combinator=before[-1].combinator),
                    replace(before[-1], combinator="~"),
                )
                if turned:
                    return f"no {what} comes {where}, but before it"
            elsewhere = self.find(replace(only, combinator=" "))
            if elsewhere:
                return f"no {what} is {where}; the first of the run is {elsewhere[0].path}"
        elif step.combinator == ">" and (deeper := self.find(replace(only, combinator=" "))):
            return f"no {what} is outermost; the first of the run is {deeper[0].path}"
        return f"there is no {what} {where}; {self.nearest(before, step, what)}"

    def where(self, before: tuple[Step, ...], step: Step) -> str:
        """Where the step looks."""
        if not before:
            scope = self.scopes[0].span
            if scope is not None:
                return f"{'in' if step.combinator == ' ' else 'directly in'} {scope.label}"
            return "in the run" if step.combinator == " " else "among the outermost calls"
        last = self.query.step_text(before[-1])
        return {
            ">": f"directly in {last}",
            " ": f"inside {last}",
            "+": f"right after {last}",
            "~": f"after {last}",
        }[step.combinator]

    def nearest(self, before: tuple[Step, ...], step: Step, asked: str) -> str:
        """What is there, the nearest names first."""
        there = islice(self.find(*before, replace(step, filters=(ANY,))), LOOKED_AT)
        labels = list(dict.fromkeys(span.label for span in there))
        near = _near(asked, [*labels, *map(label_method, labels)])
        if near:
            return f"near {'are' if ',' in near else 'is'} {near}"
        return f"there {_are(labels)}" if labels else "nothing is there"


def _some_of(found: Sequence[Span]) -> list[Span]:
    """The first of many, and the last one."""
    some = list(islice(found, LOOKED_AT))
    return [*some, found[-1]] if len(some) == LOOKED_AT else some


def _about_filter(filter_: Filter, there: Sequence[Span], text: str, none: str = "") -> str:
    """No call of those that are there fits a filter."""
    labels = {span.label for span in there}
    label = labels.pop() if len(labels) == 1 else "such call"
    none = none or f"no {label}"
    if isinstance(filter_, Indexed):
        return _about_index(filter_, there, text, label)
    if isinstance(filter_, Nth):
        return f"no call has so many calls of {label} in it that there is {text}"
    if isinstance(filter_, Named):
        name = filter_.text.text
        return f"{none} is named {name!r}; {_instead(name, (span.name for span in there))}"
    if isinstance(filter_, OfClass):
        return f"{none} is of class {filter_.text.text!r}; {_instead(filter_.text.text, map(_class, there))}"
    if isinstance(filter_, OfFact):
        return _about_fact(filter_, there, none)
    assert isinstance(filter_, Where)  # labels are told about elsewhere
    name, asked = filter_.name, filter_.asked
    if asked is None:
        return f"{none} {'is finished' if name == 'finished' else 'raised'}"
    unit = " s" if name in ("duration", "start") else ""
    value = asked.value.text.text
    instead = _instead(value, (_attribute(span, name) for span in there), unit)
    return f"{none} has {name} {asked.operator} {value}; {instead}"


def _about_index(index: Indexed, there: Sequence[Span], text: str, label: str) -> str:
    numbers = [span.index + 1 for span in there if span.index is not None]
    if not numbers:
        return f"{label} is a call, and numbers are for iterations; ':nth(2)' is the second of several calls"
    least, greatest = min(numbers), max(numbers)
    run = f"{label}s {least} to {greatest}" if least < greatest else f"{label} {least} alone"
    return f"no {text}: the run has {run}"


def _about_fact(of: OfFact, there: Sequence[Span], none: str) -> str:
    kind = of.kind.text
    facts = [fact for span in there for fact in span.facts]
    alike = [fact.as_dict() for fact in facts if of.kind.fits(fact.kind)]
    if not alike:
        return f"{none} states {kind}; {_instead(kind, (fact.kind for fact in facts))}"
    if of.asked is None:
        return f"{none} states {kind} with a {of.field} that was kept"
    asked = of.asked.value.text.text
    instead = _instead(asked, (fields.get(of.field or "") for fields in alike))
    return f"{none} states {kind} with {of.field} {of.asked.operator} {asked}; {instead}"


def _class(span: Span) -> str | None:
    return span.label.rpartition(".")[0] or None


def _attribute(span: Span, name: str) -> object:
    from .matches import is_building

    others: dict[str, Callable[[], object]] = {
        "class": lambda: _class(span),
        "method": lambda: label_method(span.label),
        "stage": lambda: stage_key(span.symbol, span.label, building=is_building(span.parent)),
        "error": lambda: span.exception.type if span.exception is not None else None,
    }
    return others[name]() if name in others else getattr(span, name)


def _instead(asked: str, values: Iterable[object], unit: str = "") -> str:
    """A range of numbers, or names, the nearest first."""
    there = [value for value in values if value is not None]
    numbers = [value for value in there if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if numbers and min(numbers) == max(numbers):
        return f"it is {numbers[0]:.6g}{unit}"
    if numbers:
        return f"it is between {min(numbers):.6g} and {max(numbers):.6g}{unit}"
    names = list(dict.fromkeys(map(str, there)))
    near = _near(asked, names)
    if near:
        return f"near {'are' if ',' in near else 'is'} {near}"
    return f"there {_are(names)}" if names else "there is none"


def _near(asked: str, names: Sequence[str]) -> str:
    return ", ".join(get_close_matches(asked, list(dict.fromkeys(names)), 3))


def _are(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} others" if len(names) > NAMED else ""
    return f"{'are' if len(names) > 1 else 'is only'} {', '.join(names[:NAMED])}{more}"
