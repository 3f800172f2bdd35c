"""Two outcomes of a scenario held against each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from .canonical import Row, show

RTOL, ATOL = 2e-4, 2e-5
SAME_ERROR = {"InvalidArgumentError": {"InvalidArgumentError", "ValueError"}}
"""Exceptions of the real Keras that count as another of ours."""


def plain(value: Any) -> Any:
    """A scenario's result as JSON can hold it; arrays as shape and values."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "values": value.astype("f8").ravel().tolist()}
    if isinstance(value, np.floating):
        return float(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def difference_of_calls(expected: list[Row], found: list[Row]) -> str | None:
    """The first difference of two call trees, in context; None where they are identical."""
    for place in range(max(len(expected), len(found))):
        if expected[place : place + 1] != found[place : place + 1]:
            around = slice(max(0, place - 8), place + 6)
            return (
                f"calls differ at {place} of {len(expected)}\n--- Keras\n{show(expected[around])}\n"
                f"--- fittrace\n{show(found[around])}"
            )
    return None


def difference_of_numbers(expected: Any, found: Any, path: str = "result") -> str | None:
    """The first place at which two plain results disagree; None where they agree."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or set(expected) != set(found):
            keys = sorted(found) if isinstance(found, dict) else found
            return f"{path}: keys {sorted(expected)} expected, {keys!r} found"
        return _first(difference_of_numbers(expected[key], found[key], f"{path}.{key}") for key in expected)
    if isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            count = len(found) if isinstance(found, list) else found
            return f"{path}: {len(expected)} items expected, {count!r} found"
        if expected and all(isinstance(item, (int, float)) for item in expected):
            return _difference_of_values(expected, found, path)
        pairs = enumerate(zip(expected, found, strict=True))
        return _first(
            difference_of_numbers(mine, other, f"{path}[{place}]") for place, (mine, other) in pairs
        )
    if isinstance(expected, float):
        return _difference_of_values([expected], [found], path)
    return None if expected == found else f"{path}: {expected!r} expected, {found!r} found"


def difference_of_errors(expected: str | None, found: str | None) -> str | None:
    """What is wrong with the class of the exception; None where it is the one that Keras raises."""
    if found in SAME_ERROR.get(expected or "", {expected}):
        return None
    return f"{expected or 'no exception'} expected, {found or 'none'} raised"


def _difference_of_values(expected: list[Any], found: list[Any], path: str) -> str | None:
    try:
        wanted, had = np.asarray(expected, "f8"), np.asarray(found, "f8")
    except (TypeError, ValueError):
        return f"{path}: not numbers: {found!r}"
    bad = ~np.isclose(had, wanted, rtol=RTOL, atol=ATOL, equal_nan=True)
    if not bad.any():
        return None
    worst = int(np.argmax(bad))
    return (
        f"{path}: {bad.sum()} of {wanted.size} values differ, the first at {worst}: "
        f"{wanted.flat[worst]:.7g} expected, {had.flat[worst]:.7g} found"
    )


def _first(differences: Any) -> str | None:
    return next(filter(None, differences), None)
