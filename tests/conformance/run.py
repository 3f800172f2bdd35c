"""Run a scenario on fittrace, and hold it against its golden."""

from __future__ import annotations

import contextlib
import io
import traceback
from pathlib import Path
from typing import Any

import fittrace
from fittrace import keras, tf

from .canonical import canonical_rows
from .compare import difference_of_calls, difference_of_errors, difference_of_numbers, plain
from .scenarios import NUMBERS_ONLY, SCENARIOS

GOLDEN = Path(__file__).parent / "golden"

NOT_YET: dict[str, str] = {}
"""Scenarios that fittrace does not support yet, with the reason."""


def run(name: str) -> dict[str, Any]:
    """The outcome of one scenario, in the form of a golden."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    outcome: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()), fittrace.record() as recording:
        try:
            outcome["result"] = plain(SCENARIOS[name](keras, tf))
        except Exception as error:
            outcome["error"] = type(error).__name__
            outcome["traceback"] = traceback.format_exc()
    outcome["calls"] = canonical_rows(
        (span.depth, span.label, span.symbol, span.name) for span in recording.spans()
    )
    return outcome


def difference(name: str, golden: dict[str, Any], found: dict[str, Any]) -> str | None:
    """How fittrace differs from Keras, if it does."""
    if golden.get("error") or found.get("error"):
        return difference_of_errors(golden.get("error"), found.get("error"))
    numbers = difference_of_numbers(golden["result"], found["result"])
    calls = None if name in NUMBERS_ONLY else difference_of_calls(golden["calls"], found["calls"])
    return "\n".join(filter(None, (numbers, calls))) or None
