"""Telling Keras's metrics from a user's."""

from __future__ import annotations

from typing import Final

from fittrace.trace import hook

_METRICS: Final = __name__.partition(".base_metric")[0]


@hook
def is_built_in(cls: type) -> bool:
    """Whether a metric class is one of `keras.metrics`; Keras asks it of metrics made while it traces."""
    return cls.__module__.startswith(_METRICS)
