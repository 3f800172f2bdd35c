"""The optimizer's learning rate, as callbacks read and set it."""

from __future__ import annotations

from typing import Any

from fittrace.keras import backend
from fittrace.trace import emit
from fittrace.trace.catalogue import StateChanged

__all__ = ["learning_rate_of", "set_learning_rate"]


def learning_rate_of(optimizer: Any) -> Any:
    """The current learning rate, a numpy float."""
    return backend.get_value(optimizer.lr)


def set_learning_rate(optimizer: Any, before: float, rate: float) -> None:
    """Give the optimizer another learning rate than `before`, its current one."""
    backend.set_value(optimizer.lr, rate)
    if rate != before:
        emit(StateChanged, owner=optimizer, attribute="learning_rate", before=before, after=rate)
