"""Redaction: a run as it may be shown to people who must not see the data.

What stays is listed here; everything else is left out.  A fact or a field that somebody
declares later is therefore left out until somebody decides about it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ..errors import RunFileError
from ..trace import Ending, Fact, Header, Node, Raised, Run, Source, Varying, catalogue
from ..trace.rules import COUNT, DTYPE, FLAG, SHAPE
from .words.language import N_

__all__ = ["HIDDEN", "RedactedRun"]

HIDDEN: Final = N_("redacted")
"""What stands on a page where something was left out."""

KEPT_RULES: Final = (COUNT, DTYPE, FLAG, SHAPE)
"""In the catalogue, fields with these rules hold nothing of the data but how much there is of it."""

KEPT_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(fields.split())
    for kind, fields in {
        "AdapterConsidered": "adapter reason",
        "AdapterSelected": "adapter x y",
        "BatchTaken": "batch",
        "CallbackAdded": "callback",
        "CompileConfigured": "optimizer loss metrics",
        "ExceptionRaised": "type",
        "FitConfigured": "shuffle",
        "Folded": "loop",
        "FunctionRunsEagerly": "function",
        "GradientComputed": "weight",
        "GraphNetworkReady": "layers inputs outputs",
        "LayerBuilt": "layer",
        "LayerCalled": "layer inputs outputs",
        "LayersConnected": "source target",
        "LearningRateResolved": "value",
        "LogsMissed": "callback key",
        "LogsRead": "callback key",
        "LogsWritten": "callback key",
        "LossComputed": "loss",
        "MetricUpdated": "metric",
        "OperationTaped": "operation inputs output",
        "OrderNotKept": "loop",
        "SlotCreated": "optimizer slot weight",
        "StateChanged": "owner attribute",
        "StopRequested": "by",
        "StructureNotKept": "loop",
        "TapeWalked": "skipped",
        "TensorConverted": "what from_type",
        "WeightCreated": "name initializer layer",
        "WeightFollowed": "optimizer weight settings",
        "WeightUpdated": "weight",
    }.items()
}
"""Names, types and hyperparameters, by kind of fact."""

KEPT_STATES: Final = frozenset(
    {
        "_graph_initialized",
        "_is_compiled",
        "built",
        "cooldown_counter",
        "initial_epoch",
        "initial_step",
        "iterations",
        "learning_rate",
        "stop_training",
        "wait",
        "weights_of_epoch",
    }
)
"""Attributes whose values are flags, counts or hyperparameters; others may hold a result, as `best` does."""


class RedactedRun(Run):
    """A run without values of the data, what is derived from them, texts of the program and paths.

    Calls with their names, shapes, dtypes, counts, times and hyperparameters are there.

    Args:
        run: the whole run, which stays as it is.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(run.recording)

    @property
    def header(self) -> Header:
        """Versions, seed and clock; no script, no arguments, no date, no notes."""
        whole = super().header
        return Header(
            schema=whole.schema,
            fittrace=whole.fittrace,
            numpy=whole.numpy,
            python=whole.python,
            seed=whole.seed if isinstance(whole.seed, int) else None,
            clock=whole.clock,
        )

    @property
    def ending(self) -> Ending:
        """How the run ended, an exception by its class alone."""
        whole = super().ending
        return replace(whole, raised=_without_words(whole.raised))

    @property
    def sources(self) -> tuple[Source, ...]:
        """None: what the user wrote is not shown, nor where it stands."""
        return ()

    @property
    def lanes(self) -> list[str]:
        """The lanes by number: a thread's name may say anything."""
        return [f"thread {place}" if place else "main" for place, _ in enumerate(super().lanes)]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Refused: a run file holds the whole run.

        Raises:
            RunFileError: always.
        """
        raise RunFileError(f"A redacted run cannot be saved as {path}: only its page is without the data.")

    def facts(self, kind: str | None = None, lane: int = 0) -> Iterator[Fact]:
        """As of any run, with the fields that are kept."""
        return map(redacted_fact, super().facts(kind, lane))

    def tree(self, lane: int = 0) -> Node:
        """As of any run, with the facts' fields that are kept."""
        root = super().tree(lane)
        for node in root.walk():
            node.facts = [redacted_fact(fact) for fact in node.facts]
            node.varying = [one for one in node.varying if _may_vary(one)]
            node.exception = _without_words(node.exception)
        return root


def redacted_fact(fact: Fact) -> Fact:
    """The fact with the fields that are kept; the others are None."""
    fields = fact.as_dict()
    del fields["kind"]
    kept = {name: value for name, value in fields.items() if _is_kept(fact.kind, name, fields)}
    return Fact.read(fact.kind, fact.span, kept, kept=fact.kept, position=fact.position)


def _is_kept(kind: str, name: str, fields: Mapping[str, Any]) -> bool:
    if kind == "StateChanged" and name in ("before", "after"):
        return fields.get("attribute") in KEPT_STATES
    declared = Fact.kinds.get(kind)
    if declared is None or declared.__module__ != catalogue.__name__:
        return False  # a script's own kinds of fact may say anything
    return declared.rules.get(name) in KEPT_RULES or name in KEPT_FIELDS.get(kind, ())


def _may_vary(varying: Varying) -> bool:
    return _is_kept(varying.kind, varying.column, dict(varying.fields))


def _without_words(raised: Raised | None) -> Raised | None:
    return raised and Raised(raised.type, f"({HIDDEN})")
