"""Queries answered the slow way: every call unfolded, every step tried on every call."""

from __future__ import annotations

from collections import defaultdict

__all__ = ["COMBINATORS", "FILTERS", "LABELS", "found"]

LABELS = {
    "*": lambda label: True,
    "call": lambda label: label.endswith(".call"),
    "Dense.call": lambda label: label == "Dense.call",
    "De*.call": lambda label: label in ("Dense.call", "Deeper.call"),
    "Deeper.": lambda label: label.startswith("Deeper."),
    "*.build": lambda label: label.endswith(".build"),
    "number": lambda label: label == "number",
    "train_function": lambda label: label == "train_function",
    '"Layer.call"': lambda label: label == "Layer.call",
    "on_*": lambda label: label == "Callback.on_epoch_end",
}


def values_of(span, kind, field):
    return [getattr(fact, field) for fact in span.facts if fact.kind == kind]


CONDITIONS = {
    "#a": lambda span: span.name == "a",
    ":Deeper": lambda span: span.label.startswith("Deeper."),
    "[2]": lambda span: span.index == 1,
    "[2:3]": lambda span: span.index in (1, 2),
    "[3:]": lambda span: span.index is not None and span.index >= 2,
    "[failed]": lambda span: span.exception is not None,
    "[error=Oops]": lambda span: span.exception is not None,
    '[error~"other"]': lambda span: span.exception is not None and "other" in span.exception.message,
    "[depth<2]": lambda span: span.depth < 2,
    "[duration>9us]": lambda span: span.duration > 9e-6,
    "[start>50us]": lambda span: span.start > 50e-6,
    "[symbol~user.Dense]": lambda span: "user.Dense" in span.symbol,
    "[fact=LossComputed]": lambda span: bool(values_of(span, "LossComputed", "loss")),
    '[LossComputed.loss="loss 1"]': lambda span: "loss 1" in values_of(span, "LossComputed", "loss"),
    "[LossComputed.value>0.5]": lambda span: any(v > 0.5 for v in values_of(span, "LossComputed", "value")),
    "[WeightCreated.count<50]": lambda span: any(v < 50 for v in values_of(span, "WeightCreated", "count")),
    "[WeightCreated.name~kern]": lambda span: "kernel" in values_of(span, "WeightCreated", "name"),
    "[GradientComputed.weight=w*]": lambda span: bool(values_of(span, "GradientComputed", "weight")),
    "[WeightUpdated]": lambda span: bool(values_of(span, "WeightUpdated", "weight")),
}
PLACES = {
    ":first": lambda spans: spans[:1],
    ":last": lambda spans: spans[-1:],
    ":nth(2)": lambda spans: spans[1:2],
    ":nth(-2)": lambda spans: spans[-2:-1],
    "[-1]": lambda spans: iterations(spans)[-1:],
    "[-2:]": lambda spans: iterations(spans)[-2:],
    "[2:-2]": lambda spans: [span for span in iterations(spans)[:-1] if span.index >= 1],
}
FILTERS = [*CONDITIONS, *PLACES]
COMBINATORS = {
    ">": lambda before, span: span.parent == before,
    " ": lambda before, span: before in ancestors(span),
    "+": lambda before, span: siblings_before(span)[-1:] == [before],
    "~": lambda before, span: before in siblings_before(span),
}
_children = defaultdict(list)


def iterations(spans):
    return [span for span in spans if span.index is not None]


def ancestors(span):
    while span.parent is not None:
        span = span.parent
        yield span


def siblings_before(span):
    siblings = _children[span.parent]
    return siblings[: siblings.index(span)]


def left_by(label, filters, siblings):
    """The siblings that a step describes."""
    left = [span for span in siblings if LABELS[label](span.label)]
    for filter_ in filters:
        if filter_ in PLACES:
            left = PLACES[filter_](left)
        else:
            left = [span for span in left if CONDITIONS[filter_](span)]
    return left


def found(spans, paths):
    """The spans that one of the paths describes, a path being (combinator, label, filters) by step."""
    _children.clear()
    for span in spans:
        _children[span.parent].append(span)
    meant = set()
    for path in paths:
        meant |= found_by(path)
    return [span for span in spans if span in meant]


def found_by(path):
    before = None
    for combinator, label, filters in path:
        here = {span for siblings in _children.values() for span in left_by(label, filters, siblings)}
        if before is None:
            here = {span for span in here if combinator != ">" or span.parent is None}
        else:
            leads = COMBINATORS[combinator]
            here = {span for span in here if any(leads(one, span) for one in before)}
        before = here
    return before
